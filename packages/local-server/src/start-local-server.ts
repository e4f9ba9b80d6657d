import { InMemoryServer } from "./in-memory-server.js";
import type { LocalServer } from "./local-server.js";
import type { ServerModule } from "./modules/server-module.js";
import { type Clock, systemClock } from "./runtime/clock.js";
import { LocalServerError } from "./runtime/local-server-error.js";
import { type RandomSource, systemRandom } from "./runtime/random.js";
import { DEFAULT_CONFIG, type ServerConfig } from "./runtime/server-config.js";

/** How a local server is to be. Everything has a default. */
export interface LocalServerOptions {
  /** Address to listen on; `127.0.0.1`, which only this computer can reach. */
  readonly host?: string;
  /** Port to listen on, 1 to 65535, or 0 for a free one; 7350. */
  readonly port?: number;
  /** The key that clients sign in with; `defaultkey`. */
  readonly serverKey?: string;
  /** Life of a session token in seconds; 60. */
  readonly tokenExpirySec?: number;
  /** Life of a refresh token in seconds; 3600. */
  readonly refreshTokenExpirySec?: number;
  /**
   * How often the matchmaker looks for matches, in seconds; 1. The real server's default is 15: the one difference on
   * purpose, because nobody wants to wait for it while writing a game.
   */
  readonly matchmakerIntervalSec?: number;
  /** Messages that may wait for one socket before it is closed; 64. */
  readonly outgoingQueueSize?: number;
  /** Where time comes from; the computer's clock. */
  readonly clock?: Clock;
  /** Where chance comes from; the computer's own source. */
  readonly random?: RandomSource;
  /** When the joins and leaves that a request causes are told; `after-reply`. The real server does either. */
  readonly presenceOrder?: "after-reply" | "before-reply";
  /** Code that runs in the server, as Nakama's own modules do: functions to call, hooks, matches, leaderboards. */
  readonly modules?: readonly ServerModule[];
  /**
   * A file in which accounts, storage, friends, groups, messages, notifications and leaderboards outlive the server; in
   * memory alone unless given. It is made where there is none, in a folder that is there. One server at a time may have it.
   */
  readonly dataFile?: string;
  /** Takes a line of log for each request; none is written unless given. Lines hold no secret. */
  readonly log?: (line: string) => void;
  /**
   * Takes mistakes that no client is told of, each with its stack: those of modules, in a match's handler or an "after"
   * hook, and the server's own. Written to the process's error stream unless given.
   */
  readonly warn?: (text: string) => void;
}

/**
 * Starts an in-memory Nakama for development and tests.
 *
 * @throws LocalServerError `port-in-use` when another program has the port, `invalid-option` for a number out of range,
 * `invalid-data-file` for a data file that is broken, of a newer version, or cannot be read or written.
 */
export async function startLocalServer(options: LocalServerOptions = {}): Promise<LocalServer> {
  const warn = options.warn ?? ((text) => process.stderr.write(`${text}\n`));
  const server = new InMemoryServer({
    config: readConfig(options),
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    log: options.log ?? (() => undefined),
    warn: (text, error) => warn(`${text}: ${error instanceof Error ? error.stack : String(error)}`),
    modules: options.modules ?? [],
    dataFile: options.dataFile,
    presenceOrder: options.presenceOrder ?? "after-reply",
  });
  await server.listen(options.host ?? "127.0.0.1", readPort(options.port ?? 7350));
  return server;
}

function readConfig(options: LocalServerOptions): ServerConfig {
  return {
    ...DEFAULT_CONFIG,
    serverKey: options.serverKey ?? DEFAULT_CONFIG.serverKey,
    tokenExpirySec: positive(options, "tokenExpirySec"),
    refreshTokenExpirySec: positive(options, "refreshTokenExpirySec"),
    matchmakerIntervalSec: positive(options, "matchmakerIntervalSec"),
    outgoingQueueSize: positive(options, "outgoingQueueSize"),
  };
}

type PositiveOption =
  | "tokenExpirySec"
  | "refreshTokenExpirySec"
  | "matchmakerIntervalSec"
  | "outgoingQueueSize";

function positive(options: LocalServerOptions, name: PositiveOption): number {
  const value = options[name] ?? DEFAULT_CONFIG[name];
  if (Number.isFinite(value) && value > 0) return value;
  throw new LocalServerError("invalid-option", `${name} is ${value}: give a number greater than 0.`);
}

function readPort(port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new LocalServerError("invalid-option", `port is ${port}: give a whole number from 0 to 65535.`);
}
