import type { ReadSpan, SeenSpans } from "./seen-spans.js";

/** Wire types of protobuf that Nakama's messages use. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH = 2;
const FIXED32 = 5;

/** Highest number of a field. */
const MAX_FIELD_NUMBER = 2 ** 29 - 1;

/**
 * Reads protobuf's wire format. Every method throws a `RangeError` or `TypeError` on bytes that are none: nothing is
 * read past the end, and nothing larger than the message is made.
 */
export class WireReader {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #seen: SeenSpans;
  #at = 0;
  #end: number;

  constructor(bytes: Uint8Array<ArrayBuffer>, seen: SeenSpans) {
    this.#bytes = bytes;
    this.#seen = seen;
    this.#end = bytes.length;
  }

  /** Whether something is left before the end. */
  get more(): boolean {
    return this.#at < this.#end;
  }

  /** A field's number and wire type: `number << 3 | type`. */
  tag(): number {
    const tag = this.#smallVarint();
    if (tag < 8 || tag > MAX_FIELD_NUMBER * 8 + 7) throw new RangeError("a field without a number");
    return tag;
  }

  /** Reads the length that comes now and moves the end to it. Gives the old end for `leave`. */
  enter(): number {
    const length = this.#smallVarint();
    const end = this.#end;
    if (length > end - this.#at) throw new RangeError("a length past the end");
    this.#end = this.#at + length;
    return end;
  }

  /** Goes on after the part that was entered. */
  leave(end: number): void {
    this.#at = this.#end;
    this.#end = end;
  }

  /** Goes on after a field of no known number. */
  skip(wireType: number): void {
    if (wireType === VARINT) this.varint();
    else if (wireType === LENGTH) this.leave(this.enter());
    else if (wireType === FIXED64) this.#take(8);
    else if (wireType === FIXED32) this.#take(4);
    else throw new RangeError("a wire type that there is not");
  }

  /** A signed whole number of 64 bits; above 2^53 the nearest that a number can be. */
  varint(): number {
    const first = this.#bytes[this.#at];
    if (first !== undefined && first < 0x80 && this.#at < this.#end) {
      this.#at++;
      return first;
    }
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (value >> 64n !== 0n) break;
        return Number(BigInt.asIntN(64, value));
      }
    }
    throw new RangeError("a number of more than 64 bits");
  }

  /** A number of 8 bytes. */
  double(): number {
    const at = this.#take(8);
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset).getFloat64(at, true);
  }

  /** All that is left before the end, in a buffer of its own. */
  rest(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(this.#take(this.#end - this.#at), this.#end);
  }

  /** All that is left before the end, as text. */
  text(): string {
    return UTF8.decode(this.#bytes.subarray(this.#take(this.#end - this.#at), this.#end));
  }

  /** What `read` makes of all that is left before the end. The same for the same bytes, so it is frozen. */
  seen(read: ReadSpan): unknown {
    const start = this.#at;
    const before = this.#seen.find(this.#bytes, start, this.#end, read);
    if (before !== undefined) return before;
    const value = Object.freeze(read(this));
    this.#seen.keep(this.#bytes, start, this.#end, read, value);
    return value;
  }

  /** A varint that is never negative: a tag or a length. */
  #smallVarint(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let unit = 0x80; unit <= 2 ** 28; unit *= 0x80) {
      const byte = this.#byte();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
    }
    throw new RangeError("a tag or length of more than 5 bytes");
  }

  #byte(): number {
    return this.#bytes[this.#take(1)]!;
  }

  #take(length: number): number {
    const at = this.#at;
    if (length > this.#end - at) throw new RangeError("the message ends too early");
    this.#at = at + length;
    return at;
  }
}

/** Bytes that are no UTF-8 are refused; a byte order mark is a part of the text. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
