import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ComposePlan, composePlan } from "./docker-compose.js";
import { ManagedProcess } from "./managed-process.js";
import type { NakamaOptions, RunningNakama } from "./nakama-options.js";
import { freeBlock, portsAt } from "./ports.js";
import { lastLine, runCommand } from "./run-command.js";
import { runningNakama } from "./running-nakama.js";
import { SetupError } from "./setup-error.js";
import { Teardown } from "./teardown.js";
import { untilHealthy } from "./until-healthy.js";
import { NAKAMA_VERSION } from "./versions.js";
import { Watchdog } from "./watchdog.js";

/** The first start fetches the images. */
const START_LIMIT_MS = 600_000;

/** A daemon that takes longer is not at work. */
const DAEMON_LIMIT_MS = 10_000;

/** True when a Docker daemon answers and its client can compose; a client alone is no use. */
export async function dockerRuns(signal: AbortSignal | undefined): Promise<boolean> {
  const limit = AbortSignal.timeout(DAEMON_LIMIT_MS);
  const either = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  try {
    const daemon = await runCommand("docker", ["info", "--format", "{{.ServerVersion}}"], { signal: either });
    return daemon.ok && (await runCommand("docker", ["compose", "version"], { signal: either })).ok;
  } catch (error) {
    if (signal?.aborted) throw error;
    return false;
  }
}

/**
 * Starts Nakama and PostgreSQL in containers.
 * @throws SetupError when they do not come up; `options.signal.reason` when aborted.
 */
export async function startInDocker(
  options: NakamaOptions,
  say: (line: string) => void,
): Promise<RunningNakama> {
  const { signal, port } = options;
  const { ports, taken } = port === undefined || port === 0 ? await freeBlock() : await portsAt(port);
  if (taken.length > 0)
    say(`Taken: port ${taken.join(", ")}. Using ${ports.http}, console ${ports.console}.`);
  const folder = await mkdtemp(join(tmpdir(), "nakodo-compose-"));
  const overrideFile = join(folder, "override.json");
  const plan = composePlan(options, ports, overrideFile);
  const env = { ...process.env, ...plan.env };
  const teardown = new Teardown();
  const watchdog = new Watchdog(["docker", ...plan.down], env);
  watchdog.removeAtDeath(folder);
  teardown.add(() => watchdog.end());
  teardown.add(() => rm(folder, { recursive: true, force: true }));
  try {
    await writeFile(overrideFile, plan.override);
    if (options.reset === true) await wipe(plan, env, signal);
    const compose = await ManagedProcess.start({
      command: "docker",
      args: plan.up,
      cwd: folder,
      env,
      endSignal: "INT",
      logFile: join(folder, "compose.log"),
      watchdog,
    });
    teardown.add(() => compose.stop());
    teardown.add(async () => {
      await runCommand("docker", plan.down, { env });
    });
    if (!(await untilHealthy(ports.http, () => compose.running, START_LIMIT_MS, signal))) {
      const said = lastLine((await compose.lastLines()).join("\n"));
      throw new SetupError(
        `Nakama ${NAKAMA_VERSION} did not start in Docker (${said}): check that the images can be fetched, or use Go and PostgreSQL with --no-docker.`,
      );
    }
    signal?.throwIfAborted();
    if (options.quiet !== true) compose.onLine = say;
    return runningNakama({
      port: ports.http,
      consolePort: ports.console,
      pid: compose.pid,
      dataDir: plan.dataDir,
      parts: [{ name: "docker compose", exited: compose.exited }],
      teardown,
      signal,
    });
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function wipe(
  plan: ComposePlan,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const args of plan.wipe) {
    const done = await runCommand("docker", args, { env, signal });
    if (!done.ok) {
      throw new SetupError(
        `Docker could not delete the old data (${lastLine(done.output)}): delete ${plan.dataDir} by hand.`,
      );
    }
  }
}
