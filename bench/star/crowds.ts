import { CrowdProcess } from "./crowd-process.js";
import type { Account, BotAccount, MatchShape, Order } from "./messages.js";

/** Bots of one match in several processes, which do what they are asked at the same time. */
export class Crowds {
  readonly #crowds: readonly CrowdProcess[];

  private constructor(crowds: readonly CrowdProcess[]) {
    this.#crowds = crowds;
  }

  /** Starts the processes, and signs so many bots in. */
  static async start(
    processes: number,
    bots: number,
    server: { readonly host: string; readonly port: number },
  ): Promise<Crowds> {
    const crowds = new Crowds(await CrowdProcess.start(processes));
    const { host, port } = server;
    await crowds.ask({ kind: "signIn", host, port, bots: bots / processes });
    return crowds;
  }

  async ask(order: Order): Promise<void> {
    await Promise.all(this.#crowds.map((crowd) => crowd.ask(order)));
  }

  /**
   * Brings all bots into one match, one after the other, and gives back how many milliseconds passed until each had heard a first word of everyone.
   * Throws when anybody was lost meanwhile.
   */
  async enter(match: MatchShape): Promise<number> {
    const [first] = this.#crowds;
    if (first === undefined) throw new Error("there is nobody to make a match");
    const matchId = await first.create(match);
    const startMs = performance.now();
    for (const crowd of this.#crowds) await crowd.ask({ kind: "join", match, matchId });
    await this.ask({ kind: "see" });
    await this.ask({ kind: "greet" });
    const tookMs = performance.now() - startMs;
    await this.account();
    return tookMs;
  }

  /** What was counted since it was asked last. Throws when anybody was lost meanwhile. */
  async account(): Promise<CrowdAccount> {
    const account = new CrowdAccount(await Promise.all(this.#crowds.map((crowd) => crowd.account())));
    const troubles = [...new Set(account.bots.flatMap((bot) => bot.troubles))].sort();
    if (troubles.length > 0) throw new Error(`troubles: ${troubles.join("; ").slice(0, 500)}`);
    return account;
  }

  stop(): void {
    for (const crowd of this.#crowds) crowd.stop();
  }
}

/** What all bots have counted together. */
export class CrowdAccount {
  readonly bots: readonly BotAccount[];
  readonly #accounts: readonly Account[];

  constructor(accounts: readonly Account[]) {
    this.#accounts = accounts;
    this.bots = accounts.flatMap(({ bots }) => bots);
  }

  /** Bytes down to a peer that is not host for each call that it heard. */
  get bytesPerCall(): number {
    const peers = this.bots.filter(({ isHost }) => !isHost);
    return sum(peers.map((one) => one.receivedBytes)) / sum(peers.map((one) => one.heard));
  }

  /** Part of the calls made that ran, of those whom they were for. */
  get arrivedRatio(): number {
    const heard = sum(this.bots.map((one) => one.heard));
    return heard / (sum(this.bots.map((one) => one.called)) * (this.bots.length - 1));
  }

  /** Milliseconds from a call to its method below which the share `part` (0 to 1) lies, to a quarter. */
  latencyMs(part: number): number {
    const counts: number[] = [];
    for (const { latencies } of this.#accounts)
      latencies.forEach((count, bucket) => {
        counts[bucket] = (counts[bucket] ?? 0) + count;
      });
    let left = part * sum(counts.filter((count) => count > 0));
    for (let bucket = 0; bucket < counts.length; bucket++) {
      left -= counts[bucket] ?? 0;
      if (left <= 0) return (bucket + 1) / 4;
    }
    throw new Error("no call arrived");
  }

  /** The longest time that the event loop of a process did not turn: how busy the machine is. */
  get stallMs(): number {
    return Math.max(...this.#accounts.map(({ stallMs }) => stallMs));
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
