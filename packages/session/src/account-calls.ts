import { NakodoError } from "@nakodo/core";
import type { IssuedTokens } from "./active-session.js";
import type { Credential } from "./credential.js";
import { readText } from "./fields.js";
import type { Http } from "./http.js";
import { notNakama } from "./http-error.js";
import { restated } from "./restated.js";
import type { StoredTokens } from "./token-store.js";

/** The three calls that make and end sessions. Our own, because nakama-js fails on the tokens of some names. */
export class AccountCalls {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
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
    try {
      return await this.#issue(`authenticate/${credential.kind}?${query}`, credential.requestBody());
    } catch (error) {
      throw explained(error, credential);
    }
  }

  /**
   * Asked again once when the connection breaks: after a change of networks the first request often goes into one that
   * is dead. To the server a renewal that runs twice is no other than one.
   *
   * @throws {NakodoError} `session-expired` when the refresh token is refused.
   */
  refresh(refreshToken: string): Promise<IssuedTokens> {
    const ask = (): Promise<IssuedTokens> => this.#issue("session/refresh", { token: refreshToken });
    return ask().catch((error: unknown) => {
      if (error instanceof NakodoError && error.code === "connection-lost") return ask();
      throw error;
    });
  }

  /** Makes the server refuse these tokens from now on. */
  async logout({ token, refreshToken }: Omit<StoredTokens, "lifetimeMs">): Promise<void> {
    const body = { token, refresh_token: refreshToken };
    await this.#http.json("POST", "/v2/session/logout", `Bearer ${token}`, body);
  }

  async #issue(path: string, body: object): Promise<IssuedTokens> {
    const { settings } = this.#http;
    const requestedAtMs = settings.clock.nowMs();
    const basic = `Basic ${btoa(`${settings.serverKey}:`)}`;
    const answer = await this.#http.json("POST", `/v2/account/${path}`, basic, body);
    const token = readText(answer["token"]);
    if (token === "") throw notNakama(settings, "without a token,");
    const refreshToken = readText(answer["refresh_token"]);
    return { token, refreshToken, created: answer["created"] === true, requestedAtMs };
  }
}

/** Gives the refusals that a player meets the words that help. */
function explained(error: unknown, { kind }: Credential): unknown {
  if (!(error instanceof NakodoError) || error.serverMessage === undefined) return error;
  switch (error.code) {
    case "not-found":
      return restated(error, "there is no such account: sign in with `create: true` to make one");
    case "already-exists":
      return restated(error, "the user name is taken: choose another");
    case "invalid-credentials":
      if (kind === "email") return restated(error, "the e-mail address or the password is wrong");
  }
  return error;
}
