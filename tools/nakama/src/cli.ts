import { parseArguments, USAGE } from "./parse-arguments.js";
import { SetupError } from "./setup-error.js";
import { startNakama } from "./start-nakama.js";
import { NAKAMA_VERSION } from "./versions.js";

/** Runs until the server ends or a signal asks for it. Returns the exit code. */
async function run(argv: readonly string[]): Promise<number> {
  const command = parseArguments(argv);
  if (command.kind === "help") {
    console.log(USAGE);
    return 0;
  }
  // A reader that has gone (such as "| head") is no reason to end the server.
  process.stdout.on("error", () => {});
  const asked = new AbortController();
  // npm may pass on a Ctrl-C that the terminal has sent us already: the second asks for nothing new.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => asked.abort());
  try {
    const nakama = await startNakama({ ...command.options, signal: asked.signal });
    // Counted from the start of this process.
    const tookSec = (performance.now() / 1000).toFixed(1);
    const { host, port, serverKey, consolePort, dataDir } = nakama;
    console.log(`Nakama ${NAKAMA_VERSION} at http://${host}:${port} (server key "${serverKey}")`);
    if (command.options.quiet !== true) {
      console.log(
        `Ready in ${tookSec} s. Console: http://${host}:${consolePort} (admin, password). Data: ${dataDir}`,
      );
      console.log("Ctrl-C ends it.");
    }
    const { reason } = await nakama.exited;
    if (asked.signal.aborted) return 0;
    console.error(`${reason}: the rest was ended too. Its log is in ${dataDir}.`);
    return 1;
  } catch (error) {
    if (asked.signal.aborted) return 0;
    throw error;
  }
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
}
