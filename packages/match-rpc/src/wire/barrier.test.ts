import { ByteReader, ByteWriter } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import { codeOf } from "../../test/code-of.js";
import * as LIMITS from "../engine/limits.js";
import { type BarrierEntry, readBarrier, writeBarrier } from "./barrier.js";

/** The bytes of an entry. */
function written(entry: BarrierEntry): number[] {
  const writer = new ByteWriter();
  writeBarrier(writer, entry);
  return [...writer.copy()];
}

const cases: readonly (readonly [string, BarrierEntry, readonly number[]])[] = [
  ["ready", { state: "reached", term: 1, name: "", peerIds: [] }, [0x23, 3, 1, 1, 0]],
  ["not ready", { state: "notReady", term: 2, name: "", peerIds: [] }, [0x23, 3, 0, 2, 0]],
  ["reached", { state: "reached", term: 300, name: "go", peerIds: [] }, [0x23, 6, 1, 0xac, 2, 2, 0x67, 0x6f]],
  [
    "passed",
    { state: "passed", term: 1, name: "go", peerIds: [2, 300] },
    [0x23, 8, 2, 1, 2, 0x67, 0x6f, 2, 0xac, 2],
  ],
];

describe("barrier entries", () => {
  it.each(cases)("B1 · golden bytes: %s", (_name, entry, bytes) => {
    expect(written(entry)).toEqual(bytes);
    expect(readBarrier(new ByteReader(Uint8Array.from(bytes.slice(2))))).toEqual(entry);
  });

  it.each([
    ["an unknown state", [3, 1, 2, 0x67, 0x6f]],
    ["not having reached a name", [0, 1, 2, 0x67, 0x6f]],
    ["readiness passed", [2, 1, 0]],
    ["ids where none belong", [1, 1, 2, 0x67, 0x6f, 2]],
    ["an id below 2", [2, 1, 2, 0x67, 0x6f, 1]],
    ["missing bytes", [1, 1, 2, 0x67]],
  ])("W4 · %s is a bad frame", (_name, body) => {
    expect(codeOf(() => readBarrier(new ByteReader(Uint8Array.from(body))))).toBe("bad-frame");
  });

  it("L · names of 256 bytes and 128 ids are read, one more of either is not", () => {
    const body = (nameBytes: number, ids: number): Uint8Array => {
      const writer = new ByteWriter();
      writer.u8(2);
      writer.varint(1);
      writer.string("n".repeat(nameBytes));
      for (let i = 0; i < ids; i++) writer.varint(2 + i);
      return writer.copy();
    };
    expect(readBarrier(new ByteReader(body(LIMITS.nameBytes, LIMITS.peers))).peerIds).toHaveLength(
      LIMITS.peers,
    );
    expect(codeOf(() => readBarrier(new ByteReader(body(LIMITS.nameBytes + 1, 1))))).toBe("bad-frame");
    expect(codeOf(() => readBarrier(new ByteReader(body(4, LIMITS.peers + 1))))).toBe("bad-frame");
  });
});
