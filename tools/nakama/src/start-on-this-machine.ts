import { mkdir, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { cacheFolder, defaultDataFolder, thisMachine } from "./cache-folder.js";
import {
  assertReadableBy,
  type DataFolder,
  dataFolder,
  fillFromTemplate,
  hasDatabase,
  makeTemporaryFolder,
  resetDataFolder,
  writeConfig,
} from "./data-folder.js";
import { type Account, assertCanEnter, databaseAccount } from "./database-account.js";
import {
  assertNotInUse,
  FolderInUseError,
  PortLostError,
  removePostmasterPid,
  startDatabase,
} from "./database-server.js";
import { databaseTemplate } from "./database-template.js";
import { isMigrated, migrateDatabase } from "./migrate-database.js";
import { type BuildContext, nakamaBinary } from "./nakama-binary.js";
import type { NakamaOptions, RunningNakama } from "./nakama-options.js";
import { startServer } from "./nakama-server.js";
import { freeBlock, type PortChoice, type Ports, portsAt } from "./ports.js";
import { type PostgresPrograms, postgresPrograms } from "./postgres-programs.js";
import { runningNakama } from "./running-nakama.js";
import { SetupError } from "./setup-error.js";
import { Teardown } from "./teardown.js";
import { USUAL_PORT } from "./versions.js";
import { Watchdog } from "./watchdog.js";

/** Everything that stays the same while ports are tried. */
interface Start extends BuildContext {
  readonly options: NakamaOptions;
  readonly binary: string;
  readonly programs: PostgresPrograms;
  readonly account: Account | undefined;
  /** The one data folder, or undefined for one that goes with the port. */
  readonly dataPath: string | undefined;
}

/** So often may others snatch a block of ports between our look and our start. */
const MOST_RACES = 10;

/**
 * Starts Nakama and PostgreSQL as processes of this machine.
 * @throws SetupError when something is missing; `options.signal.reason` when aborted.
 */
export async function startOnThisMachine(
  options: NakamaOptions,
  say: (line: string) => void,
): Promise<RunningNakama> {
  const { signal } = options;
  const machine = thisMachine();
  if (machine.platform === "win32") {
    throw new SetupError(
      "On Windows Nakama runs in Docker or WSL: start Docker Desktop, or run this inside WSL.",
    );
  }
  const cache = cacheFolder(machine);
  const teardown = new Teardown();
  const watchdog = new Watchdog();
  teardown.add(() => watchdog.end());
  try {
    const build: BuildContext = { machine, cache, watchdog, say, signal };
    await mkdir(cache, { recursive: true }).catch((error: Error) => {
      throw new SetupError(
        `The cache folder cannot be made (${error.message}): set NAKODO_CACHE to one that can.`,
      );
    });
    const account = await databaseAccount();
    const binary = await nakamaBinary(build);
    const programs = await postgresPrograms(build);
    await assertCanEnter(account, programs.folder);
    const dataPath = options.temporary ? await temporaryFolder(teardown, watchdog) : options.dataDir;
    const start: Start = { ...build, options, binary, programs, account, dataPath };
    return await startAtFreePorts(start, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function temporaryFolder(teardown: Teardown, watchdog: Watchdog): Promise<string> {
  const path = await makeTemporaryFolder();
  watchdog.removeAtDeath(path);
  // Processes of a killed database may still write their last.
  teardown.add(() => rm(path, { recursive: true, force: true, maxRetries: 10 }));
  return path;
}

async function startAtFreePorts(start: Start, teardown: Teardown): Promise<RunningNakama> {
  const asked = start.options.port ?? 0;
  let from = USUAL_PORT;
  for (let races = 0; ; races++) {
    const choice = asked === 0 ? await freeBlock(from) : await portsAt(asked);
    const attempt = new Teardown();
    try {
      return await startAt(choice, start, attempt, teardown);
    } catch (error) {
      await attempt.run();
      // A folder of its own goes with each port; one that was named stays in use, whatever the port.
      const lost =
        error instanceof PortLostError || (error instanceof FolderInUseError && start.dataPath === undefined);
      if (asked !== 0 || !lost || races === MOST_RACES) throw error;
      from = choice.ports.http + 10;
    }
  }
}

async function startAt(
  { ports, taken }: PortChoice,
  start: Start,
  attempt: Teardown,
  outer: Teardown,
): Promise<RunningNakama> {
  const { options, programs, account, cache, watchdog, signal } = start;
  const folder = dataFolder(resolve(start.dataPath ?? defaultDataFolder(cache, ports.http)));
  await prepareFolder(folder, ports, start);
  const database = await startDatabase({
    programs,
    cluster: folder.cluster,
    port: ports.database,
    account,
    fast: options.temporary === true,
    logFile: folder.postgresLog,
    watchdog,
    signal,
  });
  attempt.add(async () => {
    await database.stop();
    await removePostmasterPid(folder.cluster, database.pid);
  });
  const { binary } = start;
  await writeConfig(folder.config, folder.database, ports.database);
  if (!(await isMigrated(folder.database))) {
    await migrateDatabase({ binary, database: folder.database, config: folder.config, watchdog, signal });
  }
  const nakama = await startServer({ binary, folder, ports, options, watchdog, signal });
  attempt.add(() => nakama.stop());
  signal?.throwIfAborted();
  if (options.quiet !== true) nakama.onLine = start.say;
  sayTaken(taken, ports, start);
  outer.add(() => attempt.run());
  return runningNakama({
    port: ports.http,
    consolePort: ports.console,
    pid: nakama.pid,
    dataDir: folder.path,
    parts: [
      { name: "Nakama", exited: nakama.exited },
      { name: "PostgreSQL", exited: database.exited },
    ],
    teardown: outer,
    signal,
  });
}

async function prepareFolder(folder: DataFolder, ports: Ports, start: Start): Promise<void> {
  const { account, programs, options } = start;
  await mkdir(folder.path, { recursive: true }).catch((error: Error) => {
    throw new SetupError(`The data folder cannot be made (${error.message}): choose another with --data.`);
  });
  await assertCanEnter(account, folder.path);
  if (options.reset === true) await resetDataFolder(folder);
  else await assertNotInUse(folder.cluster);
  if (!hasDatabase(folder)) {
    const template = await databaseTemplate({ ...start, port: ports.database });
    await fillFromTemplate(folder, template);
  }
  await assertReadableBy(folder, programs);
}

function sayTaken(taken: readonly number[], ports: Ports, { say }: Start): void {
  if (taken.length === 0) return;
  const { http, grpc, console, database } = ports;
  say(
    `Taken: port ${taken.join(", ")}. Using ${http}, gRPC ${grpc}, console ${console}, PostgreSQL ${database}.`,
  );
}
