import {
  assertFrameSize,
  NakodoError,
  type Presence,
  type Transport,
  type TransportEvent,
} from "@nakodo/core";
import type { OnlineSocket } from "@nakodo/session";
import {
  type MatchChannel,
  type MatchChannelEvent,
  type MatchTarget,
  maxMatchDataBytes,
  openMatch,
} from "@nakodo/session/services";

/** Receivers named in one message; more are told in several, so that their names do not eat the room for the frame. */
const RECEIVERS_PER_MESSAGE = 4;

/** Bytes of payload that the names of that many receivers take. */
const RECEIVERS_BYTES = 400;

/** The sender of what the server itself says. */
const SERVER: Presence = { sessionId: "", userId: "", username: "" };

/** A Nakama relayed match as a {@link Transport}: the one place where the match meets the socket. */
export class ChannelTransport implements Transport {
  readonly maxFrameBytes: number = maxMatchDataBytes - RECEIVERS_BYTES;
  readonly #socket: OnlineSocket;
  readonly #target: MatchTarget;
  readonly #returnMs: number;
  readonly #abort = new AbortController();
  readonly #others = new Map<string, Presence>();
  #listener: ((event: TransportEvent) => void) | undefined;
  #channel: MatchChannel | undefined;
  /** What the match tells before `openMatch` has given its channel: without it, nothing could be answered. */
  #early: MatchChannelEvent[] = [];
  #up = false;
  #closed = false;

  constructor(socket: OnlineSocket, target: MatchTarget, returnMs = 0) {
    this.#socket = socket;
    this.#target = target;
    this.#returnMs = returnMs;
  }

  /** The match's id, once it is entered. */
  get matchId(): string | undefined {
    return this.#channel?.matchId;
  }

  get bufferedBytes(): number {
    return this.#channel?.bufferedBytes ?? 0;
  }

  start(listener: (event: TransportEvent) => void): void {
    if (this.#listener !== undefined)
      throw new NakodoError("invalid-state", "this transport was started before");
    this.#listener = listener;
    const receive = (event: MatchChannelEvent): void => {
      if (this.#channel === undefined) this.#early.push(event);
      else this.#onEvent(event);
    };
    openMatch(this.#socket, this.#target, receive, {
      signal: this.#abort.signal,
      returnMs: this.#returnMs,
    }).then(
      (channel) => {
        this.#channel = channel;
        const early = this.#early;
        this.#early = [];
        for (const event of early) this.#onEvent(event);
      },
      (error: unknown) => this.#finish(toNakodoError(error)),
    );
  }

  send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean {
    if (this.#closed) throw new NakodoError("closed", "this match was left");
    assertFrameSize(bytes, this.maxFrameBytes);
    const channel = this.#channel;
    if (channel === undefined || !this.#up) return false;
    if (to === undefined) return channel.send(opCode, bytes);
    const receivers = to.flatMap((sessionId) => this.#others.get(sessionId) ?? []);
    for (let at = 0; at < receivers.length; at += RECEIVERS_PER_MESSAGE) {
      if (!channel.send(opCode, bytes, receivers.slice(at, at + RECEIVERS_PER_MESSAGE))) return false;
    }
    return true;
  }

  probe(): void {
    this.#channel?.ping(() => this.#tell({ type: "alive" }));
  }

  close(): void {
    if (this.#closed) return;
    this.#finish(undefined);
    this.#abort.abort();
    void this.#channel?.leave();
  }

  #onEvent(event: MatchChannelEvent): void {
    if (this.#closed) return;
    switch (event.type) {
      case "joined":
        this.#up = true;
        this.#others.clear();
        for (const other of event.presences) this.#others.set(other.sessionId, other);
        this.#tell({ type: "up", self: event.self, others: event.presences });
        break;
      case "presence":
        for (const presence of event.joins) this.#joined(presence);
        for (const presence of event.leaves) {
          if (this.#others.delete(presence.sessionId)) this.#tell({ type: "left", presence });
        }
        break;
      case "data":
        // The relay may pass on a newcomer's first message before it tells of the newcomer.
        if (event.from !== undefined) this.#joined(event.from);
        this.#tell({ type: "message", from: event.from ?? SERVER, opCode: event.opCode, bytes: event.data });
        break;
      case "down":
        this.#up = false;
        this.#tell({ type: "down" });
        break;
      case "closed":
        this.#finish(event.error);
        break;
    }
  }

  #joined(presence: Presence): void {
    if (this.#others.has(presence.sessionId) || this.#closed) return;
    this.#others.set(presence.sessionId, presence);
    this.#tell({ type: "joined", presence });
  }

  #finish(error: NakodoError | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#up = false;
    this.#tell({ type: "closed", error });
  }

  #tell(event: TransportEvent): void {
    this.#listener?.(event);
  }
}

function toNakodoError(error: unknown): NakodoError {
  if (error instanceof NakodoError) return error;
  return new NakodoError("server-error", "the match could not be entered", { cause: error });
}
