import { type AbortSignalLike, NakodoError, type NakodoErrorCode } from "@nakodo/core";
import type { ActiveSession } from "../active-session.js";
import { closedError } from "../ended.js";
import { addressOf, type Endpoint, urlOf } from "../endpoint.js";
import type { Settings } from "../online-options.js";
import type { SessionKeeper } from "../session-keeper.js";
import { Waiting } from "../waiting.js";
import { backoffDelayMs } from "./backoff.js";
import { onPageWake } from "./page-wake.js";
import { type LinkEnd, type LinkListener, type LinkSettings, SocketLink } from "./socket-link.js";

/**
 * - `idle`: nobody asked for a connection, or it was given up.
 * - `connecting`: the first try is under way.
 * - `connected`: messages flow.
 * - `reconnecting`: the connection was lost and is being made again.
 * - `closed`: for good.
 */
export type SocketState = "idle" | "connecting" | "connected" | "reconnecting" | "closed";

/** What {@link SocketConnection} tells its owner. */
export interface ConnectionListener extends Pick<LinkListener, "received" | "unreadable"> {
  connected(link: SocketLink, again: boolean): void;
  /** An open link has ended. `error` says why no other follows; `undefined` when one does. */
  lost(end: LinkEnd, error: NakodoError | undefined): void;
  reconnecting(attempt: number, delayMs: number): void;
  /** The reconnect was given up. */
  gaveUp(error: NakodoError): void;
}

/** What {@link SocketConnection} takes of the options of `Online`. */
export type ConnectionSettings = Endpoint &
  LinkSettings &
  Pick<Settings, "appearOnline" | "random" | "reconnect" | "timeoutMs" | "webSocket">;

/** With these, trying again by itself cannot help: the player or the developer must act. */
const FINAL_CODES: readonly NakodoErrorCode[] = [
  "reauth-required",
  "signed-out",
  "closed",
  "permission-denied",
  "server-key-rejected",
  "invalid-state",
];

/** The server ended this session on purpose: it was banned, deleted, or signed in elsewhere with one socket allowed. */
const DELIBERATE_END = "server-side session disconnect";

/** A link that held this long ends the row of tries: one that is lost at once each time is waited for ever longer. */
const STEADY_MS = 10_000;

/** Keeps one link to the server: makes it, notices its end, makes it again. */
export class SocketConnection {
  readonly #settings: ConnectionSettings;
  readonly #keeper: SessionKeeper;
  readonly #listener: ConnectionListener;
  #state: SocketState = "idle";
  #link: SocketLink | undefined;
  /** A link that is not open yet. */
  #opening: SocketLink | undefined;
  readonly #waiters = new Set<Waiting<SocketLink>>();
  #wake: () => void = () => {};
  #stopWatchingPage: () => void = () => {};
  /** Grows with every `disconnect`, so that what was under way before it stops. */
  #epoch = 0;
  /** Tries to reconnect in this row. */
  #attempts = 0;
  #connectedAtMs = 0;

  constructor(settings: ConnectionSettings, keeper: SessionKeeper, listener: ConnectionListener) {
    this.#settings = settings;
    this.#keeper = keeper;
    this.#listener = listener;
  }

  get state(): SocketState {
    return this.#state;
  }

  /** The link that messages can go over now. */
  get link(): SocketLink | undefined {
    return this.#link;
  }

  /** The open link, made when there is none. A reconnect that waits tries at once. */
  connect(signal?: AbortSignalLike): Promise<SocketLink> {
    if (this.#link !== undefined) return Promise.resolve(this.#link);
    if (this.#state === "closed") return Promise.reject(closedError());
    const waiter = new Waiting<SocketLink>({ what: "the socket", signal });
    if (waiter.over) return waiter.promise;
    this.#waiters.add(waiter);
    if (this.#state === "idle") this.#connectFirst();
    else this.#wake();
    return waiter.promise.finally(() => {
      this.#waiters.delete(waiter);
      // Whoever asked for the connection no longer wants it.
      if (this.#state === "connecting" && this.#waiters.size === 0) void this.disconnect();
    });
  }

  /** Ends the connection and every try for one; whoever waits gets `error`. Resolves when the link has ended. */
  disconnect(error: NakodoError = disconnectedError()): Promise<void> {
    this.#epoch += 1;
    const wasReconnecting = this.#state === "reconnecting";
    const link = this.#link;
    const opening = this.#opening;
    this.#link = undefined;
    this.#opening = undefined;
    if (this.#state !== "closed") this.#state = "idle";
    this.#stopWatchingPage();
    this.#wake();
    for (const waiter of this.#waiters) waiter.reject(error);
    void opening?.close();
    if (wasReconnecting) this.#listener.gaveUp(error);
    if (link === undefined) return Promise.resolve();
    const ended = link.close();
    this.#listener.lost({ code: 1000, reason: "closed here", cause: undefined }, error);
    return ended;
  }

  /** As `disconnect`, and for good. */
  close(): Promise<void> {
    const done = this.disconnect(closedError());
    this.#state = "closed";
    return done;
  }

  #connectFirst(): void {
    this.#state = "connecting";
    this.#attempts = 0;
    this.#stopWatchingPage = onPageWake(() => {
      this.#wake();
      this.#link?.probe();
    });
    void this.#make(false);
  }

  /** Makes a link: by one try for whoever asks for the first, by a row of tries where one was lost. */
  async #make(again: boolean): Promise<void> {
    const epoch = this.#epoch;
    const { reconnect, random } = this.#settings;
    const { maxAttempts = Number.POSITIVE_INFINITY } = reconnect;
    let failure: NakodoError | undefined;
    while (failure === undefined) {
      if (again && this.#attempts >= maxAttempts) {
        const text = `the socket could not be made again in ${maxAttempts} tries`;
        failure = new NakodoError("connection-lost", text);
        break;
      }
      if (again) {
        this.#attempts += 1;
        const delayMs = backoffDelayMs(this.#attempts, random(), reconnect);
        this.#listener.reconnecting(this.#attempts, delayMs);
        // A listener may have disconnected.
        if (epoch === this.#epoch) await this.#wait(delayMs);
      }
      try {
        return await this.#try(epoch, again);
      } catch (error) {
        if (epoch !== this.#epoch) return;
        const cause = asNakodoError(error);
        if (!again || FINAL_CODES.includes(cause.code)) failure = cause;
      }
    }
    this.#becomeIdle(failure);
    if (again) this.#listener.gaveUp(failure);
  }

  #becomeIdle(error: NakodoError): void {
    this.#state = "idle";
    this.#stopWatchingPage();
    for (const waiter of this.#waiters) waiter.reject(error);
  }

  /** A browser does not say why a WebSocket failed to open. A renewed session, which HTTP answers for, tells it. */
  async #try(epoch: number, again: boolean): Promise<void> {
    const isOver = (): boolean => epoch !== this.#epoch;
    if (isOver()) return;
    let end: LinkEnd | undefined;
    let session = await this.#keeper.valid();
    for (const last of [false, true]) {
      if (isOver()) return;
      end = await this.#open(session, again);
      if (end === undefined || isOver()) return;
      if (!last) session = await this.#keeper.repaired(session);
    }
    const text = `${addressOf(this.#settings)} answers HTTP but no WebSocket: a proxy in between must let /ws through`;
    throw new NakodoError("server-unreachable", text, { cause: end?.cause ?? end?.reason });
  }

  /** Opens a link. Gives its end when it ended without having been open. */
  async #open(session: ActiveSession, again: boolean): Promise<LinkEnd | undefined> {
    const settings = this.#settings;
    const { appearOnline, codec, clock, timeoutMs } = settings;
    const query = new URLSearchParams({ lang: "en", status: String(appearOnline), format: codec.format });
    query.set("token", session.tokens.token);
    const webSocket = settings.webSocket(`${urlOf(settings, "ws")}/ws?${query}`);
    return new Promise((resolve) => {
      let opened = false;
      const cancelTimer = clock.setTimer(timeoutMs, () => link.abandon("did not open in time"));
      const link = new SocketLink(webSocket, settings, {
        ...this.#listener,
        opened: () => {
          cancelTimer();
          opened = true;
          resolve(undefined);
          this.#becomeConnected(link, again);
        },
        ended: (end) => {
          cancelTimer();
          if (this.#opening === link) this.#opening = undefined;
          if (opened) this.#linkEnded(link, end);
          else resolve(end);
        },
      });
      this.#opening = link;
    });
  }

  #becomeConnected(link: SocketLink, again: boolean): void {
    this.#opening = undefined;
    this.#link = link;
    this.#connectedAtMs = this.#settings.clock.nowMs();
    this.#state = "connected";
    this.#listener.connected(link, again);
    for (const waiter of this.#waiters) waiter.resolve(link);
  }

  #linkEnded(link: SocketLink, end: LinkEnd): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    if (this.#settings.clock.nowMs() - this.#connectedAtMs >= STEADY_MS) this.#attempts = 0;
    if (end.reason === DELIBERATE_END) {
      const text = "the server ended the session: signed in elsewhere, banned or deleted";
      const error = new NakodoError("connection-lost", text);
      this.#becomeIdle(error);
      this.#listener.lost(end, error);
      return;
    }
    this.#state = "reconnecting";
    const epoch = this.#epoch;
    this.#listener.lost(end, undefined);
    // A listener may have disconnected for good.
    if (epoch === this.#epoch) void this.#make(true);
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancelTimer();
        this.#wake = () => {};
        resolve();
      };
      const cancelTimer = this.#settings.clock.setTimer(delayMs, done);
      this.#wake = done;
    });
  }
}

function asNakodoError(error: unknown): NakodoError {
  if (error instanceof NakodoError) return error;
  return new NakodoError("connection-lost", "the socket failed", { cause: error });
}

function disconnectedError(): NakodoError {
  return new NakodoError("connection-lost", "the socket was disconnected");
}
