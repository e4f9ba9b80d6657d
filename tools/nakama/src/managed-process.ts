import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Account } from "./database-account.js";
import type { Watchdog } from "./watchdog.js";

/** What a long-running process is started with. */
export interface ManagedProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly account?: Account | undefined;
  /** The signal that asks it to end. */
  readonly endSignal: "INT" | "TERM";
  /** Started anew with each process; gets every line that it writes. */
  readonly logFile: string;
  readonly watchdog: Watchdog;
}

const KEPT_LINES = 40;
const END_PATIENCE_MS = 5_000;
/** How long the last words of a process that has ended may take to arrive. */
const LAST_WORDS_MS = 500;

/** A server that runs until it is stopped or dies. */
export class ManagedProcess {
  readonly pid: number;
  /** Resolves when the process is gone, with "exit code 1" or "signal SIGKILL". */
  readonly exited: Promise<string>;
  /** Called with each line from now on. */
  onLine: ((line: string) => void) | undefined;

  readonly #child: ChildProcess;
  readonly #options: ManagedProcessOptions;
  readonly #closed: Promise<void>;
  readonly #lines: string[] = [];
  #running = true;

  private constructor(child: ChildProcess, pid: number, options: ManagedProcessOptions) {
    this.#child = child;
    this.pid = pid;
    this.#options = options;
    options.watchdog.watch(pid, options.endSignal);
    this.exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        this.#running = false;
        options.watchdog.forget(pid);
        resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
      });
    });
    this.#closed = new Promise((resolve) => child.once("close", () => resolve()));
    this.#readLines();
  }

  /** Starts the command; rejects with the system's error when it cannot be run at all. */
  static start(options: ManagedProcessOptions): Promise<ManagedProcess> {
    return new Promise((resolve, reject) => {
      const child = spawn(options.command, options.args, {
        // A group of its own: Ctrl-C in the terminal goes to us, and we end the two in the right order.
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
        cwd: options.cwd,
        env: options.env,
        ...options.account,
      });
      child.once("error", reject);
      const { pid } = child;
      if (pid !== undefined) resolve(new ManagedProcess(child, pid, options));
    });
  }

  get running(): boolean {
    return this.#running;
  }

  /**
   * Waits for a line that `matches`. False when the process ended, or `limitMs` passed, without one.
   * Rejects with the reason of an aborted `signal`.
   */
  async sawLine(
    matches: (line: string) => boolean,
    limitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    signal?.throwIfAborted();
    if (this.#lines.some(matches)) return true;
    return await new Promise<boolean>((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.onLine = undefined;
        signal?.removeEventListener("abort", abort);
        act();
      };
      const abort = (): void => settle(() => reject(signal?.reason));
      const timer = setTimeout(() => settle(() => resolve(false)), limitMs);
      signal?.addEventListener("abort", abort, { once: true });
      this.onLine = (line) => {
        if (matches(line)) settle(() => resolve(true));
      };
      void this.#ended().then(() => settle(() => resolve(false)));
    });
  }

  /** The last lines that it wrote, oldest first; waits a moment for those of a process that has just ended. */
  async lastLines(): Promise<readonly string[]> {
    if (!this.#running) await this.#ended();
    return this.#lines;
  }

  /** Asks the process to end, and kills it if it does not. Resolves when it is gone. */
  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#child.kill(`SIG${this.#options.endSignal}`);
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), END_PATIENCE_MS);
    await this.exited;
    clearTimeout(timer);
  }

  /** Gone, and its last words read. Bounded, because a grandchild may hold its output open. */
  async #ended(): Promise<void> {
    await this.exited;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_WORDS_MS);
    });
    await Promise.race([this.#closed, patience]);
    clearTimeout(timer);
  }

  #readLines(): void {
    const log = createWriteStream(this.#options.logFile);
    log.on("error", () => {});
    void this.#closed.then(() => log.end());
    for (const output of [this.#child.stdout, this.#child.stderr]) {
      if (output === null) continue;
      createInterface({ input: output }).on("line", (line) => {
        this.#lines.push(line);
        if (this.#lines.length > KEPT_LINES) this.#lines.shift();
        log.write(`${line}\n`);
        this.onLine?.(line);
      });
    }
  }
}
