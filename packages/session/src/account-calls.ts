import { NakodoError } from "@nakodo/core";
import type { IssuedTokens } from "./active-session.js";
import type { Clock } from "./clock.js";
import type { Credential } from "./credential.js";
import { addressOf } from "./endpoint.js";
import type { Fields } from "./fields.js";
import type { Http } from "./http.js";
import { restated } from "./restated.js";
import type { StoredTokens } from "./token-store.js";

/** The three calls that make and end sessions. Our own, because nakama-js fails on the tokens of some names. */
export class AccountCalls {
  readonly #http: Http;
  readonly #clock: Clock;
  readonly #serverAuthorization: string;

  constructor(http: Http, clock: Clock) {
    this.#http = http;
    this.#clock = clock;
    this.#serverAuthorization = `Basic ${btoa(`${http.endpoint.serverKey}:`)}`;
  }

  /**
   * Signs in. With `create: false` only ever to an account that exists, whatever the credential says.
   *
   * @throws {NakodoError} `invalid-credentials`, `not-found`, `already-exists`, `server-key-rejected`, …
   */
  async authenticate(credential: Credential, create: boolean): Promise<IssuedTokens> {
    const query = new URLSearchParams({ create: String(create) });
    if (create && credential.username !== undefined) query.set("username", credential.username);
    if (credential.importFriends !== undefined) query.set("sync", String(credential.importFriends));
    const path = `/v2/account/authenticate/${credential.kind}?${query}`;
    try {
      return await this.#issue(path, credential.requestBody());
    } catch (error) {
      throw explained(error, credential);
    }
  }

  /** @throws {NakodoError} `session-expired` when the refresh token is refused. */
  async refresh(refreshToken: string): Promise<IssuedTokens> {
    return this.#issue("/v2/account/session/refresh", JSON.stringify({ token: refreshToken }));
  }

  /** Makes the server refuse these tokens from now on. */
  async logout(tokens: StoredTokens): Promise<void> {
    const body = JSON.stringify({ token: tokens.token, refresh_token: tokens.refreshToken });
    await this.#post("/v2/session/logout", `Bearer ${tokens.token}`, body);
  }

  async #issue(path: string, body: string): Promise<IssuedTokens> {
    const requestedAtMs = this.#clock.nowMs();
    const answer = await this.#post(path, this.#serverAuthorization, body);
    const { token, refresh_token, created } = answer;
    if (typeof token !== "string" || token === "") {
      const text = `${addressOf(this.#http.endpoint)} answered without a token, as no Nakama does: check \`host\` and \`port\``;
      throw new NakodoError("bad-response", text);
    }
    const refreshToken = typeof refresh_token === "string" ? refresh_token : "";
    return { token, refreshToken, created: created === true, requestedAtMs };
  }

  #post(path: string, authorization: string, body: string): Promise<Fields> {
    return this.#http.run((send) => this.#http.fields(send, { method: "POST", path, authorization, body }));
  }
}

/** Gives the refusals that a player meets the words that help. */
function explained(error: unknown, credential: Credential): unknown {
  if (!(error instanceof NakodoError) || error.serverMessage === undefined) return error;
  const text = helpFor(error, credential);
  return text === undefined ? error : restated(error, error.code, text);
}

function helpFor(error: NakodoError, credential: Credential): string | undefined {
  if (error.code === "not-found") return "there is no such account: sign in with `create: true` to make one";
  if (error.code === "invalid-credentials" && credential.kind === "email") {
    return "the e-mail address or the password is wrong";
  }
  if (error.code === "already-exists") return "the user name is taken: choose another";
  return undefined;
}
