import { NakodoError, type NakodoErrorCode } from "@nakodo/core";
import type { AccountCalls } from "./account-calls.js";
import { type ActiveSession, activeSession, type IssuedTokens, isFresh } from "./active-session.js";
import type { Credential } from "./credential.js";
import { closedError, signedOutError } from "./ended.js";
import type { Settings } from "./online-options.js";
import { readStoredTokens, type StoredTokens, type TokenStore } from "./token-store.js";
import { Waiting } from "./waiting.js";

/** Why the session is another one than before. */
export type SessionChangeReason =
  | "authenticated"
  | "restored"
  | "refreshed"
  | "reauthenticated"
  | "signedOut"
  | "accountDeleted";

/** What {@link SessionKeeper} tells its owner. */
export interface SessionKeeperListener {
  changed(reason: SessionChangeReason, previousUserId: string | undefined): void;
  /** Asks the application for a sign-in. Answers whether anybody listens. */
  reauthRequired(session: ActiveSession, cause: NakodoError): boolean;
  storeFailed(error: unknown): void;
}

/** What {@link SessionKeeper} takes of the options of `Online`. */
export type KeeperSettings = Pick<Settings, "clock" | "keepCredential" | "reauthTimeoutMs" | "store">;

/** Refusals after which the next means is tried; after any other failure the same one may still work later. */
const REFUSALS: readonly NakodoErrorCode[] = [
  "session-expired",
  "invalid-credentials",
  "invalid-argument",
  "not-found",
  "permission-denied",
];

/** Holds the session and gives a valid one to all who ask, by one repair at a time. */
export class SessionKeeper {
  readonly #settings: KeeperSettings;
  readonly #account: AccountCalls;
  readonly #listener: SessionKeeperListener;
  #current: ActiveSession | undefined;
  #credential: Credential | undefined;
  #signIn: Promise<ActiveSession> | undefined;
  /** Of the session, or of the application's asking. Who waits for it goes on at once when somebody signs in or out. */
  #repair: Waiting<ActiveSession> | undefined;
  #saving: Promise<void> = Promise.resolve();
  #cancelKeepAlive: (() => void) | undefined;
  #keepAlive = false;
  /** Grows when another session takes the place, so that what was under way for the former one is dropped. */
  #epoch = 0;
  #logouts = 0;
  #closed = false;

  constructor(settings: KeeperSettings, account: AccountCalls, listener: SessionKeeperListener) {
    this.#settings = settings;
    this.#account = account;
    this.#listener = listener;
  }

  get current(): ActiveSession | undefined {
    return this.#current;
  }

  async authenticate(credential: Credential): Promise<ActiveSession> {
    this.#failIfClosed();
    const { clock, keepCredential } = this.#settings;
    const logouts = this.#logouts;
    const run = this.#account.authenticate(credential, credential.create).then((issued) => {
      // Signed out meanwhile: whoever logs out last has the last word.
      if (logouts !== this.#logouts && this.#current === undefined) throw signedOutError();
      const session = activeSession(issued, undefined, issued.created, clock);
      this.#credential = keepCredential ? credential : undefined;
      this.#adopt(session, "authenticated");
      return session;
    });
    this.#signIn = run;
    try {
      const session = await run;
      await this.#saving;
      return session;
    } finally {
      if (this.#signIn === run) this.#signIn = undefined;
    }
  }

  /** The session that the store kept, renewed; `undefined` when there is none or the server no longer takes it. */
  async restore(): Promise<ActiveSession | undefined> {
    this.#failIfClosed();
    const epoch = this.#epoch;
    const stored = await this.#load();
    if (stored === undefined) return undefined;
    let issued: IssuedTokens;
    try {
      issued = await this.#account.refresh(stored.refreshToken);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (epoch === this.#epoch) await this.#store((store) => store.clear(stored));
      return undefined;
    }
    if (epoch !== this.#epoch) return this.#current;
    const session = activeSession(issued, stored, false, this.#settings.clock);
    this.#adopt(session, "restored", stored);
    await this.#saving;
    return session;
  }

  /** A session that the server takes, as far as we know: at once, or after its repair. */
  async valid(): Promise<ActiveSession> {
    this.#failIfClosed();
    const current = this.#current;
    if (this.#repair?.over === false) return this.#repair.promise;
    if (current !== undefined && isFresh(current, this.#settings.clock.nowMs())) return current;
    if (this.#signIn !== undefined) return this.#signIn;
    if (current === undefined) throw signedOutError();
    return this.#startRepair(current);
  }

  /**
   * Another session than `refused`, which the server did not take. `renewed`: it was the result of a repair just now.
   * The server refuses every renewal of a sign-in that was logged out, so that renewing it again cannot help.
   */
  async repaired(refused: ActiveSession, renewed = false): Promise<ActiveSession> {
    this.#failIfClosed();
    const current = this.#current;
    if (current === undefined) throw signedOutError();
    if (current !== refused) return this.valid();
    return this.#startRepair(current, renewed);
  }

  /** Forgets the session here, then makes the server refuse it. */
  async logout(): Promise<void> {
    const session = this.#current;
    this.#logouts += 1;
    await this.#end("signedOut");
    if (session === undefined) return;
    const { tokens } = session;
    try {
      const fresh = isFresh(session, this.#settings.clock.nowMs());
      const issued = fresh ? tokens : await this.#account.refresh(tokens.refreshToken);
      await this.#account.logout(issued);
    } catch (error) {
      // Already refused is what was wanted.
      if (!isRefusal(error)) throw error;
    }
  }

  /** Forgets the session of an account that is no more. */
  deleted(userId: string): void {
    if (this.#current?.info.userId === userId) void this.#end("accountDeleted");
  }

  /**
   * While on, the session is renewed before its refresh token ends: a game that only uses its socket would
   * otherwise be unable to come back after an hour.
   */
  setKeepAlive(on: boolean): void {
    this.#keepAlive = on;
    this.#armKeepAlive();
  }

  /** Rejects all who wait with `closed`. The tokens stay in the store. */
  async close(): Promise<void> {
    this.#closed = true;
    this.setKeepAlive(false);
    this.#repair?.reject(closedError());
    await this.#saving;
  }

  #startRepair(session: ActiveSession, signInAnew = false): Promise<ActiveSession> {
    if (this.#repair?.over !== false) {
      const repair = new Waiting<ActiveSession>({ what: "the session" });
      this.#repair = repair;
      this.#runRepair(repair, session, signInAnew).then(
        (repaired) => repair.resolve(repaired),
        (error: unknown) => repair.reject(error),
      );
    }
    return this.#repair.promise;
  }

  async #runRepair(
    repair: Waiting<ActiveSession>,
    session: ActiveSession,
    signInAnew: boolean,
  ): Promise<ActiveSession> {
    const { clock, reauthTimeoutMs } = this.#settings;
    const account = this.#account;
    const credential = this.#credential;
    const { tokens, info } = session;
    let cause = new NakodoError("session-expired", "the server refuses the renewed token too");
    const refresh = signInAnew ? undefined : () => account.refresh(tokens.refreshToken);
    // Never makes an account: a call meant for one player must not run as another.
    const signIn = credential && (() => account.authenticate(credential, false));
    for (const issue of [refresh, signIn]) {
      try {
        const issued = await issue?.();
        // Somebody has signed in or out: what is given here goes nowhere.
        if (repair.over) return session;
        if (issued === undefined) continue;
        const isRefresh = issue === refresh;
        const renewed = activeSession(issued, isRefresh ? tokens : undefined, info.isNew, clock);
        if (renewed.info.userId === info.userId)
          return this.#adopt(renewed, isRefresh ? "refreshed" : "reauthenticated", tokens);
      } catch (error) {
        if (repair.over || !isRefusal(error)) throw error;
        cause = error;
      }
    }
    this.#credential = undefined;
    const expired = (): NakodoError =>
      new NakodoError("reauth-required", "the session has ended: call authenticate() on reauthRequired", {
        cause,
      });
    const asked = new Waiting<ActiveSession>({ what: "a sign-in", clock, limitMs: reauthTimeoutMs, expired });
    this.#repair = asked;
    if (!this.#listener.reauthRequired(session, cause)) asked.reject(expired());
    return asked.promise;
  }

  #adopt(session: ActiveSession, reason: SessionChangeReason, renewed?: StoredTokens): ActiveSession {
    this.#failIfClosed();
    const previousUserId = this.#current?.info.userId;
    this.#epoch += 1;
    this.#current = session;
    void this.#store((store) => store.save(session.tokens, renewed));
    this.#armKeepAlive();
    this.#repair?.resolve(session);
    this.#listener.changed(reason, previousUserId);
    return session;
  }

  /** Nobody is signed in any more. Resolves when the store knows. */
  #end(reason: "signedOut" | "accountDeleted"): Promise<void> {
    const session = this.#current;
    this.#epoch += 1;
    this.#current = undefined;
    this.#credential = undefined;
    this.#armKeepAlive();
    this.#repair?.reject(signedOutError());
    const cleared = this.#store((store) => store.clear(session?.tokens));
    if (session !== undefined) this.#listener.changed(reason, session.info.userId);
    return cleared;
  }

  #armKeepAlive(): void {
    this.#cancelKeepAlive?.();
    this.#cancelKeepAlive = undefined;
    const session = this.#current;
    if (!this.#keepAlive || session === undefined) return;
    const { clock } = this.#settings;
    this.#cancelKeepAlive = clock.setTimer(Math.max(1000, session.refreshLifetimeMs / 2), () => {
      // Nobody waits for this one: when it fails, the call that needs the session repairs it and tells.
      this.#startRepair(session).catch(() => {});
    });
  }

  async #load(): Promise<StoredTokens | undefined> {
    try {
      await this.#saving;
      return readStoredTokens(await this.#settings.store.load());
    } catch (error) {
      this.#listener.storeFailed(error);
      return undefined;
    }
  }

  /** One write to the store after another; its failures go to the listener. */
  #store(write: (store: TokenStore) => Promise<void>): Promise<void> {
    this.#saving = this.#saving
      .then(() => write(this.#settings.store))
      .catch((error: unknown) => this.#listener.storeFailed(error));
    return this.#saving;
  }

  #failIfClosed(): void {
    if (this.#closed) throw closedError();
  }
}

function isRefusal(error: unknown): error is NakodoError {
  return error instanceof NakodoError && REFUSALS.includes(error.code);
}
