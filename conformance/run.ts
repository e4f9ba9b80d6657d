import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startNakama } from "@nakodo-private/nakama";
import { readServerChoice } from "./server-choice.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Takes `--server CHOICE` out of the arguments; the rest is for vitest. */
function readArguments(args: readonly string[]): {
  readonly server: string;
  readonly rest: readonly string[];
} {
  const at = args.indexOf("--server");
  const server = at < 0 ? "local" : args[at + 1];
  if (server === undefined) throw new Error("--server needs local, real or HOST:PORT.");
  return { server, rest: at < 0 ? args : args.filter((_, index) => index !== at && index !== at + 1) };
}

/** Runs the suite on a server and resolves with vitest's exit code. */
function runSuite(server: string, rest: readonly string[]): Promise<number> {
  const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--project", "conformance", ...rest], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, NAKODO_SERVER: server },
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

async function main(): Promise<number> {
  const { server, rest } = readArguments(process.argv.slice(2));
  if (server !== "real") {
    readServerChoice(server);
    return runSuite(server, rest);
  }
  const nakama = await startNakama({
    temporary: true,
    matchmakerIntervalSec: 1,
    quiet: true,
    modulesDir: join(ROOT, "conformance/modules"),
  });
  try {
    return await runSuite(`${nakama.host}:${nakama.port}`, rest);
  } finally {
    await nakama.stop();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
