import { ByteReader, ByteWriter, NakodoError } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import { DEFAULT_OP_CODE_BASE, type FrameHead, frameHead, OP_CODE_COUNT, WIRE_VERSION } from "./frame.js";
import * as KIND from "./kind.js";

/** The bytes that `frameHead` must write, and the number that it must read from them. */
const golden: readonly (readonly [seq: number | undefined, bytes: readonly number[]])[] = [
  [undefined, [1, 0]],
  [1, [1, 1, 1]],
  [127, [1, 1, 0x7f]],
  [128, [1, 1, 0x80, 0x01]],
  [300, [1, 1, 0xac, 0x02]],
  [Number.MAX_SAFE_INTEGER, [1, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]],
];

function read(...bytes: number[]): FrameHead {
  const head: FrameHead = { seq: 77 };
  frameHead.read(new ByteReader(Uint8Array.from(bytes)), head);
  return head;
}

/** The code of the NakodoError that reading throws; whatever else is thrown goes on. */
function codeOf(...bytes: number[]): string {
  try {
    read(...bytes);
  } catch (error) {
    if (error instanceof NakodoError) return error.code;
    throw error;
  }
  return "nothing thrown";
}

describe("frameHead", () => {
  it.each(golden)("W1 · golden bytes of the head of frame %s", (seq, bytes) => {
    const writer = new ByteWriter();
    frameHead.write(writer, seq);
    expect([...writer.copy()]).toEqual(bytes);
    expect(read(...bytes)).toEqual({ seq });
  });

  it("W1 · what follows the head is left to be read", () => {
    const reader = new ByteReader(Uint8Array.of(1, 1, 5, 0x0a, 0x00));
    frameHead.read(reader, { seq: undefined });
    expect([...reader.rest()]).toEqual([0x0a, 0x00]);
  });

  it.each(golden)("W4 · cut short at any byte is a bad frame: %s", (_seq, bytes) => {
    for (let length = 0; length < bytes.length; length++)
      expect(codeOf(...bytes.slice(0, length)), `${length} bytes`).toBe("bad-frame");
  });

  it("W4 · other versions are refused", () => {
    for (const version of [0, 2, 3, 0x7f, 0x80, 0xff]) expect(codeOf(version, 0)).toBe("bad-frame");
  });

  it("W4 · each flag but the first is refused, with the first and without", () => {
    for (let bit = 1; bit < 8; bit++) {
      expect(codeOf(1, 1 << bit)).toBe("bad-frame");
      expect(codeOf(1, (1 << bit) | 1, 1)).toBe("bad-frame");
    }
  });

  it("W4 · number 0, a padded number and one past 2^53 − 1 are refused", () => {
    expect(codeOf(1, 1, 0)).toBe("bad-frame");
    expect(codeOf(1, 1, 0x81, 0)).toBe("bad-frame");
    expect(codeOf(1, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f)).toBe("bad-frame");
  });

  it("W1 · version, base and number of op codes are the page's", () => {
    expect([WIRE_VERSION, DEFAULT_OP_CODE_BASE, OP_CODE_COUNT]).toEqual([1, 9011, 15]);
  });

  it("W2 · the numbers of kinds are the page's; those from 0x20 on belong to the stream", () => {
    expect({ ...KIND }).toEqual({
      hello: 0x01,
      welcome: 0x02,
      refuse: 0x03,
      claim: 0x04,
      peer: 0x05,
      remove: 0x06,
      greet: 0x07,
      live: 0x08,
      cut: 0x09,
      bye: 0x0a,
      settings: 0x0b,
      handOver: 0x0c,
      piece: 0x0d,
      heard: 0x0e,
      silent: 0x0f,
      forward: 0x10,
      relayed: 0x11,
      lost: 0x12,
      kept: 0x13,
      call: 0x20,
      part: 0x21,
      authority: 0x22,
      barrier: 0x23,
      ask: 0x24,
      answer: 0x25,
    });
  });
});
