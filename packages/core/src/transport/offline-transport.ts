import { NakodoError } from "../errors.js";
import { assertFrameSize } from "./frame-size.js";
import type { Presence, Transport, TransportEvent } from "./transport.js";

/**
 * Largest message of the offline transport: that of a Nakama with default settings, so that a game which fits
 * offline fits online.
 */
const MAX_FRAME_BYTES = 2900;

/**
 * A match with nobody else in it and no server: the same game code runs, this peer is host, and whatever is sent
 * reaches no one. Replaces Godot's `OfflineMultiplayerPeer`.
 */
export class OfflineTransport implements Transport {
  readonly maxFrameBytes = MAX_FRAME_BYTES;
  readonly bufferedBytes = 0;
  readonly #self: Presence;
  #listener: ((event: TransportEvent) => void) | undefined;
  #closed = false;

  /** `username` is what the match shows as this player's name. */
  constructor(username = "player") {
    this.#self = { sessionId: "offline", userId: "offline", username };
  }

  start(listener: (event: TransportEvent) => void): void {
    if (this.#listener !== undefined)
      throw new NakodoError("invalid-state", "this transport was started before");
    this.#listener = listener;
    listener(
      this.#closed ? { type: "closed", error: undefined } : { type: "up", self: this.#self, others: [] },
    );
  }

  send(_opCode: number, bytes: Uint8Array): boolean {
    if (this.#closed) throw new NakodoError("closed", "this transport is closed");
    assertFrameSize(bytes, this.maxFrameBytes);
    return this.#listener !== undefined;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener?.({ type: "closed", error: undefined });
  }
}
