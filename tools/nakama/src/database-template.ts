import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeConfig } from "./data-folder.js";
import type { Account } from "./database-account.js";
import { postgresEnv, startDatabase } from "./database-server.js";
import { migrateDatabase } from "./migrate-database.js";
import type { BuildContext } from "./nakama-binary.js";
import type { PostgresPrograms } from "./postgres-programs.js";
import { lastLine, runCommand } from "./run-command.js";
import { SetupError } from "./setup-error.js";
import { NAKAMA_VERSION } from "./versions.js";

/** What a template is made with. */
export interface TemplateContext extends BuildContext {
  readonly binary: string;
  readonly programs: PostgresPrograms;
  readonly account: Account | undefined;
  /** A free port, for the time of making. */
  readonly port: number;
}

/**
 * Folder of a database with Nakama's empty tables, made on the first call and cached: a new data folder is a copy
 * of it, which is faster than making each afresh.
 * @throws SetupError; PortLostError when the port was taken meanwhile
 */
export async function databaseTemplate(context: TemplateContext): Promise<string> {
  const { cache, programs, account, watchdog, say } = context;
  const owner = account === undefined ? "" : `-${account.uid}`;
  const template = join(cache, `database-postgres-${programs.version}-nakama-${NAKAMA_VERSION}${owner}`);
  if (existsSync(template)) return template;
  say(`Preparing a database with PostgreSQL ${programs.version} …`);
  const unfinished = await mkdtemp(join(cache, ".database-"));
  watchdog.removeAtDeath(unfinished);
  try {
    await chmod(unfinished, 0o711);
    const database = join(unfinished, "database");
    await mkdir(database, { mode: 0o711 });
    await initialise(database, context);
    await fillTables(unfinished, database, context);
    await rename(database, template).catch((error: unknown) => {
      // Another start was quicker; its template is as good.
      if (!existsSync(template)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return template;
}

async function initialise(database: string, context: TemplateContext): Promise<void> {
  const { programs, account, watchdog, signal } = context;
  // Only this user's Nakama may speak to the database, also where a machine has several users.
  const password = randomBytes(24).toString("hex");
  const passwordFile = join(database, "password");
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  const cluster = join(database, "cluster");
  await mkdir(cluster, { mode: 0o700 });
  if (account !== undefined) {
    for (const path of [passwordFile, cluster]) await chown(path, account.uid, account.gid);
  }
  const args = ["-D", cluster, "-U", "postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  const made = await runCommand(
    join(programs.folder, "initdb"),
    [...args, "--encoding=UTF8", "--locale=C", "--wal-segsize=1", "--no-sync"],
    { cwd: "/", env: postgresEnv(), account, watchdog, signal },
  );
  if (!made.ok) {
    throw new SetupError(
      `PostgreSQL ${programs.version} (${programs.folder}) could not make a database (${lastLine(made.output)}): install it anew, or start Docker.`,
    );
  }
}

async function fillTables(folder: string, database: string, context: TemplateContext): Promise<void> {
  const { binary, port, watchdog, signal } = context;
  const server = await startDatabase({
    programs: context.programs,
    cluster: join(database, "cluster"),
    port,
    account: context.account,
    fast: true,
    logFile: join(folder, "postgres.log"),
    watchdog,
    signal,
  });
  try {
    const config = join(folder, "config.yml");
    await writeConfig(config, database, port);
    await migrateDatabase({ binary, database, config, watchdog, signal });
  } finally {
    await server.stop();
  }
}
