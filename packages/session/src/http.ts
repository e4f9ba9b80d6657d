import { NakodoError } from "@nakodo/core";
import type { Clock } from "./clock.js";
import { addressOf, type Endpoint } from "./endpoint.js";
import { errorOfAnswer, errorOfFailure, errorOfFetch } from "./http-error.js";

/** `fetch`, within the time limit of the call that it is part of. */
export type SendRequest = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Runs calls over HTTP: each with a time limit that covers its answer's body, each ended by `close`, and each
 * rejecting only with {@link NakodoError}. Sends nothing by itself and nothing twice.
 */
export class Http {
  readonly endpoint: Endpoint;
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  readonly #running = new Set<AbortController>();

  constructor(endpoint: Endpoint, timeoutMs: number, clock: Clock) {
    this.endpoint = endpoint;
    this.#timeoutMs = timeoutMs;
    this.#clock = clock;
  }

  /**
   * Runs `call`, which sends by the function that it is given. A `Response` thrown by it becomes the error that
   * the response speaks of.
   *
   * @throws {NakodoError} `timeout`, `closed`, `server-unreachable`, `connection-lost`, `bad-response`, and what
   * the server answers.
   */
  async run<Result>(call: (send: SendRequest) => Promise<Result>): Promise<Result> {
    const address = addressOf(this.endpoint);
    const controller = new AbortController();
    let giveUp!: (error: NakodoError) => void;
    const stopped = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    controller.signal.addEventListener("abort", () => {
      const timedOut = controller.signal.reason === TIMED_OUT;
      giveUp(
        timedOut
          ? new NakodoError("timeout", `${address} did not answer within ${this.#timeoutMs} ms`)
          : new NakodoError("closed", "this Online was closed before the answer came"),
      );
    });
    const cancelTimer = this.#clock.setTimer(this.#timeoutMs, () => controller.abort(TIMED_OUT));
    this.#running.add(controller);
    const send: SendRequest = (url, init) =>
      fetch(url, { ...init, signal: controller.signal }).catch((error: unknown) => {
        throw errorOfFetch(this.endpoint, error);
      });
    try {
      return await Promise.race([stopped, this.#translated(call(send))]);
    } finally {
      cancelTimer();
      this.#running.delete(controller);
    }
  }

  /** Ends every call that runs: each rejects with `closed`. */
  close(): void {
    for (const controller of this.#running) controller.abort();
  }

  async #translated<Result>(running: Promise<Result>): Promise<Result> {
    try {
      return await running;
    } catch (error) {
      if (!(error instanceof Response)) throw errorOfFailure(this.endpoint, error);
      throw errorOfAnswer(this.endpoint, error.status, await error.text().catch(() => ""));
    }
  }
}

/** The reason with which a call's time limit aborts it. */
const TIMED_OUT = "timed out";
