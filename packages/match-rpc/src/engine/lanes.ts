import { ByteWriter } from "@nakodo/core";
import * as KIND from "../wire/kind.js";
import { PIECE_HEAD_BYTES, pieceCount, writePiece } from "../wire/pieces.js";
import * as LIMITS from "./limits.js";
import { type Audience, type Outbox, overlap } from "./outbox.js";

/** The lane of what is reliable and concerns all channels. */
export const ALL_LANES = -2;

/** The lane of a channel: of its two, the first is for what is reliable. */
export function laneOf(channel: number, reliable: boolean): number {
  return channel * 2 + (reliable ? 0 : 1);
}

/** Whether what goes in this lane must arrive. */
export function isReliable(lane: number): boolean {
  return (lane & 1) === 0;
}

/** Something that waits for its turn. */
interface Held {
  readonly audience: Audience;
  readonly entry: ByteWriter;
  readonly lane: number;
  readonly newestKey: number | undefined;
  readonly first: boolean;
  /** Room in the outbox that is kept for what of it has not been sent. */
  room: number;
}

/** A lane in which a large message is under way, and what was said in it since. */
interface Lane {
  readonly number: number;
  /** The head is the large message. */
  waiting: Held[];
  /** Its next part. */
  index: number;
}

/**
 * Large messages on their way (PROTOCOL.md, S7): cut into parts that go out a few at a time, so that what is small on
 * other channels goes between them. What is said on the same channel meanwhile waits, for the order's sake; calls that
 * keep an order of their own only (`unreliableOrdered`) are another lane of their channel, and `unreliable` ones wait for
 * nobody. What concerns all channels (an authority that moves) waits for all of them, and all waits for it.
 */
export class Lanes {
  readonly #outbox: Outbox;
  readonly #part = new ByteWriter(512);
  /** In turn: whose part goes next stands first. */
  #lanes: Lane[] = [];
  /** What stands behind something that concerns all channels, that first. */
  #behind: Held[] = [];

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  get isEmpty(): boolean {
    return this.#lanes.length === 0;
  }

  /**
   * Says an entry, now or when its turn comes, copying it; `newestKey` and `first` are as in the outbox.
   *
   * @throws {NakodoError} `queue-full`
   */
  say(
    audience: Audience,
    entry: ByteWriter,
    lane: number,
    newestKey: number | undefined,
    first: boolean,
  ): void {
    if (!this.#mustWait(audience, entry, lane, newestKey)) {
      this.#outbox.add(audience, entry, isReliable(lane), newestKey, first);
      return;
    }
    const room = this.roomFor(entry.length);
    this.#outbox.hold(room);
    const copy = new ByteWriter(entry.length);
    copy.append(entry);
    this.#place({ audience, entry: copy, lane, newestKey, first, room });
  }

  /** Bytes that an entry of so many takes in the outbox at most. */
  roomFor(bytes: number): number {
    const { maxEntryBytes } = this.#outbox;
    if (bytes <= maxEntryBytes) return bytes;
    return bytes + pieceCount(bytes, maxEntryBytes - PIECE_HEAD_BYTES) * PIECE_HEAD_BYTES;
  }

  /** Puts the next part into the outbox, in a frame of its own. False when no large message is under way. */
  nextPart(): boolean {
    const lane = this.#lanes.shift();
    const large = lane?.waiting[0];
    if (lane === undefined || large === undefined) return false;
    const room = this.#outbox.maxEntryBytes - PIECE_HEAD_BYTES;
    const part = this.#part;
    part.reset();
    writePiece(part, KIND.part, large.entry.written(), lane.index, room, lane.number);
    lane.index++;
    this.#letGo(large, Math.min(large.room, part.length));
    this.#outbox.add(large.audience, part, true, undefined, true);
    if (lane.index >= pieceCount(large.entry.length, room)) {
      lane.waiting.shift();
      this.#letGo(large);
      lane.index = 0;
      this.#release(lane);
    }
    // Lanes that wait for their first part stay behind those of which a part has gone: few are under way at once.
    if (lane.waiting.length > 0)
      this.#lanes.splice(Math.min(LIMITS.largeAtOnce - 1, this.#lanes.length), 0, lane);
    if (this.#lanes.length === 0) this.#letThrough();
    return true;
  }

  /** Forgets what is worth nothing later. */
  dropUnreliable(): void {
    const isKept = (held: Held): boolean => {
      const kept = isReliable(held.lane) || this.#isLarge(held.entry);
      if (!kept) this.#letGo(held);
      return kept;
    };
    for (const lane of this.#lanes) lane.waiting = lane.waiting.filter(isKept);
  }

  /** Forgets all; the outbox has forgotten it, too. */
  clear(): void {
    this.#lanes = [];
    this.#behind = [];
  }

  #mustWait(audience: Audience, entry: ByteWriter, lane: number, newestKey: number | undefined): boolean {
    if (this.#isLarge(entry)) return true;
    if (this.#lanes.length === 0 || (!isReliable(lane) && newestKey === undefined)) return false;
    if (this.#isBehind(lane)) return true;
    return this.#find(lane)?.waiting.some((one) => overlap(one.audience, audience)) ?? false;
  }

  /** Whether it concerns all channels, or comes after something that does. */
  #isBehind(lane: number): boolean {
    return isReliable(lane) && (lane === ALL_LANES || this.#behind.length > 0);
  }

  #isLarge(entry: ByteWriter): boolean {
    return entry.length > this.#outbox.maxEntryBytes;
  }

  #find(number: number): Lane | undefined {
    return this.#lanes.find((one) => one.number === number);
  }

  #place(held: Held): void {
    if (this.#isBehind(held.lane)) {
      this.#behind.push(held);
      return;
    }
    const lane = this.#find(held.lane);
    if (lane !== undefined) lane.waiting.push(held);
    else this.#lanes.push({ number: held.lane, waiting: [held], index: 0 });
  }

  /** What stands behind a large message that has gone goes, up to the next large one. */
  #release(lane: Lane): void {
    for (;;) {
      const next = lane.waiting[0];
      if (next === undefined || this.#isLarge(next.entry)) return;
      lane.waiting.shift();
      this.#letGo(next);
      this.#outbox.add(next.audience, next.entry, isReliable(next.lane), next.newestKey, next.first);
    }
  }

  /** Nothing large is under way: what concerns all channels goes, and what stands behind it, up to the next large one. */
  #letThrough(): void {
    const behind = this.#behind;
    this.#behind = [];
    for (const held of behind) {
      this.#letGo(held);
      this.say(held.audience, held.entry, held.lane, held.newestKey, held.first);
    }
  }

  #letGo(held: Held, bytes = held.room): void {
    held.room -= bytes;
    this.#outbox.letGo(bytes);
  }
}
