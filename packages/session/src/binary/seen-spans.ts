import type { WireReader } from "./wire-reader.js";

const SLOTS = 64;
/** Longest span that is kept, in bytes. A presence has about 120. */
const MAX_SPAN_BYTES = 256;

/** How a span is read, up to the reader's end. */
export type ReadSpan = (reader: WireReader) => unknown;

/** A span of bytes, and what was read from it. */
interface SeenSpan {
  readonly bytes: Uint8Array;
  readonly read: ReadSpan;
  readonly value: unknown;
}

/**
 * What was read before, by the bytes and how they were read: nearly all that comes in a match is from the same few
 * players, whose presences need not be made anew for each message. Keeps 64 spans at most.
 */
export class SeenSpans {
  readonly #slots: (SeenSpan | undefined)[] = new Array(SLOTS).fill(undefined);

  /** What `read` made of the same bytes before; `undefined` when that is not known. */
  find(bytes: Uint8Array, start: number, end: number, read: ReadSpan): unknown {
    const seen = this.#slots[slotOf(bytes, start, end)];
    if (seen?.read !== read || seen.bytes.length !== end - start) return undefined;
    for (let at = start; at < end; at++) if (bytes[at] !== seen.bytes[at - start]) return undefined;
    return seen.value;
  }

  /** Keeps what `read` made of these bytes, perhaps in the place of something else. */
  keep(bytes: Uint8Array, start: number, end: number, read: ReadSpan, value: unknown): void {
    if (end - start > MAX_SPAN_BYTES) return;
    this.#slots[slotOf(bytes, start, end)] = { bytes: bytes.slice(start, end), read, value };
  }
}

/** Takes some eight bytes from all over the span: ids differ in any part. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  const step = Math.max(1, (end - start) >> 3);
  let slot = end - start;
  for (let at = start; at < end; at += step) slot = (slot * 31 + bytes[at]!) | 0;
  return slot & (SLOTS - 1);
}
