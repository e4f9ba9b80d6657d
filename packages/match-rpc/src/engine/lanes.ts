import { ByteWriter } from "@nakodo/core";
import * as KIND from "../wire/kind.js";
import { PIECE_HEAD_BYTES, pieceCount, writePiece } from "../wire/pieces.js";
import * as LIMITS from "./limits.js";
import { type Audience, type Outbox, overlap } from "./outbox.js";

/** The lane of what is reliable and concerns all channels. */
export const ALL_LANES = -2;

/** The same of what must begin a frame. */
export const FRAME_START = -4;

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
   * Says an entry, now or when its turn comes, copying it; one for nobody is not said. `newestKey` is as in the outbox.
   *
   * @throws {NakodoError} `queue-full`
   */
  say(audience: Audience, entry: ByteWriter, lane: number, newestKey?: number): void {
    if (audience?.length === 0) return;
    if (!this.#mustWait(audience, entry, lane, newestKey)) {
      this.#outbox.add(audience, entry, isReliable(lane), newestKey, lane === FRAME_START);
      return;
    }
    const room = this.#roomFor(entry.length);
    this.#outbox.hold(room);
    const held = { audience, entry: copyOf(entry), lane, newestKey, room };
    if (this.#isBehind(lane)) this.#behind.push(held);
    else {
      const waiting = this.#find(lane)?.waiting;
      if (waiting === undefined) this.#lanes.push({ number: lane, waiting: [held], index: 0 });
      else waiting.push(held);
    }
  }

  /** Whether an entry of so many bytes can be said now. */
  hasRoomFor(bytes: number): boolean {
    return this.#outbox.hasRoom(this.#roomFor(bytes));
  }

  /** Bytes that an entry of so many takes in the outbox at most. */
  #roomFor(bytes: number): number {
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
    // Lanes that wait for their first part stay behind those of which a part has gone: few are under way at once.
    if (lane.index < pieceCount(large.entry.length, room))
      this.#lanes.splice(Math.min(LIMITS.largeAtOnce - 1, this.#lanes.length), 0, lane);
    else {
      this.#letGo(large);
      this.#sayAgain(lane.waiting.slice(1), this.#behind);
    }
    if (this.#lanes.length === 0) this.#sayAgain(this.#behind, []);
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
    return isReliable(lane) && (lane < 0 || this.#behind.length > 0);
  }

  #isLarge(entry: ByteWriter): boolean {
    return entry.length > this.#outbox.maxEntryBytes;
  }

  #find(number: number): Lane | undefined {
    return this.#lanes.find((one) => one.number === number);
  }

  /** What waited for a large message that has gone is said, up to the next large one; all of it before what stands `behind`. */
  #sayAgain(waiting: readonly Held[], behind: readonly Held[]): void {
    this.#behind = [];
    for (const held of waiting) {
      this.#letGo(held);
      this.say(held.audience, held.entry, held.lane, held.newestKey);
    }
    this.#behind.push(...behind);
  }

  #letGo(held: Held, bytes = held.room): void {
    held.room -= bytes;
    this.#outbox.letGo(bytes);
  }
}

/** A copy of an entry, to be kept. */
export function copyOf(entry: ByteWriter): ByteWriter {
  const copy = new ByteWriter(entry.length);
  copy.append(entry);
  return copy;
}
