/** A timer that has been set and can be taken back. */
export interface Timer {
  /** Forgets the timer; harmless after it has run. */
  cancel(): void;
}

/** Where the server takes its time from. Every timer and every token's age comes from here. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Calls `run` once, `delayMs` from now. */
  setTimer(delayMs: number, run: () => void): Timer;
}

/** The computer's own clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  setTimer(delayMs, run) {
    const handle = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};
