/** Writes protobuf's wire format. */
export class ProtobufWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  tag(number: number, wireType: number): void {
    this.#count(number * 8 + wireType);
  }

  /** A whole number of 64 bits; one below zero takes ten bytes. */
  varint(value: bigint): void {
    this.#need(10);
    let rest = BigInt.asUintN(64, value);
    for (; rest > 0x7fn; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
    this.#bytes[this.#length++] = Number(rest);
  }

  double(value: number): void {
    this.#need(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** The length, and the bytes. */
  bytes(value: Uint8Array): void {
    this.#count(value.byteLength);
    this.#need(value.byteLength);
    this.#bytes.set(value, this.#length);
    this.#length += value.byteLength;
  }

  /** A whole number of up to 32 bits, without sign. */
  #count(value: number): void {
    this.#need(5);
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.#length++] = rest;
  }

  #need(more: number): void {
    if (this.#length + more <= this.#bytes.byteLength) return;
    const grown = new Uint8Array((this.#length + more) * 2);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
