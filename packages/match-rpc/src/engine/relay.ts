import { ByteWriter } from "@nakodo/core";
import { frameHead, HEAD_LENGTH } from "../wire/frame.js";
import * as KIND from "../wire/kind.js";
import { writeRelayed } from "../wire/route.js";
import * as LIMITS from "./limits.js";
import { type Audience, HEAD_BYTES, overlap, sameAudience } from "./outbox.js";

/** Room for the head of a `relayed` entry: kind, length, term, what waits. */
const RELAYED_HEAD_BYTES = 14;

/** So many of the newest bundles are looked through for one that a frame may join: hostile audiences must not make that long. */
const LOOK_BACK = 128;

/** A message in the making. */
interface Bundle {
  readonly audience: Audience;
  /** Whose frames are in it. */
  readonly origins: Set<number>;
  readonly frames: ByteWriter;
}

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
  readonly #tickMs: number;
  readonly #fullBytes: number;
  /** Of the frames in one message. */
  readonly #maxBytes: number;
  readonly #chunk = new ByteWriter(4096);
  readonly #both = new ByteWriter(4096);
  #bundles: Bundle[] = [];
  readonly #message = new ByteWriter(4096);
  /** Bytes of each sender since nothing waited. */
  readonly #bytes = new Map<number, number>();
  /** The last round of a sender of which something was refused. */
  readonly #refused = new Map<number, number>();
  #waitingBytes = 0;
  #dueMs = 0;

  constructor(maxFrameBytes: number, tickMs: number) {
    this.#fullBytes = maxFrameBytes;
    this.#maxBytes = maxFrameBytes - RELAYED_HEAD_BYTES - HEAD_BYTES;
    this.#tickMs = tickMs;
  }

  /** Whether something of this peer waits. */
  holds(origin: number): boolean {
    return this.#bundles.some(({ origins }) => origins.has(origin));
  }

  /** When what waits goes; infinity while nothing does. */
  get dueMs(): number {
    if (this.#bundles.length === 0) return Number.POSITIVE_INFINITY;
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
    if (bytes > LIMITS.relayedBytes || this.#waitingBytes + chunk.length > LIMITS.logBytes) {
      this.#refused.set(origin, round);
      return "refused";
    }
    if (this.#bundles.length === 0) this.#dueMs = nowMs + this.#tickMs;
    this.#bytes.set(origin, bytes);
    this.#waitingBytes += chunk.length;
    const bundle = this.#bundleFor(origin, audience, chunk.length);
    bundle.origins.add(origin);
    bundle.frames.append(chunk);
    return "added";
  }

  /** The next message. */
  next(term: number): RelayedMessage | undefined {
    const bundle = this.#bundles.shift();
    if (bundle === undefined) return undefined;
    const { audience, frames } = bundle;
    const message = this.#message;
    message.reset();
    frameHead.write(message, undefined);
    message.u8(KIND.relayed);
    const start = message.length;
    this.#waitingBytes -= frames.length;
    message.varint(term);
    message.varint(this.#waitingBytes >>> 10);
    message.append(frames);
    message.prefixLength(start);
    if (this.#bundles.length === 0) this.#bytes.clear();
    return { audience, bytes: message.written() };
  }

  /**
   * A frame of the host's own for all, with what waits for all before it: one message in the place of two. `undefined` where
   * there is nothing that may go with it. Good until the next one.
   */
  nextWith(own: Uint8Array, term: number): Uint8Array | undefined {
    const first = this.#bundles[0];
    if (first === undefined || first.audience !== undefined) return undefined;
    if (first.frames.length + RELAYED_HEAD_BYTES + own.byteLength > this.#fullBytes) return undefined;
    const at = frameHead.end(own);
    // Whoever hears of an authority too early puts off a frame that begins with it.
    if (own[at] === KIND.authority) return undefined;
    const relayed = this.next(term)?.bytes.subarray(HEAD_LENGTH);
    if (relayed === undefined) return undefined;
    const both = this.#both;
    both.reset();
    both.raw(own.subarray(0, at));
    both.raw(relayed);
    both.raw(own.subarray(at));
    return both.written();
  }

  /** A sender is gone, and says no more of what was refused of it. */
  forget(origin: number): void {
    this.#refused.delete(origin);
  }

  /** Another way: whoever waits for this asks for it there. */
  clear(): void {
    this.#bundles = [];
    this.#bytes.clear();
    this.#refused.clear();
    this.#waitingBytes = 0;
  }

  /**
   * The earliest bundle that the frame may join: receivers cannot tell in which order frames of two senders were passed on,
   * so only a later frame of the same sender to one of the same receivers stands in its way.
   */
  #bundleFor(origin: number, audience: Audience, bytes: number): Bundle {
    const bundles = this.#bundles;
    let found: Bundle | undefined;
    for (let i = bundles.length - 1; i >= Math.max(0, bundles.length - LOOK_BACK); i--) {
      const bundle = bundles[i];
      if (bundle === undefined) break;
      const isSame = sameAudience(bundle.audience, audience);
      if (isSame && bundle.frames.length + bytes <= this.#maxBytes) found = bundle;
      if (bundle.origins.has(origin) && (isSame || overlap(bundle.audience, audience))) break;
    }
    if (found !== undefined) return found;
    const bundle = { audience, origins: new Set<number>(), frames: new ByteWriter(512) };
    bundles.push(bundle);
    return bundle;
  }
}
