import { ByteReader, ByteWriter, NakodoError } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import * as LIMITS from "../engine/limits.js";
import * as KIND from "./kind.js";
import {
  type Assembly,
  joinPieces,
  LAST_LANE,
  PIECE_HEAD_BYTES,
  pieceCount,
  readPiece,
  writePiece,
} from "./pieces.js";

function numbered(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7) & 0xff);
}

function write(kind: number, whole: Uint8Array, index: number, room: number, lane?: number): Uint8Array {
  const writer = new ByteWriter();
  writePiece(writer, kind, whole, index, room, lane);
  return writer.copy();
}

/** The body of a piece, without kind and length. */
function bodyOf(entry: Uint8Array): Uint8Array {
  const reader = new ByteReader(entry);
  reader.u8();
  reader.limit(reader.varint());
  return reader.rest();
}

/** Takes a whole entry apart and joins what arrives. */
function roundTrip(whole: Uint8Array, room: number): Uint8Array | undefined {
  let assembly: Assembly | undefined;
  const count = pieceCount(whole.byteLength, room);
  for (let index = 0; index < count; index++) {
    if (assembly !== undefined) expect(joinPieces(assembly)).toBeUndefined();
    assembly = readPiece(new ByteReader(bodyOf(write(KIND.piece, whole, index, room))), assembly);
  }
  return assembly === undefined ? undefined : joinPieces(assembly);
}

/** Adds a piece with this body: gives the assembly, or the code of the NakodoError that was thrown. */
function add(before: Assembly | undefined, ...body: number[]): Assembly | string {
  return addBytes(before, Uint8Array.from(body));
}

/** The same for a larger body. */
function addBytes(before: Assembly | undefined, body: Uint8Array): Assembly | string {
  try {
    return readPiece(new ByteReader(body), before);
  } catch (error) {
    if (error instanceof NakodoError) return error.code;
    throw error;
  }
}

/** Adds a piece that must be fine. */
function begin(...body: number[]): Assembly {
  return readPiece(new ByteReader(Uint8Array.from(body)), undefined);
}

describe("pieces", () => {
  it("S7 · golden bytes of parts, the last one shorter", () => {
    const whole = Uint8Array.of(1, 2, 3, 4, 5);
    expect(pieceCount(whole.byteLength, 2)).toBe(3);
    expect([0, 1, 2].map((index) => [...write(KIND.part, whole, index, 2, 511)])).toEqual([
      [0x21, 6, 0xff, 0x03, 0, 3, 1, 2],
      [0x21, 6, 0xff, 0x03, 1, 3, 3, 4],
      [0x21, 5, 0xff, 0x03, 2, 3, 5],
    ]);
  });

  it("W7 · golden bytes of a piece of a control entry", () => {
    expect([...write(KIND.piece, numbered(300), 1, 299)]).toEqual([0x0d, 3, 1, 2, (299 * 7) & 0xff]);
  });

  it("S7 · what was taken apart is joined again, at any room", () => {
    for (const length of [1, 2, 255, 256, 257, 1000]) {
      for (const room of [1000, 256, 255, 7, 2]) {
        if (Math.ceil(length / room) > LIMITS.pieces) continue;
        expect(roundTrip(numbered(length), room)).toEqual(numbered(length));
      }
    }
  });

  it("L · the largest message in the most pieces is joined", () => {
    const whole = numbered(LIMITS.messageBytes);
    expect(pieceCount(whole.byteLength, LIMITS.messageBytes / LIMITS.pieces)).toBe(LIMITS.pieces);
    const joined = roundTrip(whole, LIMITS.messageBytes / LIMITS.pieces);
    expect(joined?.byteLength).toBe(whole.byteLength);
    expect(joined?.every((byte, i) => byte === whole[i])).toBe(true);
  });

  it("L · one byte past the largest message and its entry's head is a bad frame", () => {
    const half = (LIMITS.messageBytes + PIECE_HEAD_BYTES) / 2;
    const body = (index: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(2 + length);
      bytes.set([index, 2]);
      return bytes;
    };
    const first = readPiece(new ByteReader(body(0, half)), undefined);
    expect(addBytes(first, body(1, half + 1))).toBe("bad-frame");
    const whole = addBytes(first, body(1, half));
    if (typeof whole === "string") throw new Error(whole);
    expect(joinPieces(whole)?.byteLength).toBe(LIMITS.messageBytes + PIECE_HEAD_BYTES);
  });

  it("L · more than 512 pieces are a bad frame", () => {
    // 512 is 80 04 in a varint, 513 is 81 04.
    expect(add(undefined, 0, 0x80, 0x04, 9)).toMatchObject({ count: 512 });
    expect(add(undefined, 0, 0x81, 0x04, 9)).toBe("bad-frame");
  });

  it("W7 · a head takes no more than its room, whatever its numbers", () => {
    const whole = numbered(LIMITS.messageBytes);
    const room = LIMITS.messageBytes / LIMITS.pieces;
    const entry = write(KIND.part, whole, LIMITS.pieces - 1, room, LAST_LANE);
    expect(entry.byteLength - room).toBeLessThanOrEqual(PIECE_HEAD_BYTES);
  });

  it("S7 · a first piece begins anew, whatever came before", () => {
    const before = begin(0, 3, 1);
    expect(add(before, 0, 2, 7)).toEqual({ chunks: [Uint8Array.of(7)], bytes: 1, count: 2 });
    expect(before.chunks).toHaveLength(1);
  });

  it.each([
    ["that comes without the first", undefined, [1, 2, 9]],
    ["that leaves one out", begin(0, 3, 1), [2, 3, 9]],
    ["of another count", begin(0, 3, 1), [1, 4, 9]],
    ["past the count", begin(0, 1, 1), [1, 1, 9]],
    ["of none", undefined, [0, 0, 9]],
    ["without bytes", undefined, [0, 2]],
    ["without bytes later on", begin(0, 2, 1), [1, 2]],
    ["without a count", undefined, [0]],
    ["without anything", undefined, []],
    ["with a padded number", undefined, [0x80, 0x00, 2, 9]],
  ])("W4 · a piece %s is a bad frame", (_name, before, body) => {
    expect(add(before, ...body)).toBe("bad-frame");
  });

  it("S7 · a refused piece leaves what came before as it was", () => {
    const assembly = begin(0, 2, 1, 2);
    expect(add(assembly, 1, 3, 9)).toBe("bad-frame");
    expect(assembly.bytes).toBe(2);
    const whole = add(assembly, 1, 2, 3);
    if (typeof whole === "string") throw new Error(whole);
    expect(joinPieces(whole)).toEqual(Uint8Array.of(1, 2, 3));
  });
});
