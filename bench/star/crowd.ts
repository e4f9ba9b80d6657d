import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { Bot, machineMs } from "./bot.js";
import type { Account, Answer, MatchShape, Order } from "./messages.js";

const BUCKETS_PER_MS = 4;

/** A process of bots: does what it is asked, see `Order`. */
class Crowd {
  readonly #bots: Bot[] = [];
  readonly #latencies: number[] = [];
  readonly #delay = monitorEventLoopDelay({ resolution: 1 });
  #cpu = process.cpuUsage();
  #players = 0;
  /** Since `account` was asked last. */
  #rounds = 0;

  async obey(order: Order): Promise<Answer> {
    switch (order.kind) {
      case "signIn":
        this.#delay.enable();
        await this.#signIn(order.host, order.port, order.bots);
        break;
      case "create": {
        this.#players = order.match.players;
        return { kind: "created", matchId: await this.#create(order.match) };
      }
      case "join": {
        this.#players = order.match.players;
        for (const bot of this.#bots) if (!bot.isIn) await bot.join(order.match, order.matchId);
        break;
      }
      case "see":
        await Promise.all(this.#bots.map((bot) => bot.sees(this.#players)));
        break;
      case "greet":
        for (const bot of this.#bots) bot.greet();
        await Promise.all(this.#bots.map((bot) => bot.isGreetedBy(this.#players - 1)));
        break;
      case "round":
        await this.#round();
        break;
      case "play":
        await this.#play(order.forMs, order.perSecond);
        break;
      case "account":
        return { kind: "account", account: this.#account() };
    }
    return { kind: "done" };
  }

  async #signIn(host: string, port: number, bots: number): Promise<void> {
    const onLatency = (ms: number): void => {
      const bucket = Math.floor(ms * BUCKETS_PER_MS);
      this.#latencies[bucket] = (this.#latencies[bucket] ?? 0) + 1;
    };
    for (let i = 0; i < bots; i++) this.#bots.push(await Bot.signIn(host, port, onLatency));
  }

  async #create(match: MatchShape): Promise<string> {
    const [first] = this.#bots;
    if (first === undefined) throw new Error("there is no bot to make a match");
    return first.create(match);
  }

  async #round(): Promise<void> {
    const heard = ++this.#rounds * (this.#players - 1);
    for (const bot of this.#bots) bot.steer();
    await Promise.all(this.#bots.map((bot) => bot.hears(heard)));
  }

  /** Each bot calls in a rhythm of its own, as games do that know nothing of each other's frames. */
  async #play(forMs: number, perSecond: number): Promise<void> {
    const everyMs = 1000 / perSecond;
    const startMs = machineMs();
    const next = this.#bots.map(() => startMs + Math.random() * everyMs);
    for (let nowMs = startMs; nowMs < startMs + forMs; nowMs = machineMs()) {
      this.#bots.forEach((bot, i) => {
        const dueMs = next[i] ?? 0;
        if (dueMs > nowMs) return;
        next[i] = dueMs + everyMs;
        bot.steer();
      });
      await wait(Math.max(1, Math.min(...next) - machineMs()));
    }
  }

  #account(): Account {
    const { user, system } = process.cpuUsage(this.#cpu);
    this.#cpu = process.cpuUsage();
    const account: Account = {
      bots: this.#bots.map((bot) => bot.account()),
      latencies: Array.from(this.#latencies, (count = 0) => count),
      cpuMs: (user + system) / 1000,
      stallMs: this.#delay.max / 1e6,
    };
    this.#delay.reset();
    this.#latencies.length = 0;
    this.#rounds = 0;
    return account;
  }
}

const crowd = new Crowd();
const answer = (text: Answer): void => {
  process.send?.(text);
};
process.on("message", (order: Order) => {
  crowd.obey(order).then(answer, (error: unknown) => {
    answer({
      kind: "failed",
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  });
});
process.on("disconnect", () => process.exit(0));
