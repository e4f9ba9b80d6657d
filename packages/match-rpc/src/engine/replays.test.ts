import { ByteReader, ByteWriter } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import { type FrameHead, frameHead } from "../wire/frame.js";
import * as KIND from "../wire/kind.js";
import { FrameLog } from "./frame-log.js";
import { type Replay, replays } from "./replays.js";

/** A log of frames of six bytes with one entry each. */
function logOf(audiences: readonly (readonly number[] | undefined)[]): FrameLog {
  const log = new FrameLog(1000);
  for (const audience of audiences) {
    const writer = new ByteWriter();
    frameHead.write(writer, log.nextSeq);
    for (const byte of [KIND.call, 1, log.nextSeq]) writer.u8(byte);
    log.add(audience, writer.copy(), 0);
  }
  return log;
}

/** The number of a frame, or of those in a message of kept ones. */
function numbersIn(bytes: Uint8Array): number[] {
  const reader = new ByteReader(bytes);
  const head: FrameHead = { seq: undefined };
  frameHead.read(reader, head);
  if (head.seq !== undefined) return [head.seq];
  expect(reader.u8()).toBe(KIND.kept);
  const end = reader.limit(reader.varint());
  const numbers: number[] = [];
  while (reader.remaining > 0) numbers.push(...numbersIn(reader.bytes(1000)));
  reader.restore(end);
  reader.expectEnd();
  return numbers;
}

function told({ bytes, due }: Replay): string {
  return `${due.map(({ peerId }) => peerId)}: ${numbersIn(bytes)}`;
}

function due(peerId: number, seq: number): { peerId: number; seq: number; no: number } {
  return { peerId, seq, no: 1 };
}

const ROOM = 1000;

describe("replays", () => {
  it("S3 · what one peer lacks goes in one message, each frame with its number", () => {
    const log = logOf([undefined, [2], undefined, [2, 3]]);
    expect(replays(log.after(0), [due(2, 1)], ROOM).map(told)).toEqual(["2: 2,3,4"]);
  });

  it("S3 · golden bytes of kept frames", () => {
    const [replay] = replays(logOf([undefined, undefined]).after(0), [due(2, 0)], ROOM);
    const one = [6, 1, 1, 1, 0x20, 1, 1];
    const two = [6, 1, 1, 2, 0x20, 1, 2];
    expect([...(replay?.bytes ?? [])]).toEqual([1, 0, 0x13, 14, ...one, ...two]);
  });

  it("S3 · what holds a word for some is not for everyone, whoever lacks it", () => {
    const log = logOf([undefined, undefined, [2, 3], undefined]);
    const of = (...seqs: readonly number[]): boolean[] =>
      replays(log.after(0), [due(2, seqs[0] ?? 0), due(3, seqs[1] ?? 0)], ROOM).map((one) => one.wasForAll);
    expect(of(0, 0)).toEqual([false]);
    expect(of(3, 3)).toEqual([true]);
    // Frame 1 for one, the rest for both; then 1 and 2 for one, the rest for both.
    expect(of(0, 1)).toEqual([true, false]);
    expect(of(2, 0)).toEqual([true, false]);
  });

  it("S3 · what several lack goes once for all of them, in order", () => {
    const log = logOf([undefined, undefined, undefined, [2], undefined, [3], undefined]);
    const found = replays(log.after(0), [due(2, 1), due(3, 0), due(4, 7)], ROOM).map(told);
    expect(found).toEqual(["3: 1", "2,3: 2,3", "2: 4", "2,3: 5", "3: 6", "2,3: 7"]);
  });

  it("S3 · nobody is told what was not for him, and nothing is sent when nobody lacks anything", () => {
    const log = logOf([[3], undefined, [3]]);
    expect(replays(log.after(0), [due(2, 0)], ROOM).map(told)).toEqual(["2: 2"]);
    expect(replays(log.after(0), [due(2, 2)], ROOM)).toEqual([]);
  });

  it("S3 · a frame that stays alone is sent as it was", () => {
    const log = logOf([undefined]);
    expect(replays(log.after(0), [due(2, 0)], ROOM)[0]?.bytes).toBe(log.after(0)[0]?.bytes);
  });

  it("S3 · L · as many share a message as have room in it, and with one byte less of it one fewer does", () => {
    const log = logOf([undefined, undefined, undefined]);
    const numbers = (maxBytes: number): string[] => replays(log.after(0), [due(2, 0)], maxBytes).map(told);
    expect(numbers(8 + 3 * 10)).toEqual(["2: 1,2,3"]);
    expect(numbers(8 + 3 * 10 - 1)).toEqual(["2: 1,2", "2: 3"]);
  });

  it("S3 · L · however large the frames are, no message is larger than it may be", () => {
    const log = new FrameLog(1000);
    for (let bytes = 1; bytes < 1000; bytes += 7) {
      const writer = new ByteWriter();
      frameHead.write(writer, log.nextSeq);
      for (let i = writer.length; i < bytes; i++) writer.u8(0);
      log.add(undefined, writer.copy(), 0);
    }
    const found = replays(log.after(0), [due(2, 0)], ROOM);
    for (const { bytes } of found) expect(bytes.byteLength).toBeLessThanOrEqual(ROOM);
    expect(found.flatMap(({ bytes }) => numbersIn(bytes))).toEqual(log.after(0).map(({ seq }) => seq));
  });
});
