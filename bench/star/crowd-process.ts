import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { compiledScript } from "../harness/compiled-script.js";
import { within } from "../harness/within.js";
import type { Account, Answer, MatchShape, Order } from "./messages.js";

const SCRIPT = fileURLToPath(new URL("./crowd.ts", import.meta.url));

/** Long enough for the slowest order on a slow machine. */
const LIMIT_MS = 60_000;

/** Bots in a process of their own. */
export class CrowdProcess {
  readonly #child: ChildProcess;

  private constructor(script: string) {
    this.#child = fork(script, { execArgv: [] });
  }

  /** Starts so many. */
  static async start(count: number): Promise<CrowdProcess[]> {
    const script = await compiledScript(SCRIPT);
    return Array.from({ length: count }, () => new CrowdProcess(script));
  }

  /** Resolves when the order is carried out. */
  async ask(order: Order): Promise<Answer> {
    const child = this.#child;
    const answer = new Promise<Answer>((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`a process of bots ended with ${code}`));
      child.once("exit", ended);
      child.once("message", (message: Answer) => {
        child.off("exit", ended);
        if (message.kind === "failed") reject(new Error(`${order.kind}: ${message.error}`));
        else resolve(message);
      });
    });
    child.send(order);
    return within(LIMIT_MS, `bots: ${order.kind}`, answer);
  }

  async create(match: MatchShape): Promise<string> {
    const answer = await this.ask({ kind: "create", match });
    if (answer.kind !== "created") throw new Error("bots answered out of turn");
    return answer.matchId;
  }

  async account(): Promise<Account> {
    const answer = await this.ask({ kind: "account" });
    if (answer.kind !== "account") throw new Error("bots answered out of turn");
    return answer.account;
  }

  stop(): void {
    this.#child.disconnect();
  }
}
