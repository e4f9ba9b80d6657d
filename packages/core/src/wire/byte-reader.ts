import { badFrame } from "./bad-frame.js";
import { copyBytes } from "./copy-bytes.js";
import { readUtf8 } from "./utf8.js";

/**
 * Reads what {@link ByteWriter} wrote. Every read is checked against the end, and only one form of each value is
 * accepted. What it gives out is a copy: it never keeps or shares the message's bytes.
 *
 * Every method throws `bad-frame` when the bytes do not hold what is asked for.
 */
export class ByteReader {
  #bytes: Uint8Array = EMPTY;
  /** One number's bytes: a view of each message would cost more than reading it. */
  readonly #number: DataView = new DataView(new ArrayBuffer(8));
  #at = 0;
  #end = 0;

  constructor(bytes: Uint8Array = EMPTY) {
    this.load(bytes);
  }

  /** Begins at the start of other bytes, so that one reader serves many messages. */
  load(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#at = 0;
    this.#end = bytes.byteLength;
  }

  /** Where the next read begins, counted from the start of the bytes. */
  get position(): number {
    return this.#at;
  }

  /** Bytes that are left before the end. */
  get remaining(): number {
    return this.#end - this.#at;
  }

  /** Moves the end to `length` bytes from here; gives back the old end for {@link restore}. */
  limit(length: number): number {
    this.#needSpan(length);
    const end = this.#end;
    this.#end = this.#at + length;
    return end;
  }

  /** Goes on after the limited part, whether or not it was read to its end. */
  restore(end: number): void {
    this.#at = this.#end;
    this.#end = end;
  }

  /** @throws {NakodoError} `bad-frame` when bytes are left over. */
  expectEnd(): void {
    if (this.#at !== this.#end) badFrame(`${this.remaining} bytes left over`);
  }

  /** An unsigned byte. */
  u8(): number {
    const at = this.#at;
    if (at >= this.#end) this.#missing(1);
    this.#at = at + 1;
    return this.#bytes[at] as number;
  }

  /** An unsigned number of 2 bytes. */
  u16(): number {
    this.#need(2);
    return this.#low();
  }

  /** An unsigned number of 3 bytes. */
  u24(): number {
    return this.u16() | (this.u8() << 16);
  }

  /** An unsigned number of 4 bytes. */
  u32(): number {
    this.#need(4);
    return (this.#low() | (this.#low() << 16)) >>> 0;
  }

  /** A signed byte. */
  i8(): number {
    return (this.u8() << 24) >> 24;
  }

  /** A signed number of 2 bytes. */
  i16(): number {
    return (this.u16() << 16) >> 16;
  }

  /** A signed number of 4 bytes. */
  i32(): number {
    return this.u32() | 0;
  }

  /** An unsigned number of `bytes` bytes, 1 to 4. */
  fixed(bytes: number): number {
    return bytes === 1 ? this.u8() : bytes === 2 ? this.u16() : bytes === 3 ? this.u24() : this.u32();
  }

  /** A float of 4 bytes. */
  f32(): number {
    this.#number.setUint32(0, this.u32());
    return this.#number.getFloat32(0);
  }

  /** A float of 8 bytes. */
  f64(): number {
    this.#need(8);
    this.#number.setUint32(4, this.u32());
    this.#number.setUint32(0, this.u32());
    return this.#number.getFloat64(0);
  }

  /** An integer of 0 to `max` (2^53 − 1 at most). Padded forms are refused. */
  varint(max: number = Number.MAX_SAFE_INTEGER): number {
    let value = 0;
    let unit = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.u8();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) {
        if ((byte === 0 && i > 0) || value > max) badFrame("an integer out of range");
        return value;
      }
      unit *= 0x80;
    }
    badFrame("an integer that does not end");
  }

  /** A length of 0 to `maxBytes`, then that many bytes, as a copy. */
  bytes(maxBytes: number): Uint8Array {
    return this.raw(this.varint(maxBytes));
  }

  /** The next `length` bytes, as a copy. */
  raw(length: number): Uint8Array {
    this.#needSpan(length);
    const value = copyBytes(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return value;
  }

  /** All that is left, as a copy. */
  rest(): Uint8Array {
    return this.raw(this.remaining);
  }

  /** A length in bytes of 0 to `maxBytes`, then a text in UTF-8. */
  string(maxBytes: number): string {
    const length = this.varint(maxBytes);
    this.#need(length);
    const value = readUtf8(this.#bytes, this.#at, this.#at + length);
    this.#at += length;
    return value;
  }

  /** Two bytes that are there. */
  #low(): number {
    const at = this.#at;
    this.#at = at + 2;
    return (this.#bytes[at] as number) | ((this.#bytes[at + 1] as number) << 8);
  }

  /** For a length that a codec worked out: one that is negative or no number is refused too. */
  #needSpan(length: number): void {
    if (!(length >= 0)) badFrame(`a length of ${length}`);
    this.#need(length);
  }

  #need(length: number): void {
    if (length > this.#end - this.#at) this.#missing(length);
  }

  #missing(length: number): never {
    badFrame(`${length} bytes wanted, ${this.remaining} left`);
  }
}

const EMPTY = new Uint8Array(0);
