import { MalformedMessage } from "./malformed-message.js";
import { WireType } from "./wire-type.js";

const MAX_FIELD_NUMBER = 2n ** 29n - 1n;
/** How deep groups may lie in each other, as in Go. */
const MAX_GROUP_DEPTH = 10_000;

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A field's number and wire type. */
export interface Tag {
  readonly number: number;
  readonly wireType: number;
}

/**
 * Reads protobuf's wire format as Go's implementation does.
 *
 * Every method throws MalformedMessage when the bytes are none.
 */
export class ProtobufReader {
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#at = 0;
    this.#end = bytes.byteLength;
  }

  /** Whether there is nothing more. */
  get ended(): boolean {
    return this.#at === this.#end;
  }

  tag(): Tag {
    const tag = this.varint();
    const number = tag >> 3n;
    if (number < 1n || number > MAX_FIELD_NUMBER) throw new MalformedMessage("proto: invalid field number");
    return { number: Number(number), wireType: Number(tag & 7n) };
  }

  /** A number of 64 bits, without sign. */
  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift <= 63n; shift += 7n) {
      const [byte = 0] = this.#take(1);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (value >> 64n > 0n) break;
        return value;
      }
    }
    throw new MalformedMessage("proto: varint overflow");
  }

  double(): number {
    const bytes = this.#take(8);
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
  }

  /** A length, and as many bytes: a view, which lives as long as the message. */
  bytes(): Uint8Array {
    return this.#take(Number(this.varint()));
  }

  string(): string {
    try {
      return UTF8.decode(this.bytes());
    } catch (error) {
      if (error instanceof MalformedMessage) throw error;
      throw new MalformedMessage("proto: invalid UTF-8");
    }
  }

  /** Passes over a field after its tag. */
  skip({ number, wireType }: Tag): void {
    if (wireType === WireType.groupStart) this.#skipGroup(number);
    else this.#skipValue(wireType);
  }

  #skipValue(wireType: number): void {
    switch (wireType) {
      case WireType.varint:
        this.varint();
        return;
      case WireType.fixed64:
        this.#take(8);
        return;
      case WireType.length:
        this.bytes();
        return;
      case WireType.fixed32:
        this.#take(4);
        return;
      default:
        throw new MalformedMessage("proto: invalid wire type");
    }
  }

  #skipGroup(number: number): void {
    const open = [number];
    while (open.length > 0) {
      const tag = this.tag();
      if (tag.wireType === WireType.groupStart) open.push(tag.number);
      else if (tag.wireType !== WireType.groupEnd) this.#skipValue(tag.wireType);
      else if (open.pop() !== tag.number) throw new MalformedMessage("proto: mismatching end group");
      if (open.length > MAX_GROUP_DEPTH) throw new MalformedMessage("proto: groups too deep");
    }
  }

  #take(length: number): Uint8Array {
    if (length > this.#end - this.#at) throw new MalformedMessage("proto: unexpected end");
    const start = this.#at;
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }
}
