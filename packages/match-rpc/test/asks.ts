import { t } from "@nakodo/core";
import type { Link } from "@nakodo/core/testing";
import type { AskOptions } from "../src/engine/asks.js";
import type { EngineOptions } from "../src/engine/engine-options.js";
import { remotes } from "../src/remotes/remotes.js";
import { Schema } from "../src/remotes/schema.js";
import { SimulatedMatch, type SimulatedPeer } from "./simulated-match.js";

/** An object whose methods give something back. */
export class Shop {
  /** What ran here, with who called. */
  readonly ran: string[] = [];
  /** Answers of `slow` that are still to be given, oldest first. */
  readonly doors: ((price: number) => void)[] = [];

  constructor(readonly peer: SimulatedPeer) {}

  price(item: string): number {
    this.#note(`price ${item}`);
    return item.length * 10;
  }

  anything(value: unknown): unknown {
    this.#note("anything");
    return value;
  }

  async later(item: string): Promise<number> {
    this.#note(`later ${item}`);
    await Promise.resolve();
    await Promise.resolve();
    return item.length;
  }

  /** Answers when the test opens its door. */
  slow(item: string): Promise<number> {
    this.#note(`slow ${item}`);
    return new Promise((resolve) => this.doors.push(resolve));
  }

  fail(how: string): number {
    this.#note(`fail ${how}`);
    throw new Error("the password is hunter2");
  }

  async failLater(): Promise<number> {
    await Promise.resolve();
    throw new Error("the password is hunter2");
  }

  /** Gives what its field does not take. */
  tooMuch(): number {
    return 256;
  }

  owners(): string {
    this.#note("owners");
    return "ok";
  }

  note(text: string): void {
    this.#note(text);
  }

  #note(text: string): void {
    this.ran.push(`${this.peer.engine.senderId} ${text}`);
  }
}

export const ShopRemotes = remotes("Shop", Shop, {
  price: { mode: "anyPeer", args: [t.string(100)], returns: t.u16 },
  anything: "anyPeer",
  later: { mode: "anyPeer", returns: t.u8 },
  slow: { mode: "anyPeer", args: [t.string(100)], returns: t.u8 },
  fail: "anyPeer",
  failLater: "anyPeer",
  tooMuch: { mode: "anyPeer", returns: t.u8 },
  owners: "authority",
  note: "anyPeer",
});

/** What became of an ask: its result, or the code of its error. */
export interface Outcome {
  result?: unknown;
  code?: string;
  error?: unknown;
}

/** A match of peers with a shop each. */
export class ShopMatch {
  readonly match: SimulatedMatch;
  readonly shops = new Map<SimulatedPeer, Shop>();

  constructor(count: number, link?: Link, options: Partial<EngineOptions> = {}) {
    this.match = SimulatedMatch.of(count, 7, link, {
      schema: new Schema([ShopRemotes]),
      // Nothing but asks is ever due.
      silenceMs: Number.POSITIVE_INFINITY,
      hostSilenceMs: Number.POSITIVE_INFINITY,
      ...options,
    });
    for (const peer of this.match.peers) this.open(peer);
  }

  /** Adds the peer's shop. */
  open(peer: SimulatedPeer): Shop {
    const shop = new Shop(peer);
    peer.engine.add("/shop", shop);
    this.shops.set(peer, shop);
    return shop;
  }

  shop(index: number): Shop {
    const shop = this.shops.get(this.match.peer(index));
    if (shop === undefined) throw new Error(`no shop ${index}`);
    return shop;
  }

  /** Asks, and notes what comes of it. */
  ask(
    index: number,
    target: number,
    method: string,
    args: readonly unknown[],
    options: AskOptions = {},
  ): Outcome {
    const outcome: Outcome = {};
    this.match
      .peer(index)
      .engine.ask(target, this.shop(index), method, args, options)
      .then(
        (result) => {
          outcome.result = result;
        },
        (error: unknown) => {
          outcome.error = error;
          outcome.code = error instanceof Error && "code" in error ? String(error.code) : "another error";
        },
      );
    return outcome;
  }

  /** Lets time pass, in small steps between which promises go on. */
  async run(ms: number): Promise<void> {
    const stepMs = Math.max(1, Math.min(10, ms / 10));
    const untilMs = this.match.network.nowMs + ms;
    while (this.match.network.nowMs < untilMs) {
      this.match.run(Math.min(stepMs, untilMs - this.match.network.nowMs));
      for (let i = 0; i < 8; i++) await Promise.resolve();
    }
    this.match.flush();
  }
}
