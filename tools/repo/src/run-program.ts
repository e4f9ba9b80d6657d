import { spawn } from "node:child_process";

/** How a program ended. */
export interface ProgramResult {
  /** Its exit code; 128 when a signal ended it. */
  readonly code: number;
  /** What it wrote, both streams together. */
  readonly output: string;
}

/** Runs a program of the repository to its end and keeps what it writes. `input` is fed to it. */
export function runProgram(
  command: string,
  args: readonly string[],
  cwd: string,
  input?: string,
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      // No colours, and nothing that a tool tells its makers.
      env: { ...process.env, NO_COLOR: "1", TURBO_TELEMETRY_DISABLED: "1", FORCE_COLOR: undefined },
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    let output = "";
    const keep = (text: string): void => {
      output += text;
    };
    child.stdout?.setEncoding("utf8").on("data", keep);
    child.stderr?.setEncoding("utf8").on("data", keep);
    child.stdin?.end(input);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 128, output }));
  });
}
