import { ByteWriter } from "@nakodo/core";
import { frameHead, KIND } from "../wire/frame.js";
import { writeRelayed } from "../wire/route.js";
import { LIMITS } from "./limits.js";
import { type Audience, Outbox } from "./outbox.js";

/** Room for the head of a `relayed` entry: kind, length, term, what waits. */
const RELAYED_HEAD_BYTES = 14;

/** A message that passes on what others said. */
export interface RelayedMessage {
  readonly audience: Audience;
  /** Good until the next one. */
  readonly bytes: Uint8Array;
}

/**
 * The middle of a star (PROTOCOL.md, R3): collects what came from all for one tick, and passes it on, one message for
 * each audience. What is too much of one sender is refused, from then until that one's streams begin again.
 */
export class Relay {
  readonly #outbox: Outbox;
  readonly #tickMs: number;
  readonly #fullBytes: number;
  readonly #chunk = new ByteWriter(4096);
  readonly #message = new ByteWriter(4096);
  /** Bytes of each sender since nothing waited. */
  readonly #bytes = new Map<number, number>();
  /** The last round of a sender of which something was refused. */
  readonly #refused = new Map<number, number>();
  #waitingBytes = 0;
  #dueMs = 0;

  constructor(maxFrameBytes: number, tickMs: number) {
    this.#outbox = new Outbox(maxFrameBytes - RELAYED_HEAD_BYTES);
    this.#fullBytes = maxFrameBytes;
    this.#tickMs = tickMs;
  }

  get isEmpty(): boolean {
    return this.#outbox.isEmpty;
  }

  /** When what waits goes; only while something does. */
  get dueMs(): number {
    return this.#waitingBytes >= this.#fullBytes ? 0 : this.#dueMs;
  }

  /**
   * Adds a frame of `origin`. Gives back `refused` the first time that there is no room for it, and `dropped` for what
   * follows in the same round.
   */
  add(
    origin: number,
    round: number,
    audience: Audience,
    frame: Uint8Array,
    nowMs: number,
  ): "added" | "refused" | "dropped" {
    if (round <= (this.#refused.get(origin) ?? -1)) return "dropped";
    const chunk = this.#chunk;
    chunk.reset();
    writeRelayed(chunk, origin, frame);
    const bytes = (this.#bytes.get(origin) ?? 0) + chunk.length;
    if (bytes > LIMITS.relayedBytes || !this.#outbox.hasRoom(chunk.length)) {
      this.#refused.set(origin, round);
      return "refused";
    }
    if (this.#outbox.isEmpty) this.#dueMs = nowMs + this.#tickMs;
    this.#bytes.set(origin, bytes);
    this.#waitingBytes += chunk.length;
    this.#outbox.add(audience, chunk, true);
    return "added";
  }

  /** The next message. */
  next(term: number): RelayedMessage | undefined {
    const frame = this.#outbox.next(false);
    if (frame === undefined) return undefined;
    const message = this.#message;
    message.reset();
    frameHead.write(message, undefined);
    message.u8(KIND.relayed);
    const start = message.length;
    this.#waitingBytes -= frame.entries.length;
    message.varint(term);
    message.varint(this.#waitingBytes >>> 10);
    message.append(frame.entries);
    message.prefixLength(start);
    if (this.#outbox.isEmpty) this.#bytes.clear();
    return { audience: frame.audience, bytes: message.written() };
  }

  /** Another way: whoever waits for this asks for it there. */
  clear(): void {
    this.#outbox.clear();
    this.#bytes.clear();
    this.#refused.clear();
    this.#waitingBytes = 0;
  }
}
