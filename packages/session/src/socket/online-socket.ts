import { type AbortSignalLike, type EventSource, Events, NakodoError } from "@nakodo/core";
import { shapeReader } from "../api/shapes.js";
import type { Fields } from "../fields.js";
import type { Settings } from "../online-options.js";
import { reportUncaught } from "../report-uncaught.js";
import type { SessionKeeper } from "../session-keeper.js";
import { Waiting } from "../waiting.js";
import type { Envelope } from "./envelope.js";
import { readSocketError } from "./messages.js";
import { SocketConnection, type SocketState } from "./socket-connection.js";
import type { SocketEvents, SocketMessage, SocketNotifications } from "./socket-events.js";
import type { SocketLink } from "./socket-link.js";

/** @internal What a {@link SocketPart} works with. */
export type SocketAccess = Pick<Settings, "clock" | "codec" | "maxMessageBytes" | "timeoutMs">;

/**
 * @internal What serves one kind of messages over a socket, in a game that has use for it. Called from inside the
 * messages as they come, before the socket's own events.
 */
export interface SocketPart {
  /** There is a connection, for the first time or again. */
  connected(link: SocketLink): void;
  /** The connection is gone. `error` says why no other follows; `undefined` when one does. */
  lost(error: NakodoError | undefined): void;
  /** Takes a message that answers no request, if it is of this kind. Answers whether it is. */
  received(envelope: Envelope): boolean;
}

/**
 * Nakama's realtime socket: one object for as long as its `Online` lives, however often the connection is lost.
 * Connects when something needs it, takes a valid session each time, comes back by itself. Matches, matchmaking,
 * chat and the rest are functions over it, in `@nakodo/session/services`. Replaces nakama-godot's `NakamaSocket`.
 */
export class OnlineSocket implements EventSource<SocketEvents> {
  readonly #events = new Events<SocketEvents>(reportUncaught);
  readonly #connection: SocketConnection;
  readonly #access: SocketAccess;
  /** By what makes them: one of each kind. */
  readonly #parts = new Map<unknown, SocketPart>();

  /** @internal Made by `Online`. */
  constructor(settings: Settings, keeper: SessionKeeper) {
    this.#access = settings;
    this.#connection = new SocketConnection(settings, keeper, {
      connected: (link, again) => {
        keeper.setKeepAlive(true);
        for (const part of this.#parts.values()) part.connected(link);
        this.#events.emit(again ? "reconnected" : "connected", {});
      },
      lost: ({ code, reason }, error) => {
        keeper.setKeepAlive(false);
        this.#lost(error);
        this.#events.emit("disconnected", { code, reason, willReconnect: error === undefined, error });
      },
      reconnecting: (attempt, delayMs) => this.#events.emit("reconnecting", { attempt, delayMs }),
      gaveUp: (error) => {
        this.#lost(error);
        this.#events.emit("reconnectFailed", { error });
      },
      received: (envelope) => this.#received(envelope),
      unreadable: (error) => this.#events.emit("error", { error }),
    });
  }

  /** Where the connection stands. */
  get state(): SocketState {
    return this.#connection.state;
  }

  /** Bytes on their way out. 0 while there is no connection. */
  get bufferedBytes(): number {
    return this.#connection.link?.bufferedBytes ?? 0;
  }

  on<Type extends keyof SocketEvents>(type: Type, listener: (event: SocketEvents[Type]) => void): () => void {
    return this.#events.on(type, listener);
  }

  once<Type extends keyof SocketEvents>(
    type: Type,
    options?: { where?: (event: SocketEvents[Type]) => boolean; signal?: AbortSignalLike },
  ): Promise<SocketEvents[Type]> {
    return this.#events.once(type, options);
  }

  /**
   * Resolves when there is a connection. While the socket waits to reconnect, this tries at once. Nothing needs
   * to call it: everything else connects by itself.
   *
   * @throws {NakodoError} `server-unreachable`, `signed-out`, `reauth-required`, `timeout`, `aborted`, `closed`,
   * `connection-lost` (disconnected meanwhile)
   */
  async connect(options: { readonly signal?: AbortSignalLike } = {}): Promise<void> {
    await this.#connection.connect(options.signal);
  }

  /** Ends the connection, and every match on it, until something needs it again. */
  disconnect(): Promise<void> {
    return this.#connection.disconnect();
  }

  /** @internal Ends it because the account changed, or for good. */
  end(error: NakodoError, forGood: boolean): Promise<void> {
    const ended = forGood ? this.#connection.close() : this.#connection.disconnect(error);
    if (forGood) this.#events.clear();
    return ended;
  }

  /** @internal The open link, made when there is none. See `connect` for what it throws. */
  link(signal: AbortSignalLike | undefined): Promise<SocketLink> {
    return this.#connection.connect(signal);
  }

  /** @internal The part of this kind, made by the first who asks for it. */
  part<Part extends SocketPart>(Kind: new (access: SocketAccess) => Part): Part {
    const known = this.#parts.get(Kind);
    if (known instanceof Kind) return known;
    const part = new Kind(this.#access);
    this.#parts.set(Kind, part);
    return part;
  }

  /**
   * Sends a request of Nakama's realtime protocol and gives the answer. For what has no method of its own.
   *
   * The promise goes on after the message that answered: where the server's next message must not be missed,
   * listen before the request.
   *
   * @throws {NakodoError} what `connect` throws; `connection-lost` (not known whether it was executed), `timeout`,
   * `message-too-large`, and the server's own error
   */
  async request(
    type: string,
    body: Fields,
    options: { readonly signal?: AbortSignalLike } = {},
  ): Promise<SocketMessage> {
    const { signal } = options;
    const link = this.#connection.link ?? (await this.#connection.connect(signal));
    const waiting = new Waiting<Envelope>({ what: `the answer to ${type}`, signal });
    if (waiting.over) return waiting.promise;
    link.request(type, body, this.#access.timeoutMs, (answer) => {
      if (answer instanceof NakodoError) waiting.reject(answer);
      else waiting.resolve(answer);
    });
    return waiting.promise;
  }

  #lost(error: NakodoError | undefined): void {
    for (const part of this.#parts.values()) part.lost(error);
  }

  #received(envelope: Envelope): void {
    for (const part of this.#parts.values()) if (part.received(envelope)) return;
    const { type, body } = envelope;
    if (type === "notifications") {
      this.#events.emit(
        "notifications",
        shapeReader<SocketNotifications>("notifications[notification")(body),
      );
    } else if (type === "error") {
      this.#events.emit("error", { error: readSocketError(body) });
    } else if (type !== "") {
      this.#events.emit("message", { type, body });
    }
  }
}
