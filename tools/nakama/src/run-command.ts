import { spawn } from "node:child_process";
import type { Account } from "./database-account.js";
import type { Watchdog } from "./watchdog.js";

/** How a command ended. */
export interface CommandEnd {
  /** True for exit code 0. */
  readonly ok: boolean;
  /** True when there is no such command on this machine. */
  readonly missing: boolean;
  /** Everything that it wrote to stdout and stderr, mixed. */
  readonly output: string;
}

/** Where and as whom a command runs. */
export interface CommandOptions {
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  readonly account?: Account | undefined;
  /** Ends the command, should this process die. */
  readonly watchdog?: Watchdog;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a command to its end. Rejects only with the reason of an aborted `signal`, when the command is gone. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandEnd> {
  const { signal, watchdog, account } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const child = spawn(command, args, {
      // A group of its own, so that an abort also ends what the command has started.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      cwd: options.cwd,
      env: options.env ?? process.env,
      ...account,
    });
    const group = child.pid === undefined ? undefined : -child.pid;
    if (group !== undefined) watchdog?.watch(group, "TERM");
    const abort = (): void => {
      if (group !== undefined) endGroup(group);
    };
    signal?.addEventListener("abort", abort, { once: true });
    let output = "";
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    const finish = (end: CommandEnd): void => {
      signal?.removeEventListener("abort", abort);
      if (group !== undefined) watchdog?.forget(group);
      if (signal?.aborted) reject(signal.reason);
      else resolve(end);
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      finish({ ok: false, missing: error.code === "ENOENT", output: error.message });
    });
    child.once("close", (code) => finish({ ok: code === 0, missing: false, output }));
  });
}

function endGroup(group: number): void {
  try {
    process.kill(group, "SIGTERM");
  } catch {
    // It has ended by itself.
  }
}

/** The last line with something on it: where programs put the cause of their failure. */
export function lastLine(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return lines.at(-1)?.trim() ?? "no message";
}
