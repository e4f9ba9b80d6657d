import { NakodoError } from "../errors.js";
import { utf8Length, writeUtf8 } from "./utf8.js";
import { wrongValue } from "./wrong-value.js";

/**
 * Writes little-endian values into a buffer of its own that grows and is kept: make one, and `reset` it for each
 * message. Fixed-size numbers are written as they are; ranges are the caller's business (field types check them).
 *
 * Every method that writes throws `message-too-large` past 64 MiB.
 */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  /** `capacity` is the room to begin with, in bytes. */
  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Bytes written since the last `reset`. */
  get length(): number {
    return this.#length;
  }

  /** Begins anew; what `written` gave out before is overwritten from now on. */
  reset(): void {
    this.#length = 0;
  }

  /** Takes back all that was written after the first `length` bytes. */
  truncate(length: number): void {
    if (length < this.#length) this.#length = length;
  }

  /** What was written, as a view: good until the next write or `reset`. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** What was written, as a copy that is the caller's. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** An unsigned byte. */
  u8(value: number): void {
    const at = this.#length;
    if (at === this.#bytes.length) this.#grow(1);
    this.#bytes[at] = value;
    this.#length = at + 1;
  }

  /** An unsigned number of 2 bytes. */
  u16(value: number): void {
    const at = this.#take(2);
    this.#view.setUint16(at, value, true);
  }

  /** An unsigned number of 3 bytes. */
  u24(value: number): void {
    this.u16(value);
    this.u8(value >>> 16);
  }

  /** An unsigned number of 4 bytes. */
  u32(value: number): void {
    const at = this.#take(4);
    this.#view.setUint32(at, value, true);
  }

  /** A signed byte. */
  i8(value: number): void {
    this.u8(value);
  }

  /** A signed number of 2 bytes. */
  i16(value: number): void {
    this.u16(value);
  }

  /** A signed number of 4 bytes. */
  i32(value: number): void {
    this.u32(value);
  }

  /** The lowest `bytes` bytes (1 to 4) of a whole number, signed or not. */
  fixed(value: number, bytes: number): void {
    if (bytes === 1) this.u8(value);
    else if (bytes === 2) this.u16(value);
    else if (bytes === 3) this.u24(value);
    else this.u32(value);
  }

  /** A float of 4 bytes. */
  f32(value: number): void {
    const at = this.#take(4);
    this.#view.setFloat32(at, value, true);
  }

  /** A float of 8 bytes. */
  f64(value: number): void {
    const at = this.#take(8);
    this.#view.setFloat64(at, value, true);
  }

  /**
   * An integer of 0 to 2^53 − 1 in 1 to 8 bytes, seven bits in each, the lowest first.
   *
   * @throws {NakodoError} `wrong-arguments` for any other number: it has no end or no single form.
   */
  varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) wrongValue("uint", value);
    this.#room(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** A length as varint, then that many bytes. */
  bytes(value: Uint8Array): void {
    this.varint(value.byteLength);
    this.raw(value);
  }

  /** The bytes alone. */
  raw(value: Uint8Array): void {
    const at = this.#take(value.byteLength);
    this.#bytes.set(value, at);
  }

  /** What another writer holds. */
  append(other: ByteWriter): void {
    const length = other.#length;
    const at = this.#take(length);
    const from = other.#bytes;
    const to = this.#bytes;
    // A view, which `set` needs, costs more than copying the bytes of a call.
    if (length > 256) to.set(other.written(), at);
    else for (let i = 0; i < length; i++) to[at + i] = from[i] as number;
  }

  /** Puts the length of what was written after the first `start` bytes before it, as `bytes` does. */
  prefixLength(start: number): void {
    const end = this.#length;
    const length = end - start;
    this.varint(length);
    const head = this.#length - end;
    this.#length = end;
    this.#room(head);
    this.#bytes.copyWithin(start + head, start, end);
    this.#length = start;
    this.varint(length);
    this.#length = end + head;
  }

  /** The length in UTF-8 bytes as varint, then the text. */
  string(value: string): void {
    const length = utf8Length(value);
    this.varint(length);
    this.#room(length);
    this.#length = writeUtf8(this.#bytes, this.#length, value);
  }

  /** Where the next `bytes` bytes go, for which there is room. */
  #take(bytes: number): number {
    const at = this.#length;
    this.#room(bytes);
    this.#length = at + bytes;
    return at;
  }

  #room(more: number): void {
    if (this.#length + more > this.#bytes.length) this.#grow(more);
  }

  #grow(more: number): void {
    const needed = this.#length + more;
    if (needed > MAX_WRITER_BYTES) {
      throw new NakodoError(
        "message-too-large",
        `a message of more than ${MAX_WRITER_BYTES} bytes: send less at once`,
      );
    }
    const bytes = new Uint8Array(Math.min(MAX_WRITER_BYTES, Math.max(needed, this.#bytes.byteLength * 2)));
    bytes.set(this.written());
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/**
 * Room of the largest writer: far above what a match admits, so that a runaway value fails here and not in
 * the page's memory.
 */
const MAX_WRITER_BYTES = 64 * 1024 * 1024;
