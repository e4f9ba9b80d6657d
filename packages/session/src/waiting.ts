import { type AbortSignalLike, NakodoError } from "@nakodo/core";
import type { Clock } from "./clock.js";

/** How a {@link Waiting} may end before its owner settles it. */
export interface WaitingLimits {
  /** What is waited for, for the messages: `the answer to rpc`. */
  readonly what: string;
  readonly signal?: AbortSignalLike | undefined;
  readonly clock?: Clock;
  /** With `clock`: rejects with `timeout` after this long, unless `expired` gives another error. */
  readonly limitMs?: number;
  readonly expired?: () => NakodoError;
  /** Called at the very moment in which it ends without a result. The promise tells it a little later. */
  readonly rejected?: () => void;
}

/**
 * A promise that its owner settles, or that ends by a signal or a time limit, whichever is first. Leaves neither
 * a listener nor a timer behind.
 */
export class Waiting<Result> {
  readonly promise: Promise<Result>;
  #over = false;
  #resolve!: (result: Result) => void;
  #reject!: (error: unknown) => void;
  #stop: () => void = () => {};
  readonly #rejected: (() => void) | undefined;

  constructor(limits: WaitingLimits) {
    const { what, signal, clock, limitMs = 0, expired } = limits;
    this.#rejected = limits.rejected;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const onAbort = (): void =>
      this.reject(new NakodoError("aborted", `waiting for ${what} was aborted`, { cause: signal?.reason }));
    const cancelTimer = clock?.setTimer(limitMs, () =>
      this.reject(expired?.() ?? new NakodoError("timeout", `${what} did not come within ${limitMs} ms`)),
    );
    signal?.addEventListener("abort", onAbort);
    this.#stop = () => {
      cancelTimer?.();
      signal?.removeEventListener("abort", onAbort);
    };
    if (signal?.aborted) onAbort();
  }

  /** Whether it has ended, however. */
  get over(): boolean {
    return this.#over;
  }

  resolve(result: Result): void {
    if (this.#end()) this.#resolve(result);
  }

  reject(error: unknown): void {
    if (!this.#end()) return;
    this.#rejected?.();
    this.#reject(error);
  }

  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#stop();
    return true;
  }
}
