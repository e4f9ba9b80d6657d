import { isFields, parseFields } from "./fields.js";
import { readToken } from "./token.js";

/** What must be kept to come back without signing in again. As secret as a password while it lasts. */
export interface StoredTokens {
  /** The session token: a minute or more, as the server is set. */
  readonly token: string;
  /** What buys the next session token: an hour or more. */
  readonly refreshToken: string;
  /** How long a session token of this server lives, in ms. */
  readonly lifetimeMs: number;
}

/**
 * Where the tokens are kept between two starts. A store that throws does not stop anybody from playing: the
 * failure is told by `tokenStoreFailed`.
 */
export interface TokenStore {
  /** What was saved last, or `undefined`. What is read is checked: rubbish counts as nothing. */
  load(): Promise<unknown>;
  /**
   * Replaces what is kept, at once or not at all. `renewed` is what these tokens take the place of; `undefined` after
   * a sign-in. A store that others write to as well keeps what is there when that is another account's, or nothing.
   */
  save(tokens: StoredTokens, renewed?: StoredTokens): Promise<void>;
  /** Forgets it: what is kept for `ended`'s account, where others write to the store as well. */
  clear(ended?: StoredTokens): Promise<void>;
}

/** Keeps the tokens as long as this object lives: the default. */
export function memoryTokens(): TokenStore {
  let kept: StoredTokens | undefined;
  return {
    load: async () => kept,
    save: async (tokens) => {
      kept = tokens;
    },
    clear: async () => {
      kept = undefined;
    },
  };
}

/** The part of the Web Storage interface that {@link webStorageTokens} needs. */
export interface WebStorageLike {
  /** What was set under `key`, or `null`. */
  getItem(key: string): string | null;
  /** Keeps `value` under `key`. */
  setItem(key: string, value: string): void;
  /** Forgets `key`. */
  removeItem(key: string): void;
}

/**
 * Keeps the tokens in the page's `localStorage` (or another `storage`) under one `key`, so that two tabs never
 * see one's token with the other's refresh token. A tab that renews its session neither brings back what another
 * tab signed out of, nor takes the place of the account that another tab signed in to. Every script of the page's
 * origin can read the tokens.
 */
export function webStorageTokens(storage?: WebStorageLike, key = "nakodo.session"): TokenStore {
  const target = (): WebStorageLike => storage ?? localStorage;
  const isKeptFor = (tokens: StoredTokens | undefined): boolean =>
    tokens === undefined || userIdOf(parseFields(target().getItem(key))) === userIdOf(tokens);
  return {
    load: async () => {
      const text = target().getItem(key);
      return text === null ? undefined : JSON.parse(text);
    },
    save: (tokens, renewed) =>
      oneTabAtATime(key, () => {
        if (isKeptFor(renewed)) target().setItem(key, JSON.stringify(tokens));
      }),
    clear: (ended) =>
      oneTabAtATime(key, () => {
        if (isKeptFor(ended)) target().removeItem(key);
      }),
  };
}

/** Runs `change` while no other tab runs one, where the platform has Web Locks. */
async function oneTabAtATime(key: string, change: () => void): Promise<void> {
  const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
  if (locks === undefined) change();
  else await locks.request(key, change);
}

function userIdOf(kept: unknown): string | undefined {
  const tokens = readStoredTokens(kept);
  return tokens && readToken(tokens.token)?.userId;
}

/** The tokens in what a store gave, or `undefined` for anything else. */
export function readStoredTokens(kept: unknown): StoredTokens | undefined {
  const { token, refreshToken, lifetimeMs } = isFields(kept) ? kept : {};
  if (typeof token !== "string" || typeof refreshToken !== "string" || refreshToken === "") return undefined;
  const lifetime = typeof lifetimeMs === "number" && lifetimeMs > 0 ? lifetimeMs : 0;
  return { token, refreshToken, lifetimeMs: lifetime };
}
