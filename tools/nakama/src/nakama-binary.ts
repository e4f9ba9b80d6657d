import { constants } from "node:fs";
import { access, copyFile, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { binaryName, type Machine } from "./cache-folder.js";
import { GO_MISSING, goProblem } from "./go-version.js";
import { lastLine, runCommand } from "./run-command.js";
import { SetupError } from "./setup-error.js";
import { NAKAMA_VERSION } from "./versions.js";
import type { Watchdog } from "./watchdog.js";

/** What building needs from its surroundings. */
export interface BuildContext {
  readonly machine: Machine;
  /** An existing folder. */
  readonly cache: string;
  readonly watchdog: Watchdog;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** The pinned module: go.mod and go.sum of this package. */
const MODULE_FOLDER = fileURLToPath(new URL("../", import.meta.url));

/**
 * Path of the Nakama binary, compiled on the first call and cached.
 * @throws SetupError when it has to be compiled and Go is missing, too old, or fails.
 */
export async function nakamaBinary(context: BuildContext): Promise<string> {
  const binary = join(context.cache, binaryName(context.machine));
  const cached = await access(binary, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!cached) await build(binary, context);
  return binary;
}

async function build(binary: string, { cache, machine, watchdog, say, signal }: BuildContext): Promise<void> {
  // Nothing may come in by itself: neither another Go nor a C compiler of unknown health.
  const env = { ...machine.env, GOTOOLCHAIN: "local", CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" };
  const version = await runCommand("go", ["version"], { env, signal });
  if (version.missing) throw new SetupError(GO_MISSING);
  const problem = goProblem(version.output);
  if (problem !== undefined) throw new SetupError(problem);

  say(`Compiling Nakama ${NAKAMA_VERSION}: once, about a minute …`);
  // A copy, because Go may complete go.sum while it builds.
  const folder = await mkdtemp(join(tmpdir(), "nakodo-build-"));
  watchdog.removeAtDeath(folder);
  const unfinished = await mkdtemp(join(cache, ".build-"));
  watchdog.removeAtDeath(unfinished);
  try {
    for (const file of ["go.mod", "go.sum"]) await copyFile(join(MODULE_FOLDER, file), join(folder, file));
    const output = join(unfinished, "nakama");
    const flags = `-s -w -X main.version=${NAKAMA_VERSION} -X main.commitID=module`;
    const args = ["build", "-mod=mod", "-trimpath", "-ldflags", flags, "-o", output];
    const built = await runCommand("go", [...args, "github.com/heroiclabs/nakama/v3"], {
      cwd: folder,
      env,
      watchdog,
      signal,
    });
    if (!built.ok) {
      throw new SetupError(
        `Compiling Nakama failed (${lastLine(built.output)}): check that this machine reaches https://proxy.golang.org and has 2 GB of disk to spare, or start Docker.`,
      );
    }
    // Atomic: of two starts at once, the later one replaces the binary by an equal one.
    await rename(output, binary);
  } finally {
    await Promise.all([folder, unfinished].map((path) => rm(path, { recursive: true, force: true })));
  }
}
