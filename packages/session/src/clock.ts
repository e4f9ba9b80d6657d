/** Where this package gets its time from. Tests give a virtual one. */
export interface Clock {
  /** Milliseconds that only grow, from any start. Not the time of day. */
  nowMs(): number;
  /** Calls `fire` once after `delayMs`. Gives back the function that cancels it (safe to call twice, and after). */
  setTimer(delayMs: number, fire: () => void): () => void;
}

/** The clock of the platform: `performance.now` and `setTimeout`. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  setTimer(delayMs, fire) {
    const handle = setTimeout(fire, delayMs);
    return () => clearTimeout(handle);
  },
};
