import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { freeBlock } from "../src/ports.js";

/** Generous: no test here is about speed. */
const PATIENCE_MS = 60_000;

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Every process of the machine that is not a zombie. */
function processes(): Row[] {
  const printed = execFileSync("ps", ["-eo", "pid=,ppid=,stat=,args="], { encoding: "utf8" });
  return printed.split("\n").flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (state === undefined || command === undefined || state.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** The living processes below `root`, at any depth. */
export function descendants(root: number): Row[] {
  const all = processes();
  const found: Row[] = [];
  for (let parents = [root]; parents.length > 0; ) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map(({ pid }) => pid);
  }
  return found;
}

/** Waits until none of `rows` lives. */
export async function untilGone(rows: readonly Row[]): Promise<void> {
  const pids = new Set(rows.map(({ pid }) => pid));
  await vi.waitFor(
    () => {
      const left = processes().filter(({ pid }) => pids.has(pid));
      if (left.length > 0) throw new Error(`still there: ${left.map(({ command }) => command).join("; ")}`);
    },
    { timeout: PATIENCE_MS, interval: 50 },
  );
}

/** A port for one test, away from the usual one where a developer's own server may run. */
export async function testPort(): Promise<number> {
  return (await freeBlock(17_350)).ports.http;
}

/** A run of the command line tool. */
export interface CliRun {
  readonly pid: number;
  /** Resolves with the first line that holds `text`; rejects with all it wrote when it ends without. */
  line(text: string): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<{ code: number | null; output: string; errors: string }>;
}

/** Runs the tool as `npm run nakama` does. */
export function runCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): CliRun {
  const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", cli, "--no-docker", ...args], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (child.pid === undefined) throw new Error("node did not start");
  let output = "";
  let errors = "";
  const lines: string[] = [];
  const waiting: { text: string; resolve: (line: string) => void }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    output += `${line}\n`;
    lines.push(line);
    for (const { text, resolve } of waiting) if (line.includes(text)) resolve(line);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; output: string; errors: string }>((resolve) => {
    child.once("exit", (code) => resolve({ code, output, errors: errors.trim() }));
  });
  return {
    pid: child.pid,
    kill: (signal) => void child.kill(signal),
    ended,
    line(text) {
      const known = lines.find((line) => line.includes(text));
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        waiting.push({ text, resolve });
        void ended.then(({ code }) =>
          reject(new Error(`ended with ${code} without "${text}": ${output}${errors}`)),
        );
      });
    },
  };
}
