import { ByteWriter, NakodoError } from "@nakodo/core";
import { frameHead } from "../wire/frame.js";
import * as LIMITS from "./limits.js";

/** Peer ids that a message is for, ascending; `undefined`: everyone. */
export type Audience = readonly number[] | undefined;

/** A frame that is ready to be numbered and sent: good until the next `add`. */
export interface SealedFrame {
  readonly audience: Audience;
  readonly reliable: boolean;
  /** The entries; the head goes before them. */
  readonly entries: ByteWriter;
}

/** A frame in the making: the calls of this tick to one audience. */
interface Draft {
  audience: Audience;
  reliable: boolean;
  readonly entries: ByteWriter;
  /** Where the newest call of each `unreliableOrdered` method stands and ends, by object and method. */
  readonly newest: Map<number, number>;
}

/** Drafts that are kept for later frames. */
const MAX_SPARE = 8;
/** An entry as long as this is not replaced. */
const PLACES = 0x1_0000;

/** Room that a frame's head takes at most. */
export const HEAD_BYTES = 10;

/**
 * Collects what is said in one tick, so that all that goes to one audience shares a frame, in an order that no
 * receiver can tell from the order of the calls.
 */
export class Outbox {
  readonly maxEntryBytes: number;
  #drafts: Draft[] = [];
  #spare: Draft[] = [];
  #bytes = 0;

  /** `maxFrameBytes` is the transport's, less what a frame's way needs. */
  constructor(maxFrameBytes: number) {
    this.maxEntryBytes = maxFrameBytes - HEAD_BYTES;
  }

  /** Whether there is nothing to send. */
  get isEmpty(): boolean {
    return this.#drafts.length === 0;
  }

  /**
   * Adds one entry of at most `maxEntryBytes` bytes, copying it. An entry with a `newestKey` takes the place of
   * the one with the same key that still waits for the same audience. With `first` it begins a frame.
   *
   * @throws {NakodoError} `queue-full` when more waits than a log could keep.
   */
  add(audience: Audience, entry: ByteWriter, reliable: boolean, newestKey?: number, first = false): void {
    const { length } = entry;
    this.needRoom(length);
    const draft = this.#draftFor(audience, length, first);
    const { entries, newest } = draft;
    if (newestKey !== undefined && length < PLACES) {
      const old = newest.get(newestKey);
      if (old !== undefined && old % PLACES === length) {
        entries.written().set(entry.written(), Math.floor(old / PLACES));
        return;
      }
      newest.set(newestKey, entries.length * PLACES + length);
    }
    entries.append(entry);
    this.#bytes += length;
    if (reliable) draft.reliable = true;
  }

  /** Keeps room for what is to be added later. @throws {NakodoError} `queue-full` */
  hold(bytes: number): void {
    this.needRoom(bytes);
    this.#bytes += bytes;
  }

  /** Gives back room that was kept. */
  letGo(bytes: number): void {
    this.#bytes -= bytes;
  }

  /** Whether there is room for so many bytes more. */
  hasRoom(bytes: number): boolean {
    return this.#bytes + bytes <= LIMITS.logBytes;
  }

  /** @throws {NakodoError} `queue-full` when there is no room for so many bytes more. */
  needRoom(bytes: number): void {
    if (this.hasRoom(bytes)) return;
    throw new NakodoError(
      "queue-full",
      "calls are made faster than they can be sent: make fewer, or wait for the link",
    );
  }

  /**
   * Takes the oldest frame out; with `reliableOnly` those that hold nothing reliable stay and go on collecting, unless
   * something reliable for the same receivers comes after them.
   */
  next(reliableOnly: boolean): SealedFrame | undefined {
    const index = reliableOnly ? this.#firstNeeded() : 0;
    const draft = this.#drafts[index];
    if (draft === undefined) return undefined;
    this.#drafts.splice(index, 1);
    this.#bytes -= draft.entries.length;
    if (this.#spare.length < MAX_SPARE) this.#spare.push(draft);
    return draft;
  }

  /** Forgets all. */
  clear(): void {
    this.#drafts = [];
    this.#bytes = 0;
  }

  /** Forgets frames without anything reliable in them: what they say will be old when there is a connection again. */
  dropUnreliable(): void {
    this.#drafts = this.#drafts.filter((draft) => {
      if (!draft.reliable) this.#bytes -= draft.entries.length;
      return draft.reliable;
    });
  }

  /** The first frame with something reliable in it, or one before it that the same receivers must get first. */
  #firstNeeded(): number {
    let index = this.#drafts.findIndex((draft) => draft.reliable);
    for (;;) {
      const wanted = this.#drafts[index];
      if (wanted === undefined) return -1;
      const earlier = this.#drafts.findIndex((draft) => overlap(draft.audience, wanted.audience));
      if (earlier === index) return index;
      index = earlier;
    }
  }

  /** The newest frame of the same audience, unless a later one goes to somebody in it, too, or it is full. */
  #draftFor(audience: Audience, bytes: number, first: boolean): Draft {
    for (let i = this.#drafts.length - 1; i >= 0 && !first; i--) {
      const draft = this.#drafts[i];
      if (draft === undefined) break;
      if (sameAudience(draft.audience, audience)) {
        if (draft.entries.length + bytes <= this.maxEntryBytes) return draft;
        break;
      }
      if (overlap(draft.audience, audience)) break;
    }
    const draft = this.#spare.pop() ?? {
      audience,
      reliable: false,
      entries: new ByteWriter(512),
      newest: new Map<number, number>(),
    };
    draft.audience = audience;
    draft.reliable = false;
    draft.entries.reset();
    // Clearing an empty map makes a new one inside.
    if (draft.newest.size > 0) draft.newest.clear();
    this.#drafts.push(draft);
    return draft;
  }
}

/** Writes a sealed frame, numbered `seq` when it is reliable. */
export function writeFrame(writer: ByteWriter, frame: SealedFrame, seq: number | undefined): void {
  writer.reset();
  frameHead.write(writer, seq);
  writer.append(frame.entries);
}

/** Whether both are for the same. */
export function sameAudience(a: Audience, b: Audience): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

/** Whether somebody is in both. */
export function overlap(a: Audience, b: Audience): boolean {
  if (a === undefined || b === undefined) return true;
  return a.some((id) => b.includes(id));
}
