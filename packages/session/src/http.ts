import { closedError } from "./ended.js";
import { addressOf, type Endpoint, urlOf } from "./endpoint.js";
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
  readonly #running = new Set<Waiting<Fields>>();
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
    return this.send(urlOf(this.settings, "http") + path, init);
  }

  /** As `json`, for a request that is ready. */
  send(url: string, init: RequestInit): Promise<Fields> {
    if (this.#closed) return Promise.reject(closedError());
    const controller = new AbortController();
    const { clock, timeoutMs } = this.settings;
    const waiting = new Waiting<Fields>({
      what: `the answer of ${addressOf(this.settings)}`,
      clock,
      limitMs: timeoutMs,
      // An answer that came whole is not aborted: that costs more than all the rest of a call.
      rejected: () => {
        this.#running.delete(waiting);
        controller.abort();
      },
    });
    this.#running.add(waiting);
    void this.#answer(url, { ...init, signal: controller.signal }, waiting);
    return waiting.promise;
  }

  /** Ends every request under way, and those to come: each rejects with `closed`. */
  close(): void {
    this.#closed = true;
    for (const waiting of this.#running) waiting.reject(closedError());
  }

  async #answer(url: string, init: RequestInit, waiting: Waiting<Fields>): Promise<void> {
    let response: Response | undefined;
    let text: string;
    try {
      response = await this.#send(url, init);
      text = await response.text();
    } catch (error) {
      waiting.reject(errorOfFetch(this.settings, error, response !== undefined));
      return;
    }
    this.#running.delete(waiting);
    const answer = parseFields(text);
    if (response.ok && answer !== undefined) waiting.resolve(answer);
    else waiting.reject(errorOfAnswer(this.settings, response.status, answer));
  }
}
