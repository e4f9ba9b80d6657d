import { statSync } from "node:fs";
import type { NakamaOptions } from "./nakama-options.js";
import { SetupError } from "./setup-error.js";

/** Two ports lie below the server's and two above it. */
const LOWEST_PORT = 1026;
const HIGHEST_PORT = 65_533;

/** @throws SetupError when an option cannot be meant: a sentence that names it. */
export function checkOptions(options: NakamaOptions): void {
  const { port } = options;
  if (port !== undefined && port !== 0 && !isWhole(port, LOWEST_PORT, HIGHEST_PORT)) {
    throw new SetupError(`The port is a whole number from ${LOWEST_PORT} to ${HIGHEST_PORT}, not ${port}.`);
  }
  const seconds = {
    "matchmaker interval": options.matchmakerIntervalSec,
    "token expiry": options.tokenExpirySec,
    "refresh token expiry": options.refreshTokenExpirySec,
  };
  for (const [name, value] of Object.entries(seconds)) {
    if (value !== undefined && !isWhole(value, 1, 2 ** 31 - 1)) {
      throw new SetupError(`The ${name} is a whole number of seconds from 1 up, not ${value}.`);
    }
  }
  if (options.temporary === true && options.dataDir !== undefined) {
    throw new SetupError(
      "A temporary server makes its own data folder: leave out either the folder or temporary.",
    );
  }
  const modules = options.modulesDir;
  if (modules !== undefined && statSync(modules, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new SetupError(`There is no folder of server modules at ${modules}: make it or name another.`);
  }
}

function isWhole(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}
