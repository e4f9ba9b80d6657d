import { type AbortSignalLike, NakodoError, type NakodoErrorCode } from "@nakodo/core";
import type { ActiveSession } from "../active-session.js";
import type { Clock } from "../clock.js";
import { closedError } from "../ended.js";
import { addressOf, type Endpoint, socketBase } from "../endpoint.js";
import type { SessionKeeper } from "../session-keeper.js";
import { Waiting } from "../waiting.js";
import { type BackoffOptions, backoffDelayMs } from "./backoff.js";
import { onPageWake } from "./page-wake.js";
import type { SocketCodec } from "./socket-codec.js";
import { type LinkEnd, type LinkLimits, type LinkListener, SocketLink } from "./socket-link.js";
import type { OpenWebSocket } from "./standard-websocket.js";

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

/** What {@link SocketConnection} works with. */
export interface ConnectionParts {
  readonly endpoint: Endpoint;
  readonly keeper: SessionKeeper;
  readonly clock: Clock;
  readonly random: () => number;
  readonly openWebSocket: OpenWebSocket;
  readonly appearOnline: boolean;
  readonly codec: SocketCodec;
  readonly limits: LinkLimits;
  readonly timeoutMs: number;
  readonly backoff: Required<BackoffOptions>;
  readonly listener: ConnectionListener;
}

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
  readonly #parts: ConnectionParts;
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

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
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
    if (this.#state === "idle") void this.#connectFirst();
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
    if (wasReconnecting) this.#parts.listener.gaveUp(error);
    if (link === undefined) return Promise.resolve();
    const ended = link.close();
    this.#parts.listener.lost({ code: 1000, reason: "closed here", cause: undefined }, error);
    return ended;
  }

  /** As `disconnect`, and for good. */
  close(): Promise<void> {
    const done = this.disconnect(closedError());
    this.#state = "closed";
    return done;
  }

  async #connectFirst(): Promise<void> {
    this.#state = "connecting";
    this.#attempts = 0;
    const epoch = this.#epoch;
    this.#stopWatchingPage();
    this.#stopWatchingPage = onPageWake(() => {
      this.#wake();
      this.#link?.probe();
    });
    try {
      await this.#try(epoch, false);
    } catch (error) {
      if (epoch !== this.#epoch) return;
      this.#becomeIdle(asNakodoError(error));
    }
  }

  async #reconnect(): Promise<void> {
    this.#state = "reconnecting";
    const epoch = this.#epoch;
    const { backoff, random, listener } = this.#parts;
    while (this.#attempts < backoff.maxAttempts) {
      this.#attempts += 1;
      const delayMs = backoffDelayMs(this.#attempts, random(), backoff);
      listener.reconnecting(this.#attempts, delayMs);
      // A listener may have disconnected.
      if (epoch !== this.#epoch) return;
      await this.#wait(delayMs);
      if (epoch !== this.#epoch) return;
      try {
        await this.#try(epoch, true);
        return;
      } catch (error) {
        if (epoch !== this.#epoch) return;
        const failure = asNakodoError(error);
        if (FINAL_CODES.includes(failure.code)) {
          this.#giveUp(failure);
          return;
        }
      }
    }
    const text = `the socket to ${addressOf(this.#parts.endpoint)} could not be made again in ${backoff.maxAttempts} tries`;
    this.#giveUp(new NakodoError("connection-lost", text));
  }

  #giveUp(error: NakodoError): void {
    this.#becomeIdle(error);
    this.#parts.listener.gaveUp(error);
  }

  #becomeIdle(error: NakodoError): void {
    this.#state = "idle";
    this.#stopWatchingPage();
    for (const waiter of this.#waiters) waiter.reject(error);
  }

  /** A browser does not say why a WebSocket failed to open. A renewed session, which HTTP answers for, tells it. */
  async #try(epoch: number, again: boolean): Promise<void> {
    const { keeper, endpoint } = this.#parts;
    const session = await keeper.valid();
    if (epoch !== this.#epoch) return;
    const firstEnd = await this.#open(session, again);
    if (firstEnd === undefined || epoch !== this.#epoch) return;
    const renewed = await keeper.repaired(session);
    if (epoch !== this.#epoch) return;
    const secondEnd = await this.#open(renewed, again);
    if (secondEnd === undefined || epoch !== this.#epoch) return;
    const text = `the server at ${addressOf(endpoint)} answers calls but no WebSocket at /ws: a proxy in between must let it through`;
    throw new NakodoError("server-unreachable", text, { cause: secondEnd.cause ?? secondEnd.reason });
  }

  /** Opens a link. Gives its end when it ended without having been open. */
  async #open(session: ActiveSession, again: boolean): Promise<LinkEnd | undefined> {
    const { endpoint, openWebSocket, appearOnline, codec, clock, limits, listener, timeoutMs } = this.#parts;
    const query = new URLSearchParams({ lang: "en", status: String(appearOnline), format: codec.format });
    query.set("token", session.tokens.token);
    const webSocket = openWebSocket(`${socketBase(endpoint)}/ws?${query}`);
    return new Promise((resolve) => {
      let opened = false;
      const cancelTimer = clock.setTimer(timeoutMs, () => link.abandon("did not open in time"));
      const link = new SocketLink(webSocket, {
        codec,
        clock,
        limits,
        listener: {
          opened: () => {
            cancelTimer();
            opened = true;
            resolve(undefined);
            this.#becomeConnected(link, again);
          },
          received: (envelope) => listener.received(envelope),
          unreadable: (error) => listener.unreadable(error),
          ended: (end) => {
            cancelTimer();
            if (this.#opening === link) this.#opening = undefined;
            if (opened) this.#linkEnded(link, end);
            else resolve(end);
          },
        },
      });
      this.#opening = link;
    });
  }

  #becomeConnected(link: SocketLink, again: boolean): void {
    this.#opening = undefined;
    this.#link = link;
    this.#connectedAtMs = this.#parts.clock.nowMs();
    this.#state = "connected";
    this.#parts.listener.connected(link, again);
    for (const waiter of this.#waiters) waiter.resolve(link);
  }

  #linkEnded(link: SocketLink, end: LinkEnd): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    if (this.#parts.clock.nowMs() - this.#connectedAtMs >= STEADY_MS) this.#attempts = 0;
    if (end.reason === DELIBERATE_END) {
      const text = "the server ended this session: it was signed in elsewhere, banned or deleted";
      const error = new NakodoError("connection-lost", text);
      this.#becomeIdle(error);
      this.#parts.listener.lost(end, error);
      return;
    }
    this.#state = "reconnecting";
    const epoch = this.#epoch;
    this.#parts.listener.lost(end, undefined);
    // A listener may have disconnected for good.
    if (epoch === this.#epoch) void this.#reconnect();
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancelTimer();
        this.#wake = () => {};
        resolve();
      };
      const cancelTimer = this.#parts.clock.setTimer(delayMs, done);
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
