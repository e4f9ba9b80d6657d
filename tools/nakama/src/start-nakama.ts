import { checkOptions } from "./check-options.js";
import type { NakamaOptions, RunningNakama } from "./nakama-options.js";
import { SetupError } from "./setup-error.js";
import { dockerRuns, startInDocker } from "./start-in-docker.js";
import { startOnThisMachine } from "./start-on-this-machine.js";

/**
 * Starts a real Nakama with its database and resolves when it answers. The first call on a machine compiles Nakama
 * (about a minute); later ones take a second. Several may run side by side. What it starts ends with `stop()`, when
 * either part dies, and when this process dies, however it dies.
 *
 * @throws SetupError (one sentence with cause and cure) when something is missing, a port asked for is in use, or a
 * part does not start; the reason of `options.signal` when aborted.
 */
export async function startNakama(options: NakamaOptions = {}): Promise<RunningNakama> {
  checkOptions(options);
  const say = options.quiet === true ? () => {} : (line: string) => void process.stdout.write(`${line}\n`);
  if (options.docker !== false) {
    if (await dockerRuns(options.signal)) return await startInDocker(options, say);
    if (options.docker === true) {
      throw new SetupError(
        "No Docker daemon answers, or it lacks compose: start Docker, or leave out --docker.",
      );
    }
  }
  return await startOnThisMachine(options, say);
}
