import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Account } from "./database-account.js";
import { ManagedProcess } from "./managed-process.js";
import type { PostgresPrograms } from "./postgres-programs.js";
import { SetupError } from "./setup-error.js";
import { LOOPBACK } from "./versions.js";
import type { Watchdog } from "./watchdog.js";

/** A port went to someone else between our look and our start: another may do. */
export class PortLostError extends SetupError {}

/** Another server runs on the data folder. */
export class FolderInUseError extends SetupError {}

/** What a database server is started on. */
export interface DatabaseOptions {
  readonly programs: PostgresPrograms;
  /** The folder made by `initdb`. */
  readonly cluster: string;
  readonly port: number;
  readonly account: Account | undefined;
  /** Data need not survive a power cut. */
  readonly fast: boolean;
  readonly logFile: string;
  readonly watchdog: Watchdog;
  readonly signal: AbortSignal | undefined;
}

const START_LIMIT_MS = 60_000;

/** Nakama opens up to 100 connections; PostgreSQL's usual 100 include some that it keeps back. */
const MAX_CONNECTIONS = 120;

/** The environment of PostgreSQL: its messages are read, so they must be in English. */
export function postgresEnv(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: "C", LANG: "C" };
}

/**
 * Starts PostgreSQL on loopback and waits until it takes connections.
 * @throws SetupError when it does not start, PortLostError or FolderInUseError when its port or folder is in use.
 */
export async function startDatabase(options: DatabaseOptions): Promise<ManagedProcess> {
  const { programs, cluster, port, logFile, signal } = options;
  const settings = [
    `listen_addresses=${LOOPBACK}`,
    "unix_socket_directories=",
    `max_connections=${MAX_CONNECTIONS}`,
  ];
  if (options.fast) settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
  const server = await ManagedProcess.start({
    command: join(programs.folder, "postgres"),
    args: ["-D", cluster, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    cwd: "/",
    env: postgresEnv(),
    account: options.account,
    // "Fast shutdown": does not wait for clients to leave.
    endSignal: "INT",
    logFile,
    watchdog: options.watchdog,
  });
  try {
    const ready = (line: string): boolean => line.includes("database system is ready to accept connections");
    if (await server.sawLine(ready, START_LIMIT_MS, signal)) return server;
    throw startFailure(await server.lastLines(), options);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function startFailure(
  lines: readonly string[],
  { programs, port, cluster, logFile }: DatabaseOptions,
): SetupError {
  const text = lines.join("\n");
  if (text.includes("Address already in use")) {
    return new PortLostError(`Port ${port} for PostgreSQL was taken a moment ago: start again.`);
  }
  if (text.includes("already exists") && text.includes("postmaster.pid")) {
    return new FolderInUseError(dataFolderInUse(cluster));
  }
  const fatal = lines.findLast((line) => line.includes("FATAL:")) ?? lines.at(-1) ?? "no message";
  return new SetupError(
    `PostgreSQL ${programs.version} (${programs.folder}) did not start (${fatal.replace(/^.*FATAL: */, "")}): see ${logFile}, or begin anew with --reset.`,
  );
}

function dataFolderInUse(cluster: string): string {
  const file = join(cluster, "postmaster.pid");
  return `The data in ${cluster} is in use by another server: stop that one or choose another folder with --data (if none runs, delete ${file}).`;
}

/** @throws FolderInUseError when a server runs on `cluster`. */
export async function assertNotInUse(cluster: string): Promise<void> {
  const pid = await postmasterPid(cluster);
  if (pid !== undefined && isAlive(pid)) throw new FolderInUseError(dataFolderInUse(cluster));
}

/** Removes the mark of a server that was killed, so that its number cannot be mistaken for a later process's. */
export async function removePostmasterPid(cluster: string, pid: number): Promise<void> {
  if ((await postmasterPid(cluster)) === pid) await rm(join(cluster, "postmaster.pid"), { force: true });
}

async function postmasterPid(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
