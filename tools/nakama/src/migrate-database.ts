import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nakamaEnv, saidByNakama } from "./nakama-log.js";
import { runCommand } from "./run-command.js";
import { SetupError } from "./setup-error.js";
import { NAKAMA_VERSION } from "./versions.js";
import type { Watchdog } from "./watchdog.js";

/** What a migration works on. */
export interface MigrateOptions {
  readonly binary: string;
  /** The folder with the cluster, for the note of what was migrated. */
  readonly database: string;
  /** The file that names the running database. */
  readonly config: string;
  readonly watchdog: Watchdog;
  readonly signal: AbortSignal | undefined;
}

/** True when the tables in `database` are those of this version of Nakama. */
export async function isMigrated(database: string): Promise<boolean> {
  const noted = await readFile(noteOf(database), "utf8").catch(() => "");
  return noted.trim() === NAKAMA_VERSION;
}

/**
 * Brings the tables up to this version of Nakama.
 * @throws SetupError when Nakama refuses.
 */
export async function migrateDatabase(options: MigrateOptions): Promise<void> {
  const { binary, database, config, watchdog, signal } = options;
  const args = ["migrate", "up", "--config", config];
  const done = await runCommand(binary, args, { cwd: "/", env: nakamaEnv(), watchdog, signal });
  if (!done.ok) {
    const cause = saidByNakama(done.output.split("\n"));
    throw new SetupError(`Nakama could not prepare its database (${cause}): begin anew with --reset.`);
  }
  await writeFile(noteOf(database), `${NAKAMA_VERSION}\n`);
}

function noteOf(database: string): string {
  return join(database, "migrated");
}
