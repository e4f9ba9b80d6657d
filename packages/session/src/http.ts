import type { NakodoError } from "@nakodo/core";
import { closedError } from "./ended.js";
import { addressOf, type Endpoint, httpBase } from "./endpoint.js";
import { type Fields, parseFields } from "./fields.js";
import { errorOfAnswer, errorOfFetch } from "./http-error.js";
import type { Settings } from "./online-options.js";
import { Waiting } from "./waiting.js";

/** Sends one HTTP request, as `fetch` does, within the time limit of the call that it is part of. */
export type SendRequest = (url: string, init: RequestInit) => Promise<Response>;

/** What {@link Http} takes of the options of `Online`. */
export type HttpSettings = Endpoint & Pick<Settings, "clock" | "timeoutMs">;

/**
 * Sends requests over HTTP: each with a time limit that covers its answer's body, each ended by `close`, and each
 * rejecting only with {@link NakodoError}. Sends nothing by itself and nothing twice.
 */
export class Http {
  readonly settings: HttpSettings;
  readonly #send: SendRequest;
  readonly #running = new Set<{ reject(error: NakodoError): void }>();
  #closed = false;

  /** `send` sends each request. */
  constructor(settings: HttpSettings, send: SendRequest) {
    this.settings = settings;
    this.#send = send;
  }

  /**
   * Sends a request, and gives the fields of the answer, unchecked. `body` is sent as JSON.
   *
   * @throws {NakodoError} `timeout`, `closed`, `server-unreachable`, `connection-lost`, `bad-response`, and what the
   * server answers.
   */
  json(method: string, path: string, authorization: string, body?: unknown): Promise<Fields> {
    const headers = { Authorization: authorization, "Content-Type": "application/json" };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    return this.send(httpBase(this.settings) + path, init);
  }

  /** As `json`, for a request that is ready. */
  async send(url: string, init: RequestInit): Promise<Fields> {
    if (this.#closed) throw closedError();
    const controller = new AbortController();
    const { clock, timeoutMs } = this.settings;
    const what = `the answer of ${addressOf(this.settings)}`;
    // An answer that came whole is not aborted: that costs more than all the rest of a call.
    const rejected = (): void => controller.abort();
    const waiting = new Waiting<Fields>({ what, clock, limitMs: timeoutMs, rejected });
    this.#running.add(waiting);
    this.#answer(url, { ...init, signal: controller.signal }).then(
      (answer) => waiting.resolve(answer),
      (error: unknown) => waiting.reject(error),
    );
    try {
      return await waiting.promise;
    } finally {
      this.#running.delete(waiting);
    }
  }

  /** Ends every request under way, and those to come: each rejects with `closed`. */
  close(): void {
    this.#closed = true;
    for (const waiting of this.#running) waiting.reject(closedError());
  }

  async #answer(url: string, init: RequestInit): Promise<Fields> {
    let response: Response | undefined;
    let text: string;
    try {
      response = await this.#send(url, init);
      text = await response.text();
    } catch (error) {
      throw errorOfFetch(this.settings, error, response !== undefined);
    }
    const answer = parseFields(text);
    if (response.ok && answer !== undefined) return answer;
    throw errorOfAnswer(this.settings, response.status, answer);
  }
}
