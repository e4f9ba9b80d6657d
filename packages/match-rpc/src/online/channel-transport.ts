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
    const receive = (event: MatchChannelEvent, channel: MatchChannel): void => {
      this.#channel = channel;
      this.#onEvent(event);
    };
    const options = { signal: this.#abort.signal, returnMs: this.#returnMs };
    openMatch(this.#socket, this.#target, receive, options).catch((error: unknown) =>
      this.#finish(
        error instanceof NakodoError
          ? error
          : new NakodoError("server-error", "the match could not be entered", { cause: error }),
      ),
    );
  }

  send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean {
    if (this.#closed) throw new NakodoError("closed", "this match was left");
    assertFrameSize(bytes, this.maxFrameBytes);
    const channel = this.#channel;
    if (channel === undefined) return false;
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
    // Whoever is in leaves; whoever is not yet gives up.
    void this.#channel?.leave();
    this.#abort.abort();
  }

  #onEvent(event: MatchChannelEvent): void {
    switch (event.type) {
      case "joined":
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
        this.#tell({ type: "down" });
        break;
      case "closed":
        this.#finish(event.error);
        break;
    }
  }

  #joined(presence: Presence): void {
    if (this.#others.has(presence.sessionId)) return;
    this.#others.set(presence.sessionId, presence);
    this.#tell({ type: "joined", presence });
  }

  #finish(error: NakodoError | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener?.({ type: "closed", error });
  }

  #tell(event: TransportEvent): void {
    if (!this.#closed) this.#listener?.(event);
  }
}
