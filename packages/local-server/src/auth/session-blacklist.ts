import type { Clock } from "../runtime/clock.js";
import type { ServerConfig } from "../runtime/server-config.js";
import type { SessionClaims, TokenUse } from "./session-tokens.js";

interface UserEntry {
  lastInvalidationSec: number;
  readonly session: Set<string>;
  readonly refresh: Set<string>;
}

/** Remembers which tokens were logged out: single ones by their id, all of a user by the time. */
export class SessionBlacklist {
  readonly #config: ServerConfig;
  readonly #clock: Clock;
  readonly #users = new Map<string, UserEntry>();

  constructor(config: ServerConfig, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
  }

  /** Whether a token that is otherwise good has not been logged out. `tokenId` is the claim's unless given. */
  allows(claims: SessionClaims, use: TokenUse, tokenId = claims.tokenId): boolean {
    const user = this.#users.get(claims.userId);
    if (user === undefined) return true;
    const lifeSec = use === "session" ? this.#config.tokenExpirySec : this.#config.refreshTokenExpirySec;
    const issuedSec = claims.expirySec - lifeSec;
    if (user.lastInvalidationSec > 0 && issuedSec < user.lastInvalidationSec) return false;
    return !user[use].has(tokenId);
  }

  /** Logs out one token by its id. */
  remove(userId: string, use: TokenUse, tokenId: string): void {
    this.#entry(userId)[use].add(tokenId);
  }

  /** Logs out everything issued to a user before the present second. */
  removeAll(userId: string): void {
    const user = this.#entry(userId);
    const nowSec = Math.floor(this.#clock.nowMs() / 1000);
    if (nowSec <= user.lastInvalidationSec) return;
    user.lastInvalidationSec = nowSec;
    user.session.clear();
    user.refresh.clear();
  }

  #entry(userId: string): UserEntry {
    const existing = this.#users.get(userId);
    if (existing !== undefined) return existing;
    const created: UserEntry = { lastInvalidationSec: 0, session: new Set(), refresh: new Set() };
    this.#users.set(userId, created);
    return created;
  }
}
