import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startNakama } from "@nakodo-private/nakama";
import { readServerChoice } from "./server-choice.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The project of vitest for each `--format`. */
const PROJECTS: Readonly<Record<string, readonly string[]>> = {
  text: ["conformance"],
  binary: ["conformance-binary"],
  both: ["conformance", "conformance-binary"],
};

/** What the command line asks for; what is not ours is for vitest. */
interface Arguments {
  readonly server: string;
  readonly projects: readonly string[];
  readonly rest: readonly string[];
}

function readArguments(args: readonly string[]): Arguments {
  const rest = [...args];
  const take = (name: string, ifAbsent: string, allowed: string): string => {
    const at = rest.indexOf(name);
    if (at < 0) return ifAbsent;
    const [, value] = rest.splice(at, 2);
    if (value === undefined) throw new Error(`${name} needs ${allowed}.`);
    return value;
  };
  const server = take("--server", "local", "local, real or HOST:PORT");
  const format = take("--format", "both", "text, binary or both");
  const projects = PROJECTS[format];
  if (projects === undefined) throw new Error(`"${format}" is no format: give text, binary or both.`);
  return { server, projects, rest };
}

/** Runs the suite on a server and resolves with vitest's exit code. */
function runSuite(server: string, { projects, rest }: Arguments): Promise<number> {
  const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
  const asked = projects.flatMap((project) => ["--project", project]);
  const child = spawn(process.execPath, [vitest, "run", ...asked, ...rest], {
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
  const asked = readArguments(process.argv.slice(2));
  const { server } = asked;
  if (server !== "real") {
    readServerChoice(server);
    return runSuite(server, asked);
  }
  const nakama = await startNakama({
    temporary: true,
    matchmakerIntervalSec: 1,
    quiet: true,
    modulesDir: join(ROOT, "conformance/modules"),
  });
  try {
    return await runSuite(`${nakama.host}:${nakama.port}`, asked);
  } finally {
    await nakama.stop();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
