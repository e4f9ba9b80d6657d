import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { within } from "../harness/within.js";
import type { ServerAnswer } from "./server-process.js";

const SCRIPT = fileURLToPath(new URL("./server-process.ts", import.meta.url));

/** A server in a process of its own. */
export class RelayProcess {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** Starts the embedded server, or the bare relay. */
  static async start(kind: "ours" | "bare"): Promise<RelayProcess> {
    const child = fork(SCRIPT, [kind]);
    const answer = await next(child);
    if (answer.kind !== "listening") throw new Error("the server's process answered out of turn");
    return new RelayProcess(child, answer.port);
  }

  /** The processor time that it has taken since its start, in milliseconds. */
  async cpuMs(): Promise<number> {
    const answered = next(this.#child);
    this.#child.send("cpu");
    const answer = await answered;
    if (answer.kind !== "cpu") throw new Error("the server's process answered out of turn");
    return answer.ms;
  }

  /** Ends it. */
  stop(): void {
    this.#child.disconnect();
  }
}

function next(child: ChildProcess): Promise<ServerAnswer> {
  const answer = new Promise<ServerAnswer>((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`the server's process ended with ${code}`));
    child.once("exit", ended);
    child.once("message", (message: ServerAnswer) => {
      child.off("exit", ended);
      resolve(message);
    });
  });
  return within(30_000, "the server's process", answer);
}
