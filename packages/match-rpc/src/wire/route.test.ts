import { ByteReader, ByteWriter, NakodoError } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import * as LIMITS from "../engine/limits.js";
import { type ForwardHead, forward, readRelayed, writeRelayed } from "./route.js";

const FRAME = Uint8Array.of(1, 0, 0x20, 0);

/** What the page lays out, and its bytes. */
const golden: readonly (readonly [string, ForwardHead, string])[] = [
  ["to all", { term: 5, round: 300, to: { isOnly: false, peerIds: [] } }, "05 ac02 00 01002000"],
  [
    "to all but two",
    { term: 5, round: 1, to: { isOnly: false, peerIds: [3, 200] } },
    "05 01 01 02 03 c801 01002000",
  ],
  ["to one", { term: 200, round: 1, to: { isOnly: true, peerIds: [7] } }, "c801 01 02 01 07 01002000"],
];

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.replaceAll(" ", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

describe("forward", () => {
  it.each(golden)("R2 · golden bytes: a frame %s", (_name, head, hex) => {
    const writer = new ByteWriter();
    forward.write(writer, head, FRAME);
    expect(writer.copy()).toEqual(bytesOf(hex));
    const reader = new ByteReader(bytesOf(hex));
    expect(forward.read(reader)).toEqual(head);
    expect(reader.rest()).toEqual(FRAME);
  });

  it.each([
    ["an audience of no known kind", "05 01 03"],
    ["a peer 1", "05 01 02 01 01"],
    ["more peers than bytes", "05 01 02 05 03"],
    ["nothing", ""],
  ])("W4 · R2 · %s is a bad frame", (_name, hex) => {
    expect(() => forward.read(new ByteReader(bytesOf(hex)))).toThrow(NakodoError);
  });

  it("L · R2 · an audience names 128 peers, and none more", () => {
    const body = (count: number): Uint8Array => {
      const writer = new ByteWriter();
      const peerIds = Array.from({ length: count }, (_, i) => 2 + i);
      forward.write(writer, { term: 1, round: 1, to: { isOnly: true, peerIds } }, FRAME);
      return writer.copy();
    };
    expect(forward.read(new ByteReader(body(LIMITS.peers))).to.peerIds).toHaveLength(128);
    expect(() => forward.read(new ByteReader(body(LIMITS.peers + 1)))).toThrow(NakodoError);
  });

  it("R3 · golden bytes: a relayed frame", () => {
    const writer = new ByteWriter();
    writeRelayed(writer, 300, FRAME);
    writeRelayed(writer, 3, bytesOf("01 01 85 01 2000"));
    expect(writer.copy()).toEqual(bytesOf("ac02 04 2000 03 09 8501 2000"));
    const reader = new ByteReader(writer.copy());
    expect([reader.varint(), readRelayed(reader)]).toEqual([300, FRAME]);
    expect([reader.varint(), readRelayed(reader)]).toEqual([3, bytesOf("01 01 85 01 2000")]);
    expect(reader.remaining).toBe(0);
    for (const none of ["", "01", "02 00 2000", "01 02 2000"])
      expect(() => writeRelayed(writer, 3, bytesOf(none))).toThrow(NakodoError);
  });

  it("R3 · L · a relayed frame is as long as a message may be, and no longer than what is there", () => {
    const size = (bytes: number): ByteReader => {
      const writer = new ByteWriter();
      writer.varint(bytes * 2);
      writer.raw(new Uint8Array(LIMITS.messageBytes));
      return new ByteReader(writer.copy());
    };
    expect(readRelayed(size(LIMITS.messageBytes))).toHaveLength(LIMITS.messageBytes + 2);
    expect(() => readRelayed(size(LIMITS.messageBytes + 1))).toThrow(NakodoError);
    expect(() => readRelayed(new ByteReader(bytesOf("06 2000")))).toThrow(NakodoError);
  });
});
