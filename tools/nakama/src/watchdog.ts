import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Sees to it that nothing outlives this process, even when it is killed without a chance to act: a small shell
 * script (watchdog.sh) that holds the other end of a pipe. Ended in good order, it does nothing.
 */
export class Watchdog {
  readonly #process: ChildProcess;

  /** @param lastCommand - run by the script, after ending the watched processes, if this process dies. */
  constructor(lastCommand: readonly string[] = [], env: NodeJS.ProcessEnv = process.env) {
    const script = fileURLToPath(new URL("watchdog.sh", import.meta.url));
    this.#process = spawn("sh", [script, ...lastCommand], {
      // Its own session: Ctrl-C in the terminal must not reach it.
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
      cwd: "/",
      env,
    });
    // Without a shell there is no such help, but also no reason not to run.
    this.#process.on("error", () => {});
    this.#process.stdin?.on("error", () => {});
    this.#process.unref();
  }

  /** `signal` ends the process (without "SIG"); a negative `pid` means its whole group. */
  watch(pid: number, signal: "INT" | "TERM" | "QUIT"): void {
    this.#order(`watch ${signal} ${pid}`);
  }

  /** The process has ended: its number may soon belong to another. */
  forget(pid: number): void {
    this.#order(`forget ${pid}`);
  }

  /** A folder that must not outlive this process. */
  removeAtDeath(folder: string): void {
    this.#order(`remove ${folder}`);
  }

  /** All was ended in good order. */
  end(): void {
    this.#order("done");
    this.#process.stdin?.end();
  }

  #order(line: string): void {
    this.#process.stdin?.write(`${line}\n`);
  }
}
