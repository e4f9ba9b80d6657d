import { NakodoError } from "@nakodo/core";
import type { Clock } from "./clock.js";
import { readToken } from "./token.js";
import type { StoredTokens } from "./token-store.js";

/** Who is signed in. Shows no token. */
export interface SessionInfo {
  /** The account's id, a UUID. */
  readonly userId: string;
  /** The account's name when the token was issued. */
  readonly username: string;
  /** The session variables given at sign-in. */
  readonly vars: Readonly<Record<string, string>>;
  /** Whether this sign-in made the account. */
  readonly isNew: boolean;
  /** Milliseconds until the present token expires, 0 at least. It is renewed by itself when a call needs it. */
  expiresInMs(): number;
}

/** A session as this package holds it: the tokens, and when they end by our own clock. */
export interface ActiveSession {
  readonly tokens: StoredTokens;
  readonly info: SessionInfo;
  /** On our monotonic clock. */
  readonly expiresAtMs: number;
  /** How long the refresh token lives from now on, in ms. */
  readonly refreshLifetimeMs: number;
}

/** What a sign-in or a refresh came back with. */
export interface IssuedTokens {
  readonly token: string;
  readonly refreshToken: string;
  readonly created: boolean;
  /** Our monotonic clock when the request was sent: the token was issued no earlier. */
  readonly requestedAtMs: number;
}

/** Claims are cut to whole seconds, so that a token may end up to a second earlier than its claims say. */
const CLAIM_PRECISION_MS = 1000;

/**
 * The session that `issued` stands for.
 *
 * A page's clock may be hours off, so the wall clock is not asked: the lifetime is the sign-in token's own
 * `exp - iat`, counted on our clock from when it was asked for. A refreshed token keeps the `iat` of its
 * sign-in, which is why `previous` (the tokens that it replaces) hands the lifetime on.
 *
 * @throws {NakodoError} `bad-response` for a token that cannot be read
 */
export function activeSession(
  issued: IssuedTokens,
  previous: StoredTokens | undefined,
  isNew: boolean,
  clock: Clock,
): ActiveSession {
  const claims = readToken(issued.token);
  if (claims === undefined)
    throw new NakodoError("bad-response", "the server sent a token that cannot be read");
  const claimedMs = Math.max(0, claims.expiresAtSec - claims.issuedAtSec) * 1000;
  const lifetimeMs = previous?.lifetimeMs || claimedMs;
  const expiresAtMs = issued.requestedAtMs + lifetimeMs - CLAIM_PRECISION_MS;
  const refreshClaims = readToken(issued.refreshToken);
  const refreshExtraSec = (refreshClaims?.expiresAtSec ?? claims.expiresAtSec) - claims.expiresAtSec;
  const info: SessionInfo = {
    userId: claims.userId,
    username: claims.username,
    vars: claims.vars,
    isNew,
    expiresInMs: () => Math.max(0, expiresAtMs - clock.nowMs()),
  };
  return {
    tokens: { token: issued.token, refreshToken: issued.refreshToken, lifetimeMs },
    info: Object.freeze(info),
    expiresAtMs,
    refreshLifetimeMs: lifetimeMs + Math.max(0, refreshExtraSec) * 1000,
  };
}

/** Most time before its end that a token is renewed, so that it does not end on its way to the server. */
const RENEWAL_MARGIN_MS = 10_000;

/** Whether a call sent now still arrives within the token's life. */
export function isFresh(session: ActiveSession, nowMs: number): boolean {
  const marginMs = Math.min(RENEWAL_MARGIN_MS, session.tokens.lifetimeMs * 0.1);
  return nowMs < session.expiresAtMs - marginMs;
}
