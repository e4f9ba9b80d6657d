import type { AbortSignalLike } from "@nakodo/core";

/** What ends the wait for one answer, at a moment of the recording's choice. */
export class AskSignal implements AbortSignalLike {
  aborted = false;
  readonly #outer: AbortSignalLike | undefined;
  readonly #listeners = new Set<() => void>();

  /** `outer` knows the reason. */
  constructor(outer: AbortSignalLike | undefined) {
    this.#outer = outer;
  }

  get reason(): unknown {
    return this.#outer?.reason;
  }

  addEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.delete(listener);
  }

  abort(): void {
    this.aborted = true;
    for (const listener of [...this.#listeners]) listener();
  }
}
