import { ByteReader, ByteWriter } from "@nakodo/core";
import type { Random } from "@nakodo/core/testing";
import { frameHead } from "../../src/wire/frame.js";

/** Largest message of a transport. */
const MAX_BYTES = 2900;

/** Numbers at which something ends or begins. */
const EDGES = [
  0,
  1,
  2,
  15,
  16,
  17,
  63,
  64,
  127,
  128,
  129,
  255,
  256,
  257,
  511,
  512,
  513,
  4095,
  4096,
  4097,
  65_535,
  65_536,
  0x3ffff,
  0x40000,
  0x7fffffff,
  0x80000000,
  0xffffffff,
  Number.MAX_SAFE_INTEGER,
];

/** An entry of a frame. */
interface Entry {
  kind: number;
  body: Uint8Array;
}

/** Makes hostile frames from sound ones: half of them keep the shape of a frame, so that what is wrong lies deep. */
export class Mutator {
  readonly #frames: readonly Uint8Array[];
  readonly #random: Random;
  readonly #writer = new ByteWriter(MAX_BYTES);

  constructor(frames: readonly Uint8Array[], random: Random) {
    this.#frames = frames;
    this.#random = random;
  }

  /** The next frame. */
  next(): Uint8Array {
    const chance = this.pick(20);
    if (chance === 0) return Uint8Array.from({ length: this.pick(300) }, () => this.pick(256));
    if (chance < 10) return this.#damaged(this.#frame().slice()).slice(0, MAX_BYTES);
    return this.#misshapen().slice(0, MAX_BYTES);
  }

  /** A number from 0 to below `count`. */
  pick(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #frame(): Uint8Array {
    return this.#frames[this.pick(this.#frames.length)] ?? new Uint8Array(0);
  }

  /** Bytes with a few of them changed, left out or put in. */
  #damaged(sound: Uint8Array): Uint8Array {
    let bytes = sound;
    for (let times = 1 + this.pick(3); times > 0; times--) {
      const at = this.pick(bytes.byteLength + 1);
      switch (this.pick(6)) {
        case 0:
          if (at < bytes.byteLength) bytes[at] = (bytes[at] ?? 0) ^ (1 << this.pick(8));
          break;
        case 1:
          if (at < bytes.byteLength) bytes[at] = [0, 1, 0x7f, 0x80, 0xff, 0x20, 0x22][this.pick(7)] ?? 0;
          break;
        case 2:
          bytes = bytes.slice(0, at);
          break;
        case 3:
          bytes = joined(bytes.subarray(0, at), this.#edge(), bytes.subarray(at));
          break;
        case 4:
          bytes = joined(bytes.subarray(0, at), bytes.subarray(at + 1 + this.pick(4)));
          break;
        case 5:
          bytes = joined(bytes.subarray(0, at), this.#frame().subarray(at));
          break;
      }
    }
    return bytes;
  }

  /** A frame of sound shape whose entries are not. */
  #misshapen(): Uint8Array {
    const entries = this.#entries(this.#frame());
    for (let times = 1 + this.pick(2); times > 0; times--) {
      const entry = entries[this.pick(Math.max(1, entries.length))];
      switch (this.pick(5)) {
        case 0:
        case 1:
          if (entry !== undefined) entry.body = this.#damaged(entry.body.slice());
          break;
        case 2:
          if (entry !== undefined) entry.kind = this.pick(4) === 0 ? this.pick(256) : this.pick(0x26);
          break;
        case 3:
          entries.push(...this.#entries(this.#frame()));
          break;
        case 4:
          if (entry !== undefined)
            entries.push(...Array.from({ length: this.pick(6) }, () => ({ ...entry })));
          break;
      }
    }
    const writer = this.#writer;
    writer.reset();
    const seq =
      this.pick(3) === 0 ? undefined : this.pick(3) === 0 ? EDGES[1 + this.pick(27)] : 1 + this.pick(5000);
    frameHead.write(writer, seq);
    for (const { kind, body } of entries) {
      if (writer.length + body.byteLength > MAX_BYTES) break;
      writer.u8(kind);
      writer.bytes(body);
    }
    return writer.copy();
  }

  #entries(frame: Uint8Array): Entry[] {
    const reader = new ByteReader(frame);
    const entries: Entry[] = [];
    frameHead.read(reader, { seq: undefined });
    while (reader.remaining > 0) entries.push({ kind: reader.u8(), body: reader.bytes(MAX_BYTES) });
    return entries;
  }

  /** The bytes of a number at which something ends, or a random byte. */
  #edge(): Uint8Array {
    if (this.pick(3) === 0) return Uint8Array.of(this.pick(256));
    const writer = new ByteWriter(8);
    writer.varint(EDGES[this.pick(EDGES.length)] ?? 0);
    return writer.copy();
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}
