/** Bounds on how far in the past others' objects are shown. */
export interface SenderClockOptions {
  /** The time between two snapshots that a sender is expected to keep, in ms. What it really keeps is measured. */
  readonly intervalMs: number;
  /** Least delay after the fastest message, in ms; `undefined`: one and a half of the sender's intervals. */
  readonly minDelayMs: number | undefined;
  /** Greatest delay after the fastest message, in ms. */
  readonly maxDelayMs: number;
}

/** Tenths of a millisecond in one: the unit of the times on the wire. */
const TENTHS = 10;
/** A sender's time that goes back by more than this belongs to another clock. */
const OTHER_CLOCK_MS = 5_000;
/** How long the fastest message counts, at least; twice that at most. Clocks drift apart by 1 ms in it. */
const FASTEST_WINDOW_MS = 10_000;
/** A longer time between two messages is a rest and no interval. */
const MAX_INTERVAL_MS = 1_000;
/** Deviations from the mean that the delay covers. */
const COVERED_DEVIATIONS = 3;
/** Weight of one message in the means, once there are enough. */
const MEAN_WEIGHT = 1 / 32;
/** Shown time runs this much faster or slower to reach the delay that is wanted: too little to be seen. */
const MAX_SLEW = 0.1;
/** A delay that is farther off is taken at once. */
const SNAP_LAG_MS = 1_000;
/** A pause in `update` (a page in the background) after which what has come meanwhile says nothing about the network. */
const PAUSE_MS = 250;

/**
 * One sender's time: what time of it to show now, so that its next message has nearly always come before it is needed,
 * and the past is no longer than that takes. The delay follows the measured interval and jitter; changes are too
 * gradual to be seen. Time is an argument; nothing here knows an engine or a network.
 */
export class SenderClock {
  readonly #options: SenderClockOptions;
  #epoch = 0;
  #messages = 0;
  /** The newest time on the wire, unwrapped, in tenths of a ms. */
  #newestTenths = 0;
  #hasStamp = false;
  #intervalMs: number;
  /** Times that came since the last `update`. */
  #pending = false;
  #pendingOldestMs = 0;
  #pendingNewestMs = 0;
  /** From the sender's time to ours, the fastest message of this window and of the one before. */
  #fastestMs = Number.POSITIVE_INFINITY;
  #fastestBeforeMs = Number.POSITIVE_INFINITY;
  #windowStartMs = 0;
  #lastMs = 0;
  #meanMs = 0;
  #deviationMs = 0;
  #lagMs = 0;
  #shownMs: number | undefined;

  constructor(options: SenderClockOptions) {
    this.#options = options;
    this.#intervalMs = options.intervalMs;
  }

  /** Grows whenever the sender's times begin anew: older ones cannot be compared with newer ones then. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The time between two of the sender's snapshots, in ms. */
  get intervalMs(): number {
    return this.#intervalMs;
  }

  /** The sender's time to show now; `undefined` before its first message. */
  get shownMs(): number | undefined {
    return this.#shownMs;
  }

  /** Our time at which the sender was last heard. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** How much later than its fastest message can bring it a snapshot is shown, in ms. */
  get delayMs(): number {
    return this.#messages === 0 ? 0 : this.#lagMs - this.#fastest;
  }

  /** The time `nowMs` as it goes on the wire: tenths of a ms in 32 bits, which wrap after five days. */
  static stampOf(nowMs: number): number {
    const tenths = Math.round(nowMs * TENTHS) % 0x1_0000_0000;
    return tenths < 0 ? tenths + 0x1_0000_0000 : tenths;
  }

  /** A message came with this time on it. Gives the sender's time in ms, without wrapping. */
  receive(stamp: number): number {
    if (!this.#hasStamp) this.#begin(stamp);
    // The difference in 32 bits, so that it is right across a wrap.
    const aheadTenths = (stamp - this.#newestTenths) | 0;
    if (aheadTenths < -OTHER_CLOCK_MS * TENTHS) {
      this.#epoch++;
      this.#begin(stamp);
      return this.receive(stamp);
    }
    const timeMs = (this.#newestTenths + aheadTenths) / TENTHS;
    if (aheadTenths > 0) {
      this.#measureInterval(aheadTenths / TENTHS);
      this.#newestTenths += aheadTenths;
    }
    if (!this.#pending || timeMs < this.#pendingOldestMs) this.#pendingOldestMs = timeMs;
    if (!this.#pending || timeMs > this.#pendingNewestMs) this.#pendingNewestMs = timeMs;
    this.#pending = true;
    return timeMs;
  }

  /**
   * It is `nowMs` here, `elapsedMs` after the last call. What came in between counts as having come now: it cannot be
   * shown sooner, so the delay must cover that wait, too.
   */
  update(nowMs: number, elapsedMs: number): void {
    if (this.#pending) {
      this.#pending = false;
      this.#lastMs = nowMs;
      if (elapsedMs <= PAUSE_MS || this.#messages === 0) this.#measure(nowMs);
    }
    if (this.#messages === 0) return;
    const wantedMs = this.#wantedLagMs();
    const offMs = wantedMs - this.#lagMs;
    const stepMs = MAX_SLEW * elapsedMs;
    if (Math.abs(offMs) <= stepMs || Math.abs(offMs) > SNAP_LAG_MS || this.#shownMs === undefined) {
      this.#lagMs = wantedMs;
    } else this.#lagMs += offMs < 0 ? -stepMs : stepMs;
    this.#shownMs = nowMs - this.#lagMs;
  }

  get #fastest(): number {
    return Math.min(this.#fastestMs, this.#fastestBeforeMs);
  }

  #begin(stamp: number): void {
    this.#hasStamp = true;
    this.#newestTenths = stamp;
    this.#messages = 0;
    this.#pending = false;
    this.#fastestMs = Number.POSITIVE_INFINITY;
    this.#fastestBeforeMs = Number.POSITIVE_INFINITY;
    this.#shownMs = undefined;
  }

  #measureInterval(gapMs: number): void {
    if (gapMs >= MAX_INTERVAL_MS) return;
    // A short gap is the interval, a long one may be a rest.
    this.#intervalMs += (gapMs - this.#intervalMs) * (gapMs < this.#intervalMs ? 1 / 4 : 1 / 16);
  }

  #measure(nowMs: number): void {
    const fastestMs = nowMs - this.#pendingNewestMs;
    if (this.#messages > 0 && fastestMs < this.#fastest - OTHER_CLOCK_MS) this.#messages = 0;
    if (this.#messages === 0) {
      this.#fastestBeforeMs = fastestMs;
      this.#fastestMs = fastestMs;
      this.#windowStartMs = nowMs;
      this.#meanMs = fastestMs;
      this.#deviationMs = 0;
    }
    if (nowMs - this.#windowStartMs > FASTEST_WINDOW_MS) {
      this.#fastestBeforeMs = this.#fastestMs;
      this.#fastestMs = fastestMs;
      this.#windowStartMs = nowMs;
    } else if (fastestMs < this.#fastestMs) this.#fastestMs = fastestMs;
    this.#messages++;
    // One that is later than can be waited for, a replayed one, say, counts as just that late.
    const slowestMs = Math.min(nowMs - this.#pendingOldestMs, this.#fastest + this.#options.maxDelayMs);
    const weight = Math.max(MEAN_WEIGHT, 1 / this.#messages);
    this.#meanMs += (slowestMs - this.#meanMs) * weight;
    this.#deviationMs += (Math.abs(slowestMs - this.#meanMs) - this.#deviationMs) * weight;
  }

  #wantedLagMs(): number {
    const { minDelayMs, maxDelayMs } = this.#options;
    const fastestMs = this.#fastest;
    const jitterMs = this.#meanMs + COVERED_DEVIATIONS * this.#deviationMs;
    const leastMs = fastestMs + (minDelayMs ?? 1.5 * this.#intervalMs);
    return Math.min(fastestMs + maxDelayMs, Math.max(leastMs, jitterMs + this.#intervalMs));
  }
}
