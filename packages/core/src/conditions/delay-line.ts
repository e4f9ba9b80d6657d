/** What a {@link DelayLine} gets its time from: the clock of a match or of `Online` is one. */
export interface DelayClock {
  /** Milliseconds that only grow. */
  nowMs(): number;
  /** Calls `fire` once after `delayMs`. Gives back the function that cancels it. */
  setTimer(delayMs: number, fire: () => void): () => void;
}

interface Waiting {
  readonly atMs: number;
  readonly act: () => void;
}

/** Most that waits at a time; what comes on top of it is lost. */
const MAX_WAITING = 16_384;

/** Does things later, each at its time, those of one time in the order in which they came. */
export class DelayLine {
  readonly #clock: DelayClock;
  /** By time. */
  #waiting: Waiting[] = [];
  #cancelTimer: (() => void) | undefined;
  #isHeld = false;

  constructor(clock: DelayClock) {
    this.#clock = clock;
  }

  /** Does `act` at `atMs`; at once when that is past, nothing before it waits and nothing is held. */
  schedule(atMs: number, act: () => void): void {
    if (this.#waiting.length === 0 && !this.#isHeld && atMs <= this.#clock.nowMs()) {
      act();
      return;
    }
    if (this.#waiting.length >= MAX_WAITING) return;
    let at = this.#waiting.length;
    while (at > 0 && (this.#waiting[at - 1]?.atMs ?? 0) > atMs) at--;
    this.#waiting.splice(at, 0, { atMs, act });
    this.#arm();
  }

  /** Does nothing until `release`: what is due meanwhile waits. */
  hold(): void {
    this.#isHeld = true;
    this.#arm();
  }

  /** Ends `hold`: what was due meanwhile happens now, in order. */
  release(): void {
    this.#isHeld = false;
    this.#run();
  }

  /** When the last of what waits happens; 0 when nothing waits. */
  get lastAtMs(): number {
    return this.#waiting.at(-1)?.atMs ?? 0;
  }

  /** Does all that waits now, whatever its time. */
  flush(): void {
    for (const { act } of this.#waiting.splice(0)) act();
    this.#arm();
  }

  /** Forgets all that waits. */
  clear(): void {
    this.#waiting = [];
    this.#arm();
  }

  #run(): void {
    for (;;) {
      const next = this.#waiting[0];
      if (this.#isHeld || next === undefined || next.atMs > this.#clock.nowMs()) break;
      this.#waiting.shift();
      next.act();
    }
    this.#arm();
  }

  #arm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const next = this.#waiting[0];
    if (next === undefined || this.#isHeld) return;
    this.#cancelTimer = this.#clock.setTimer(Math.max(1, Math.ceil(next.atMs - this.#clock.nowMs())), () =>
      this.#run(),
    );
  }
}
