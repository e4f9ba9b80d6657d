import type { Clock } from "../runtime/clock.js";
import type { ServerConfig } from "../runtime/server-config.js";
import { parseUuid } from "../runtime/uuid.js";
import { signJwt, verifyJwt } from "./jwt.js";

/** What a session token says. */
export interface SessionClaims {
  readonly tokenId: string;
  readonly userId: string;
  readonly username: string;
  readonly vars: ReadonlyMap<string, string>;
  /** Seconds since 1970. */
  readonly expirySec: number;
  /** Seconds since 1970: when the player signed in, not when the token was last refreshed. */
  readonly issuedAtSec: number;
}

/** A session token and the refresh token that goes with it. */
export interface TokenPair {
  readonly token: string;
  readonly refreshToken: string;
}

/** Which of the two keys a token is signed with. */
export type TokenUse = "session" | "refresh";

/** Issues and reads the tokens of sessions. */
export class SessionTokens {
  readonly #config: ServerConfig;
  readonly #clock: Clock;

  constructor(config: ServerConfig, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
  }

  /** A new pair for a sign-in or a refresh; both tokens say the same but for their expiry. */
  issue(claims: Omit<SessionClaims, "expirySec">): TokenPair {
    const nowSec = Math.floor(this.#clock.nowMs() / 1000);
    return {
      token: this.#sign(claims, nowSec + this.#config.tokenExpirySec, "session"),
      refreshToken: this.#sign(claims, nowSec + this.#config.refreshTokenExpirySec, "refresh"),
    };
  }

  /** What a token says, or `undefined` when it is not ours, expired or not for this use. */
  read(token: string, use: TokenUse): SessionClaims | undefined {
    const claims = verifyJwt(token, this.#key(use), this.#clock.nowMs());
    if (claims === undefined) return undefined;
    const { tid, uid, usn, vrs, exp, iat } = claims;
    const userId = typeof uid === "string" ? parseUuid(uid) : undefined;
    if (userId === undefined || typeof exp !== "number") return undefined;
    return {
      tokenId: typeof tid === "string" ? tid : "",
      userId,
      username: typeof usn === "string" ? usn : "",
      vars: readVars(vrs),
      expirySec: exp,
      issuedAtSec: typeof iat === "number" ? iat : 0,
    };
  }

  #sign(claims: Omit<SessionClaims, "expirySec">, expirySec: number, use: TokenUse): string {
    const vars = Object.fromEntries(claims.vars);
    return signJwt(
      {
        tid: claims.tokenId,
        uid: claims.userId,
        usn: claims.username,
        ...(claims.vars.size > 0 ? { vrs: vars } : {}),
        exp: expirySec,
        iat: claims.issuedAtSec,
      },
      this.#key(use),
    );
  }

  #key(use: TokenUse): string {
    return use === "session" ? this.#config.sessionEncryptionKey : this.#config.refreshEncryptionKey;
  }
}

function readVars(value: unknown): ReadonlyMap<string, string> {
  const vars = new Map<string, string>();
  if (typeof value !== "object" || value === null) return vars;
  for (const [key, entry] of Object.entries(value)) if (typeof entry === "string") vars.set(key, entry);
  return vars;
}
