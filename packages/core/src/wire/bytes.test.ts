import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeOf } from "../../test/code-of.js";
import { ByteReader } from "./byte-reader.js";
import { ByteWriter } from "./byte-writer.js";

function bytesOf(write: (writer: ByteWriter) => void): number[] {
  const writer = new ByteWriter(1);
  write(writer);
  return [...writer.copy()];
}

interface Primitive {
  readonly name: string;
  readonly value: fc.Arbitrary<unknown>;
  readonly write: (writer: ByteWriter, value: never) => void;
  readonly read: (reader: ByteReader) => unknown;
}

function primitive<T>(
  name: string,
  value: fc.Arbitrary<T>,
  write: (writer: ByteWriter, value: T) => void,
  read: (reader: ByteReader) => T,
): Primitive {
  return { name, value, write, read };
}

const int = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const primitives: readonly Primitive[] = [
  primitive(
    "u8",
    int(0, 0xff),
    (w, v) => w.u8(v),
    (r) => r.u8(),
  ),
  primitive(
    "u16",
    int(0, 0xffff),
    (w, v) => w.u16(v),
    (r) => r.u16(),
  ),
  primitive(
    "u24",
    int(0, 0xffffff),
    (w, v) => w.u24(v),
    (r) => r.u24(),
  ),
  primitive(
    "u32",
    int(0, 0xffffffff),
    (w, v) => w.u32(v),
    (r) => r.u32(),
  ),
  primitive(
    "i8",
    int(-0x80, 0x7f),
    (w, v) => w.i8(v),
    (r) => r.i8(),
  ),
  primitive(
    "i16",
    int(-0x8000, 0x7fff),
    (w, v) => w.i16(v),
    (r) => r.i16(),
  ),
  primitive(
    "i32",
    int(-0x80000000, 0x7fffffff),
    (w, v) => w.i32(v),
    (r) => r.i32(),
  ),
  primitive(
    "f32",
    fc.float(),
    (w, v) => w.f32(v),
    (r) => r.f32(),
  ),
  primitive(
    "f64",
    fc.double(),
    (w, v) => w.f64(v),
    (r) => r.f64(),
  ),
  primitive(
    "varint",
    fc.maxSafeNat(),
    (w, v) => w.varint(v),
    (r) => r.varint(),
  ),
  primitive<Uint8Array>(
    "bytes",
    fc.uint8Array({ maxLength: 300 }),
    (w, v) => w.bytes(v),
    (r) => r.bytes(300),
  ),
  primitive(
    "string",
    fc.string({ unit: "grapheme", maxLength: 50 }),
    (w, v) => w.string(v),
    (r) => r.string(5000),
  ),
];

describe("ByteWriter and ByteReader", () => {
  it("W1 · golden bytes: little-endian, varint low group first, lengths in front", () => {
    expect(bytesOf((w) => w.u8(0xfe))).toEqual([0xfe]);
    expect(bytesOf((w) => w.u16(0x1234))).toEqual([0x34, 0x12]);
    expect(bytesOf((w) => w.u24(0x123456))).toEqual([0x56, 0x34, 0x12]);
    expect(bytesOf((w) => w.u32(0xfedcba98))).toEqual([0x98, 0xba, 0xdc, 0xfe]);
    expect(bytesOf((w) => w.i8(-2))).toEqual([0xfe]);
    expect(bytesOf((w) => w.i16(-2))).toEqual([0xfe, 0xff]);
    expect(bytesOf((w) => w.i32(-2))).toEqual([0xfe, 0xff, 0xff, 0xff]);
    expect(bytesOf((w) => w.f32(1.5))).toEqual([0, 0, 0xc0, 0x3f]);
    expect(bytesOf((w) => w.f64(1.5))).toEqual([0, 0, 0, 0, 0, 0, 0xf8, 0x3f]);
    expect(bytesOf((w) => w.bytes(Uint8Array.of(7, 8)))).toEqual([2, 7, 8]);
    expect(bytesOf((w) => w.raw(Uint8Array.of(7, 8)))).toEqual([7, 8]);
    expect(bytesOf((w) => w.string("é!"))).toEqual([3, 0xc3, 0xa9, 0x21]);
  });

  it.each([
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [16383, [0xff, 0x7f]],
    [16384, [0x80, 0x80, 0x01]],
    [0xffffffff, [0xff, 0xff, 0xff, 0xff, 0x0f]],
    [Number.MAX_SAFE_INTEGER, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])("W1 · varint %d has its one form", (value, golden) => {
    expect(bytesOf((w) => w.varint(value))).toEqual(golden);
    expect(new ByteReader(Uint8Array.from(golden)).varint()).toBe(value);
  });

  it.each([
    ["padded by a zero", [0x80, 0x00]],
    ["padded twice", [0x85, 0x80, 0x00]],
    ["2^53", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]],
    ["2^56 − 1", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ["of nine bytes", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    ["without end", [0xff]],
  ])("W3 · a varint %s is refused", (_name, bytes) => {
    expect(codeOf(() => new ByteReader(Uint8Array.from(bytes)).varint())).toBe("bad-frame");
  });

  it("W3 · a varint over the asked limit is refused", () => {
    expect(new ByteReader(Uint8Array.of(9)).varint(9)).toBe(9);
    expect(codeOf(() => new ByteReader(Uint8Array.of(10)).varint(9))).toBe("bad-frame");
    expect(codeOf(() => new ByteReader(Uint8Array.of(3, 1, 2, 3)).bytes(2))).toBe("bad-frame");
    expect(codeOf(() => new ByteReader(Uint8Array.of(3, 65, 66, 67)).string(2))).toBe("bad-frame");
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("W1 · varint(%d) throws", (value) => {
    expect(codeOf(() => new ByteWriter().varint(value))).toBe("wrong-arguments");
  });

  it("W1 · any sequence of values comes back, and W3 · every cut of it is refused as bad-frame", () => {
    const step = fc.integer({ min: 0, max: primitives.length - 1 }).chain((index) =>
      (primitives[index] as Primitive).value.map((value) => ({
        of: primitives[index] as Primitive,
        value,
      })),
    );
    let cuts = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const writer = new ByteWriter(1);
        for (const { of, value } of steps) of.write(writer, value as never);
        const message = writer.copy();
        const reader = new ByteReader(message);
        for (const { of, value } of steps) expect(of.read(reader)).toStrictEqual(value);
        reader.expectEnd();
        for (let length = 0; length < message.length; length++) {
          cuts++;
          // A view in the middle of a larger buffer: reading on would find bytes there.
          const padded = new Uint8Array(message.length + 16).fill(0x01);
          padded.set(message, 5);
          const cut = new ByteReader(padded.subarray(5, 5 + length));
          const code = codeOf(() => {
            for (const { of } of steps) of.read(cut);
          });
          expect(code).toBe("bad-frame");
        }
      }),
      { numRuns: 60, seed: 7 },
    );
    expect(cuts).toBeGreaterThan(1000);
  });

  it("W1 · the buffer grows without losing what was written", () => {
    const writer = new ByteWriter(0);
    for (let i = 0; i < 1000; i++) writer.u16(i);
    const reader = new ByteReader(writer.written());
    for (let i = 0; i < 1000; i++) expect(reader.u16()).toBe(i);
    expect(writer.length).toBe(2000);
  });

  it("W1 · a message past 64 MiB is refused before the memory is taken", () => {
    const writer = new ByteWriter(8);
    const chunk = new Uint8Array(8 * 1024 * 1024);
    for (let i = 0; i < 8; i++) writer.raw(chunk);
    expect(codeOf(() => writer.u8(1))).toBe("message-too-large");
    expect(writer.length).toBe(64 * 1024 * 1024);
  });

  it("W1 · truncate takes back, reset begins anew, copy is the caller's", () => {
    const writer = new ByteWriter();
    writer.u8(1);
    writer.u8(2);
    const copy = writer.copy();
    const view = writer.written();
    writer.truncate(5);
    expect(writer.length).toBe(2);
    writer.truncate(1);
    writer.u8(9);
    expect([...writer.written()]).toEqual([1, 9]);
    expect([...copy]).toEqual([1, 2]);
    expect([...view]).toEqual([1, 9]);
    writer.reset();
    expect(writer.length).toBe(0);
    expect(copy.buffer.byteLength).toBe(2);
  });

  it("W1 · append adds what another writer holds, prefixLength puts a length before what follows", () => {
    for (const length of [0, 1, 127, 128, 255, 256, 257, 16_383, 16_384]) {
      const bytes = Uint8Array.from({ length }, (_, i) => i);
      const other = new ByteWriter(1);
      other.raw(bytes);
      const writer = new ByteWriter(1);
      writer.u8(7);
      writer.append(other);
      writer.prefixLength(1);
      writer.u8(9);
      const reader = new ByteReader(writer.written());
      expect([reader.u8(), reader.bytes(length), reader.u8()]).toEqual([7, bytes, 9]);
      reader.expectEnd();
    }
  });

  it("W1 · limit closes off a part, restore goes on after it, read or not", () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3, 4, 5));
    reader.u8();
    const end = reader.limit(2);
    expect(reader.u8()).toBe(2);
    expect(reader.remaining).toBe(1);
    expect(codeOf(() => reader.u16())).toBe("bad-frame");
    expect(codeOf(() => reader.expectEnd())).toBe("bad-frame");
    reader.restore(end);
    expect([reader.position, reader.u8()]).toEqual([3, 4]);
    expect([...reader.rest()]).toEqual([5]);
    reader.expectEnd();
    expect(codeOf(() => reader.limit(1))).toBe("bad-frame");
  });

  it.each([-1, Number.NaN, 6])("W3 · a length of %d moves nothing", (length) => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3, 4, 5));
    reader.u8();
    expect(codeOf(() => reader.raw(length))).toBe("bad-frame");
    expect(codeOf(() => reader.limit(length))).toBe("bad-frame");
    expect(reader.position).toBe(1);
  });

  it("W1 · one reader serves many messages, views of one buffer included", () => {
    const pool = Uint8Array.from({ length: 32 }, (_, i) => i);
    const reader = new ByteReader(pool.subarray(8, 12));
    expect(reader.u32()).toBe(0x0b0a0908);
    reader.load(pool.subarray(8, 10));
    expect(reader.u16()).toBe(0x0908);
    expect(codeOf(() => reader.u8())).toBe("bad-frame");
    reader.load(pool.subarray(9, 13));
    expect(reader.u32()).toBe(0x0c0b0a09);
    reader.load(Uint8Array.of(0xff));
    expect(reader.i8()).toBe(-1);
  });

  it("W1 · what a reader gives out shares no memory, not even that of a Buffer", () => {
    const message = Buffer.from([2, 7, 8, 9]);
    const reader = new ByteReader(message);
    const bytes = reader.bytes(2);
    const rest = reader.rest();
    message.fill(0xee);
    expect(bytes).toStrictEqual(Uint8Array.of(7, 8));
    expect(rest).toStrictEqual(Uint8Array.of(9));
  });
});
