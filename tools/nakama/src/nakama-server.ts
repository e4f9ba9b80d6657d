import { resolve } from "node:path";
import type { DataFolder } from "./data-folder.js";
import { PortLostError } from "./database-server.js";
import { ManagedProcess } from "./managed-process.js";
import { nakamaFlags } from "./nakama-flags.js";
import { nakamaEnv, readLogLine, saidByNakama } from "./nakama-log.js";
import type { NakamaOptions } from "./nakama-options.js";
import type { Ports } from "./ports.js";
import { SetupError } from "./setup-error.js";
import { untilHealthy } from "./until-healthy.js";
import { LOOPBACK, NAKAMA_VERSION } from "./versions.js";
import type { Watchdog } from "./watchdog.js";

/** What a Nakama server is started on. */
export interface ServerOptions {
  readonly binary: string;
  readonly folder: DataFolder;
  readonly ports: Ports;
  readonly options: NakamaOptions;
  readonly watchdog: Watchdog;
  readonly signal: AbortSignal | undefined;
}

const START_LIMIT_MS = 60_000;

/**
 * Starts Nakama on loopback and waits until it answers.
 * @throws SetupError when it does not, PortLostError when a port was taken meanwhile.
 */
export async function startServer(server: ServerOptions): Promise<ManagedProcess> {
  const { binary, folder, ports, options, watchdog, signal } = server;
  const flags = [
    `--config=${folder.config}`,
    `--data_dir=${folder.nakama}`,
    `--socket.address=${LOOPBACK}`,
    `--socket.port=${ports.http}`,
    `--console.address=${LOOPBACK}`,
    `--console.port=${ports.console}`,
    "--logger.level=info",
  ];
  if (options.modulesDir !== undefined) flags.push(`--runtime.path=${resolve(options.modulesDir)}`);
  const nakama = await ManagedProcess.start({
    command: binary,
    args: [...flags, ...nakamaFlags(options)],
    cwd: folder.path,
    env: nakamaEnv(),
    endSignal: "TERM",
    logFile: folder.nakamaLog,
    watchdog,
  });
  try {
    // Its own word first: on a port lost to another Nakama, that one would answer in its place.
    const started = await nakama.sawLine(
      (line) => readLogLine(line)?.message === "Startup done",
      START_LIMIT_MS,
      signal,
    );
    const healthy = started && (await untilHealthy(ports.http, () => nakama.running, START_LIMIT_MS, signal));
    if (healthy && nakama.running) return nakama;
    throw startFailure(await nakama.lastLines(), folder);
  } catch (error) {
    await nakama.stop();
    throw error;
  }
}

function startFailure(lines: readonly string[], folder: DataFolder): SetupError {
  const cause = saidByNakama(lines);
  if (cause.includes("address already in use")) {
    return new PortLostError(
      `A port was taken while Nakama started (${cause}): start again, or choose one with --port.`,
    );
  }
  return new SetupError(`Nakama ${NAKAMA_VERSION} did not start (${cause}): see ${folder.nakamaLog}.`);
}
