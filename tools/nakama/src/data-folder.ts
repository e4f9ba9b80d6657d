import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rename, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { assertNotInUse } from "./database-server.js";
import type { PostgresPrograms } from "./postgres-programs.js";
import { lastLine, runCommand } from "./run-command.js";
import { SetupError } from "./setup-error.js";
import { LOOPBACK } from "./versions.js";

/** The places in a data folder. */
export interface DataFolder {
  readonly path: string;
  /** A copy of a template: cluster, password and `migrated`, renamed into place as one. */
  readonly database: string;
  /** The folder made by `initdb`. */
  readonly cluster: string;
  /** Nakama's own data folder. */
  readonly nakama: string;
  /** Settings for Nakama that no command line may show: the database's password. */
  readonly config: string;
  readonly nakamaLog: string;
  readonly postgresLog: string;
}

/** Names the places in the data folder at `path`. Touches nothing. */
export function dataFolder(path: string): DataFolder {
  const database = join(path, "database");
  return {
    path,
    database,
    cluster: join(database, "cluster"),
    nakama: join(path, "nakama"),
    config: join(path, "config.yml"),
    nakamaLog: join(path, "nakama.log"),
    postgresLog: join(path, "postgres.log"),
  };
}

/**
 * Deletes what this tool has put into the folder, and nothing else that may lie there.
 * @throws FolderInUseError when a server runs on it.
 */
export async function resetDataFolder(folder: DataFolder): Promise<void> {
  await assertNotInUse(folder.cluster);
  const { database, nakama, config, nakamaLog, postgresLog } = folder;
  const ours = [database, nakama, config, nakamaLog, postgresLog];
  await Promise.all(ours.map((path) => rm(path, { recursive: true, force: true })));
}

/** What memory must have to spare before a temporary folder is put there; an empty database takes 40 MB. */
const ROOMY_BYTES = 2 ** 30;

/** Makes a temporary folder that the database's user can enter: in memory where there is room, else on disk. */
export async function makeTemporaryFolder(): Promise<string> {
  const memory = "/dev/shm";
  const room = await statfs(memory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  const path = await mkdtemp(join(room < ROOMY_BYTES ? tmpdir() : memory, "nakodo-nakama-"));
  await chmod(path, 0o711);
  return path;
}

/** True when the folder already holds a database. */
export function hasDatabase(folder: DataFolder): boolean {
  return existsSync(folder.cluster);
}

/** Puts a copy of the template at `template` into place, whole or not at all. */
export async function fillFromTemplate(folder: DataFolder, template: string): Promise<void> {
  const unfinished = await mkdtemp(join(folder.path, ".database-"));
  const copy = join(unfinished, basename(folder.database));
  const copied = await runCommand("cp", ["-Rp", template, copy]);
  if (!copied.ok) {
    await rm(unfinished, { recursive: true, force: true });
    throw new SetupError(`The data folder ${folder.path} could not be filled: ${lastLine(copied.output)}.`);
  }
  await rename(copy, folder.database).catch((error: unknown) => {
    // Another start was quicker: the database decides which of the two may run on it.
    if (!hasDatabase(folder)) throw error;
  });
  await rm(unfinished, { recursive: true, force: true });
}

/** @throws SetupError when the data was written by another major version of PostgreSQL, which cannot be read. */
export async function assertReadableBy(folder: DataFolder, programs: PostgresPrograms): Promise<void> {
  const written = (await readFile(join(folder.cluster, "PG_VERSION"), "utf8")).trim();
  if (programs.version.split(".")[0] === written) return;
  throw new SetupError(
    `The data in ${folder.path} was written by PostgreSQL ${written} and the one found is ${programs.version}: begin anew with --reset, or install PostgreSQL ${written}.`,
  );
}

/** Tells Nakama where its database is, in a file that only this user can read. */
export async function writeConfig(file: string, database: string, databasePort: number): Promise<void> {
  const password = (await readFile(join(database, "password"), "utf8")).trim();
  const address = `postgres:${password}@${LOOPBACK}:${databasePort}/nakama`;
  // JSON is YAML.
  await writeFile(file, `${JSON.stringify({ database: { address: [address] } })}\n`, { mode: 0o600 });
}
