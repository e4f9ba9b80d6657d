import type { Transport } from "@nakodo/core";
import type { MatchEngine } from "./engine/engine.js";

/** Where a match gets its time from. `Online`'s clock is one; tests give a virtual one. */
export interface MatchClock {
  /** Milliseconds that only grow, from any start. */
  nowMs(): number;
  /** Calls `fire` once after `delayMs`. Gives back the function that cancels it. */
  setTimer(delayMs: number, fire: () => void): () => void;
}

/** The platform's clock. */
export function systemMatchClock(): MatchClock {
  return {
    nowMs: () => performance.now(),
    setTimer(delayMs, fire) {
      const handle = setTimeout(fire, delayMs);
      return () => clearTimeout(handle);
    },
  };
}

/**
 * Gives an engine its time: hands on what the transport tells, sends at the end of the running task what was said in
 * it (all calls of one frame of the game share one message), and wakes the engine when something is due.
 */
export class Driver {
  readonly #engine: MatchEngine;
  readonly #clock: MatchClock;
  #flushing = false;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;

  constructor(engine: MatchEngine, clock: MatchClock) {
    this.#engine = engine;
    this.#clock = clock;
    engine.onSaid = () => this.touch();
  }

  start(transport: Transport): void {
    transport.start((event) => {
      this.#engine.receive(event, this.#clock.nowMs());
      this.touch();
    });
  }

  /** Something was said, or may be due: sends it when the running task ends. */
  touch(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      this.#engine.flush(this.#clock.nowMs());
      this.#arm();
    });
  }

  /** Does all that is due now. A game loop may call it each frame; nothing needs it to. */
  advance(): void {
    this.#engine.advance(this.#clock.nowMs());
    this.#arm();
  }

  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#timerAtMs = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    const nowMs = this.#clock.nowMs();
    const dueMs = this.#engine.nextDueMs(nowMs);
    // A timer that is early enough is left: it finds out itself that it was too early.
    if (dueMs !== undefined && this.#timerAtMs <= dueMs) return;
    this.stop();
    if (dueMs === undefined) return;
    this.#timerAtMs = dueMs;
    this.#cancelTimer = this.#clock.setTimer(Math.max(1, Math.ceil(dueMs - nowMs)), () => {
      this.#timerAtMs = Number.POSITIVE_INFINITY;
      this.#cancelTimer = undefined;
      this.advance();
    });
  }
}
