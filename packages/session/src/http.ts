import type { NakodoError } from "@nakodo/core";
import type { Clock } from "./clock.js";
import { closedError } from "./ended.js";
import { addressOf, type Endpoint, httpBase } from "./endpoint.js";
import { type Fields, isFields } from "./fields.js";
import { errorOfAnswer, errorOfFailure, errorOfFetch } from "./http-error.js";
import { Waiting } from "./waiting.js";

/** Sends one HTTP request, as `fetch` does, within the time limit of the call that it is part of. */
export type SendRequest = (url: string, init: RequestInit) => Promise<Response>;

/** One request whose body, if any, and answer are JSON. */
export interface JsonRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly authorization: string;
  /** JSON text. */
  readonly body?: string | undefined;
}

/**
 * Runs calls over HTTP: each with a time limit that covers its answer's body, each ended by `close`, and each
 * rejecting only with {@link NakodoError}. Sends nothing by itself and nothing twice.
 */
export class Http {
  readonly endpoint: Endpoint;
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  readonly #send: SendRequest;
  readonly #running = new Set<{ reject(error: NakodoError): void }>();

  /** `send` sends each request. */
  constructor(endpoint: Endpoint, timeoutMs: number, clock: Clock, send: SendRequest) {
    this.endpoint = endpoint;
    this.#send = send;
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
    const controller = new AbortController();
    const waiting = new Waiting<Result>({
      what: `the answer of ${addressOf(this.endpoint)}`,
      clock: this.#clock,
      limitMs: this.#timeoutMs,
    });
    this.#running.add(waiting);
    const send: SendRequest = (url, init) =>
      this.#send(url, { ...init, signal: controller.signal }).catch((error: unknown) => {
        throw errorOfFetch(this.endpoint, error);
      });
    this.#translated(call(send)).then(
      (result) => waiting.resolve(result),
      (error: unknown) => waiting.reject(error),
    );
    try {
      return await waiting.promise;
    } finally {
      this.#running.delete(waiting);
      controller.abort();
    }
  }

  /** Sends `request` as part of a call that runs, and gives the fields of its answer, unchecked. */
  async fields(send: SendRequest, request: JsonRequest): Promise<Fields> {
    const { method, path, authorization, body } = request;
    const headers = { Authorization: authorization, "Content-Type": "application/json" };
    const init = body === undefined ? { method, headers } : { method, headers, body };
    const response = await send(httpBase(this.endpoint) + path, init);
    if (!response.ok) throw response;
    const answer: unknown = await response.json();
    return isFields(answer) ? answer : {};
  }

  /** Ends every call that runs: each rejects with `closed`. */
  close(): void {
    for (const waiting of this.#running) waiting.reject(closedError());
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
