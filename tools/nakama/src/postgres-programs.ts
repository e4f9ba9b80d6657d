import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Machine } from "./cache-folder.js";
import { embeddedPostgres } from "./embedded-postgres.js";
import type { BuildContext } from "./nakama-binary.js";
import { lastLine, runCommand } from "./run-command.js";
import { SetupError } from "./setup-error.js";
import { POSTGRES_MINIMUM_MAJOR } from "./versions.js";

/** The programs of one PostgreSQL. */
export interface PostgresPrograms {
  /** Folder with `initdb` and `postgres`. */
  readonly folder: string;
  /** Such as "15.13". */
  readonly version: string;
}

/**
 * PostgreSQL from this machine, else from npm. `NAKODO_POSTGRES` overrules the search: a folder with `initdb` and
 * `postgres`, or `npm`.
 * @throws SetupError when there is none to be had.
 */
export async function postgresPrograms(context: BuildContext): Promise<PostgresPrograms> {
  const chosen = context.machine.env["NAKODO_POSTGRES"];
  if (chosen !== undefined && chosen !== "" && chosen !== "npm") {
    const version = await postgresVersion(chosen);
    if (version !== undefined) return { folder: chosen, version };
    throw new SetupError(
      `NAKODO_POSTGRES names ${chosen}, where no PostgreSQL ${POSTGRES_MINIMUM_MAJOR} or newer runs: name the folder of its initdb, or leave it unset.`,
    );
  }
  if (chosen !== "npm") {
    for (const folder of foldersWithPostgres(candidateFolders(context.machine))) {
      const version = await postgresVersion(folder);
      if (version !== undefined) return { folder, version };
    }
  }
  const folder = await embeddedPostgres(context);
  const printed = await runCommand(join(folder, "postgres"), ["--version"]);
  const version = /\d+(\.\d+)*/.exec(printed.output)?.[0];
  if (printed.ok && version !== undefined) return { folder, version };
  throw new SetupError(
    `PostgreSQL from npm does not run here (${lastLine(printed.output)}): install PostgreSQL with "apt install postgresql" (Debian) or "brew install postgresql@17" (macOS).`,
  );
}

/** Where PostgreSQL may lie on this machine, best first: PATH, then each packager's own folders, newest first. */
export function candidateFolders({ env }: Pick<Machine, "env">): string[] {
  const path = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const debian = versionedFolders("/usr/lib/postgresql", /^(\d+)$/);
  const redHat = versionedFolders("/usr", /^pgsql-(\d+)$/);
  const homebrew = ["/opt/homebrew/opt", "/usr/local/opt"].flatMap((folder) =>
    versionedFolders(folder, /^postgresql@(\d+)$/),
  );
  return [
    ...path,
    ...debian,
    ...redHat,
    ...homebrew,
    "/Applications/Postgres.app/Contents/Versions/latest/bin",
  ];
}

/** The `bin` folders in `parent` whose name carries a version, highest first. */
export function versionedFolders(parent: string, name: RegExp): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .flatMap((entry) => {
      const major = name.exec(entry)?.[1];
      return major === undefined ? [] : [{ entry, major: Number(major) }];
    })
    .sort((a, b) => b.major - a.major)
    .map(({ entry }) => join(parent, entry, "bin"));
}

/** Those of `folders` that hold both programs: an `initdb` alone (Debian links single ones into PATH) is no use. */
export function foldersWithPostgres(folders: readonly string[]): string[] {
  return folders.filter((folder) => ["initdb", "postgres"].every((name) => existsSync(join(folder, name))));
}

/** Undefined when it does not run or is too old. */
async function postgresVersion(folder: string): Promise<string | undefined> {
  const { ok, output } = await runCommand(join(folder, "postgres"), ["--version"]);
  const version = /\d+(\.\d+)*/.exec(output)?.[0];
  if (!ok || version === undefined) return undefined;
  return Number(version.split(".")[0]) >= POSTGRES_MINIMUM_MAJOR ? version : undefined;
}
