import { type AbortSignalLike, type EventSource, Events, NakodoError } from "@nakodo/core";
import type { Clock } from "../clock.js";
import type { Fields } from "../fields.js";
import { reportUncaught } from "../report-uncaught.js";
import { Waiting } from "../waiting.js";
import type { Envelope } from "./envelope.js";
import type { MatchChannel, MatchChannelEvent, MatchTarget, OpenMatchOptions } from "./match-channel.js";
import {
  type MatchmakeOptions,
  type MatchmakerMatched,
  type MatchmakerRequest,
  matchmakerAddBody,
  readMatchmakerMatched,
} from "./matchmaking.js";
import { readSocketError, readText } from "./messages.js";
import { readNotifications } from "./notifications.js";
import { type ConnectionParts, SocketConnection, type SocketState } from "./socket-connection.js";
import type { SocketEvents, SocketMessage } from "./socket-events.js";
import type { SocketLink } from "./socket-link.js";
import { SocketMatches } from "./socket-matches.js";

/**
 * Nakama's realtime socket: one object for as long as its `Online` lives, however often the connection is lost.
 * Connects when something needs it, takes a valid session each time, comes back by itself. Replaces
 * nakama-godot's `NakamaSocket`.
 */
export class OnlineSocket implements EventSource<SocketEvents> {
  readonly #events = new Events<SocketEvents>(reportUncaught);
  readonly #connection: SocketConnection;
  readonly #matches: SocketMatches;
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  /** Searches under way, by ticket. */
  readonly #tickets = new Map<string, Waiting<MatchmakerMatched>>();

  /** @internal Made by `Online`. */
  constructor(parts: Omit<ConnectionParts, "listener">, onLinkChange: (connected: boolean) => void) {
    const { codec, clock, timeoutMs, limits } = parts;
    this.#timeoutMs = timeoutMs;
    this.#clock = clock;
    this.#matches = new SocketMatches({ codec, clock, timeoutMs, maxMessageBytes: limits.maxMessageBytes });
    this.#connection = new SocketConnection({
      ...parts,
      listener: {
        connected: (link, again) => {
          onLinkChange(true);
          this.#matches.connected(link);
          this.#events.emit(again ? "reconnected" : "connected", {});
        },
        lost: (end, error) => {
          onLinkChange(false);
          const lostTickets = this.#loseTickets();
          if (error === undefined) this.#matches.down();
          else this.#matches.closeAll(error);
          const { code, reason } = end;
          this.#events.emit("disconnected", {
            code,
            reason,
            willReconnect: error === undefined,
            error,
            lostTickets,
          });
        },
        reconnecting: (attempt, delayMs) => this.#events.emit("reconnecting", { attempt, delayMs }),
        gaveUp: (error) => {
          this.#matches.closeAll(error);
          this.#events.emit("reconnectFailed", { error });
        },
        received: (envelope) => this.#received(envelope),
        unreadable: (error) => this.#events.emit("error", { error }),
      },
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
    link.request(type, body, this.#timeoutMs, (answer) => {
      if (answer instanceof NakodoError) waiting.reject(answer);
      else waiting.resolve(answer);
    });
    return waiting.promise;
  }

  /**
   * Enters a match. `receive` is called with every event of it, "joined" first, from inside the messages as they
   * come and before the returned promise goes on: nothing is missed and nothing comes out of order. Messages that
   * precede the server's answer follow right after "joined". An exception in `receive` is reported as uncaught
   * and harms nothing else.
   *
   * @throws {NakodoError} what `connect` throws; `match-not-found`, `match-refused`, `timeout`, `aborted`,
   * `connection-lost`; `invalid-state` when this socket is in that match already
   */
  async openMatch(
    target: MatchTarget,
    receive: (event: MatchChannelEvent) => void,
    options: OpenMatchOptions = {},
  ): Promise<MatchChannel> {
    const link = this.#connection.link ?? (await this.#connection.connect(options.signal));
    return this.#matches.open(link, target, receive, options.signal);
  }

  /**
   * Searches for other players, and gives what was found. Replaces the tutorial's `start_matchmaking`. With a real
   * server's settings this takes up to 15 s, with `minCount` below `maxCount` up to 30 s; without others, for ever.
   *
   * @throws {NakodoError} what `request` throws; `aborted`; `connection-lost`: the server forgets a search whose
   * socket is lost, so start another
   */
  matchmake(request: MatchmakerRequest, options: MatchmakeOptions = {}): Promise<MatchmakerMatched> {
    return this.#search(request, options);
  }

  /**
   * Starts a search and gives its ticket: `matchmakerMatched` tells what it finds. See `matchmake`.
   *
   * @throws {NakodoError} what `request` throws
   */
  addMatchmaker(request: MatchmakerRequest): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#search(request, { onTicket: resolve }).catch(reject);
    });
  }

  /**
   * Ends a search.
   *
   * @throws {NakodoError} `invalid-argument` when the ticket is unknown or was matched; what `request` throws
   */
  async removeMatchmaker(ticket: string): Promise<void> {
    await this.request("matchmaker_remove", { ticket });
    const search = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    search?.reject(new NakodoError("aborted", "the search was removed"));
  }

  async #search(request: MatchmakerRequest, options: MatchmakeOptions): Promise<MatchmakerMatched> {
    const { signal, onTicket } = options;
    const link = this.#connection.link ?? (await this.#connection.connect(signal));
    let ticket = "";
    const waiting = new Waiting<MatchmakerMatched>({
      what: "the matchmaker",
      signal,
      rejected: () => {
        if (this.#tickets.has(ticket)) this.#cancel(link, ticket);
      },
    });
    if (waiting.over) return waiting.promise;
    const answered = new Waiting<void>({
      what: "the matchmaker's ticket",
      clock: this.#clock,
      limitMs: this.#timeoutMs,
    });
    answered.promise.catch((error: unknown) => waiting.reject(error));
    // No time limit of its own: a ticket that comes late must still be removed.
    link.request("matchmaker_add", matchmakerAddBody(request), undefined, (answer) => {
      if (answer instanceof NakodoError) {
        answered.reject(answer);
        return;
      }
      answered.resolve();
      ticket = readText(answer.body["ticket"]);
      if (waiting.over) {
        this.#cancel(link, ticket);
        return;
      }
      this.#tickets.set(ticket, waiting);
      onTicket?.(ticket);
    });
    return waiting.promise;
  }

  /** Whatever the server answers, nobody waits for this ticket any more. */
  #cancel(link: SocketLink, ticket: string): void {
    this.#tickets.delete(ticket);
    link.request("matchmaker_remove", { ticket }, this.#timeoutMs, () => {});
  }

  #loseTickets(): readonly string[] {
    const lost = [...this.#tickets];
    this.#tickets.clear();
    for (const [, search] of lost) {
      search.reject(new NakodoError("connection-lost", "the search ended with the socket: start another"));
    }
    return lost.map(([ticket]) => ticket);
  }

  #received(envelope: Envelope): void {
    if (this.#matches.received(envelope)) return;
    const { type, body } = envelope;
    if (type === "matchmaker_matched") {
      const matched = readMatchmakerMatched(body);
      if (matched === undefined) return;
      const search = this.#tickets.get(matched.ticket);
      this.#tickets.delete(matched.ticket);
      search?.resolve(matched);
      this.#events.emit("matchmakerMatched", matched);
    } else if (type === "notifications") {
      this.#events.emit("notifications", { notifications: readNotifications(body) });
    } else if (type === "error") {
      this.#events.emit("error", { error: readSocketError(body) });
    } else if (type !== "") {
      this.#events.emit("message", { type, body });
    }
  }
}
