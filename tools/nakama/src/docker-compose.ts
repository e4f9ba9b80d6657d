import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { nakamaFlags } from "./nakama-flags.js";
import type { NakamaOptions } from "./nakama-options.js";
import type { Ports } from "./ports.js";

/** How compose.yaml is driven for one server. */
export interface ComposePlan {
  /** Keeps the containers of two servers apart, and names the volume. */
  readonly project: string;
  /** The variables of compose.yaml. */
  readonly env: Readonly<Record<string, string>>;
  /** Content of a second compose file (JSON is YAML): flags may hold anything, so they travel as a list. */
  readonly override: string;
  /** Arguments for `docker` up to the subcommand of compose. */
  readonly base: readonly string[];
  /** Arguments for `docker` that start the server and stay until it ends. */
  readonly up: readonly string[];
  /** Arguments for `docker` that end it. */
  readonly down: readonly string[];
  /** Arguments for `docker` that delete its data. */
  readonly wipe: readonly (readonly string[])[];
  /** The folder, or the volume, with the data. */
  readonly dataDir: string;
}

/** The image of the database in compose.yaml, also used to delete files that its container owns. */
export const POSTGRES_IMAGE = "postgres:16.8";

/** Its folder in a data folder of the user's. */
const DATABASE_FOLDER = "docker-database";

const COMPOSE_FILE = fileURLToPath(new URL("../compose.yaml", import.meta.url));

/** Says how to drive compose.yaml. Runs nothing. `overrideFile` is where `override` will be written. */
export function composePlan(options: NakamaOptions, ports: Ports, overrideFile: string): ComposePlan {
  const project = options.temporary === true ? `nakodo-temporary-${ports.http}` : `nakodo-${ports.http}`;
  const env: Record<string, string> = {
    NAKODO_PORT: String(ports.http),
    NAKODO_GRPC_PORT: String(ports.grpc),
    NAKODO_CONSOLE_PORT: String(ports.console),
  };
  const named = options.dataDir === undefined ? undefined : resolve(options.dataDir);
  if (named !== undefined) env["NAKODO_DATA"] = join(named, DATABASE_FOLDER);
  if (options.modulesDir !== undefined) env["NAKODO_MODULES"] = resolve(options.modulesDir);
  const base = ["compose", "-p", project, "-f", COMPOSE_FILE, "-f", overrideFile];
  // Without the override: it may be gone when the containers are ended.
  const projectOnly = ["compose", "-p", project, "-f", COMPOSE_FILE];
  const down = [...projectOnly, "down", "--timeout", "5"];
  const wipe = [[...down, "--volumes"]];
  if (named !== undefined) {
    wipe.push([
      "run",
      "--rm",
      "-v",
      `${named}:/data`,
      POSTGRES_IMAGE,
      "rm",
      "-rf",
      `/data/${DATABASE_FOLDER}`,
    ]);
  }
  return {
    project,
    env,
    override: `${JSON.stringify({ services: { nakama: { command: composeCommand(options) } } })}\n`,
    base,
    up: [...base, "up", "--abort-on-container-exit", "--no-color", "--no-log-prefix"],
    down: options.temporary === true ? [...down, "--volumes"] : down,
    wipe,
    dataDir: named ?? `volume ${project}_database`,
  };
}

/** Compose replaces `$NAME` in every value: a doubled dollar stands for one. */
function composeCommand(options: NakamaOptions): string[] {
  return nakamaFlags(options).map((flag) => flag.replaceAll("$", "$$$$"));
}
