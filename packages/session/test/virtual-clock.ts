import type { Clock } from "../src/clock.js";

interface Timer {
  readonly dueMs: number;
  readonly delayMs: number;
  readonly fire: () => void;
}

/** Time that stands still until a test moves it. */
export class VirtualClock implements Clock {
  #nowMs = 1_000_000;
  readonly #timers = new Set<Timer>();
  #watchers: (() => void)[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  setTimer(delayMs: number, fire: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, delayMs, fire };
    this.#timers.add(timer);
    for (const look of [...this.#watchers]) look();
    return () => void this.#timers.delete(timer);
  }

  /** Delays of the timers that are set, in the order in which they were set. */
  get delaysMs(): number[] {
    return [...this.#timers].map((timer) => timer.delayMs);
  }

  /** Moves time, firing what falls due in its order. */
  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs;
    for (;;) {
      const due = [...this.#timers].filter((one) => one.dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#nowMs = Math.max(this.#nowMs, due.dueMs);
      due.fire();
    }
    this.#nowMs = endMs;
  }

  /** Moves time without firing anything until its end, as a suspended page does. */
  suspend(forMs: number): void {
    this.#nowMs += forMs;
    this.advance(0);
  }

  /** Resolves as soon as a timer of exactly this delay is set. */
  whenSet(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.delaysMs.includes(delayMs)) return;
        this.#watchers = this.#watchers.filter((one) => one !== look);
        resolve();
      };
      this.#watchers.push(look);
      look();
    });
  }
}
