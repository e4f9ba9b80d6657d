import type { ActiveSession } from "./active-session.js";
import type { Fields } from "./fields.js";
import type { Http } from "./http.js";
import { isTokenRefusal } from "./http-error.js";
import type { SessionKeeper } from "./session-keeper.js";

/** A call of Nakama's HTTP API, for what has no method of its own. */
export interface ApiRequest {
  /** Default `GET`, with `body` `POST`. */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** The path with its parts encoded, such as `/v2/party`. */
  readonly path: string;
  /** What follows the question mark. `undefined` is left out, a list is one field for each of its members. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** How often one call is refused for its token at most before it fails: for the one it had, and for a renewed one. */
const MAX_REFUSALS = 2;

/**
 * Runs calls with a session that the server takes: one that it refused for its token, and so did not execute, is
 * sent again with another. Nothing else is ever sent twice.
 */
export class SessionCalls {
  readonly #http: Http;
  readonly #keeper: SessionKeeper;

  constructor(http: Http, keeper: SessionKeeper) {
    this.#http = http;
    this.#keeper = keeper;
  }

  /** `call` sends once, over the `http` that it is given. */
  async run(call: (session: ActiveSession, http: Http) => Promise<Fields>): Promise<Fields> {
    let session = await this.#keeper.valid();
    for (let refusals = 0; ; refusals += 1) {
      try {
        return await call(session, this.#http);
      } catch (error) {
        if (!isTokenRefusal(error) || refusals === MAX_REFUSALS) throw error;
      }
      session = await this.#keeper.repaired(session, refusals > 0);
    }
  }

  /** The answer's fields as they are on the wire, unchecked. */
  request({
    path,
    query = {},
    body,
    method = body === undefined ? "GET" : "POST",
  }: ApiRequest): Promise<Fields> {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      for (const one of [value ?? []].flat()) search.append(key, String(one));
    }
    return this.run(({ tokens }, http) =>
      http.json(method, `${path}?${search}`, `Bearer ${tokens.token}`, body),
    );
  }
}
