import { ByteReader, ByteWriter } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import { type FrameHead, frameHead, KIND } from "../wire/frame.js";
import { FrameLog } from "./frame-log.js";
import { HEAD_BYTES } from "./outbox.js";
import { type Replay, replays } from "./replays.js";

/** A log of frames with one entry of this kind each, its body the frame's number. */
function logOf(
  audiences: readonly (readonly number[] | undefined)[],
  kinds: readonly number[] = [],
): FrameLog {
  const log = new FrameLog(1000);
  for (const [i, audience] of audiences.entries()) {
    const writer = new ByteWriter();
    frameHead.write(writer, log.nextSeq);
    for (const byte of [kinds[i] ?? KIND.call, 1, log.nextSeq]) writer.u8(byte);
    log.add(audience, writer.copy(), 0);
  }
  return log;
}

/** Who gets a frame of which number, and the bodies of its entries. */
function told({ bytes, due }: Replay): string {
  const reader = new ByteReader(bytes);
  const head: FrameHead = { seq: undefined };
  frameHead.read(reader, head);
  const bodies: number[] = [];
  while (reader.remaining > 0) {
    reader.u8();
    bodies.push(...reader.bytes(100));
  }
  return `${due.map(({ peerId }) => peerId)}: ${head.seq} of ${bodies}`;
}

function due(peerId: number, seq: number): { peerId: number; seq: number; no: number } {
  return { peerId, seq, no: 1 };
}

const ROOM = 1000;

describe("replays", () => {
  it("S3 · what one peer lacks goes in one frame, with the number of the last", () => {
    const log = logOf([undefined, [2], undefined, [2, 3]]);
    expect(replays(log.after(0), [due(2, 1)], ROOM).map(told)).toEqual(["2: 4 of 2,3,4"]);
  });

  it("S3 · what several lack goes once for all of them, in order", () => {
    const log = logOf([undefined, undefined, [2], undefined, [3], undefined]);
    const found = replays(log.after(0), [due(2, 1), due(3, 0), due(4, 6)], ROOM).map(told);
    expect(found).toEqual([
      "3: 1 of 1",
      "2,3: 2 of 2",
      "2: 3 of 3",
      "2,3: 4 of 4",
      "3: 5 of 5",
      "2,3: 6 of 6",
    ]);
  });

  it("S3 · nobody is told what was not for him, and nothing is sent when nobody lacks anything", () => {
    const log = logOf([[3], undefined, [3]]);
    expect(replays(log.after(0), [due(2, 0)], ROOM).map(told)).toEqual(["2: 2 of 2"]);
    expect(replays(log.after(0), [due(2, 2)], ROOM)).toEqual([]);
  });

  it("S3 · a frame that stays alone is sent as it was", () => {
    const log = logOf([undefined]);
    expect(replays(log.after(0), [due(2, 0)], ROOM)[0]?.bytes).toBe(log.after(0)[0]?.bytes);
  });

  it("S3 · L · as much shares a frame as has room in it, and one byte more does not", () => {
    const log = logOf([undefined, undefined, undefined]);
    const numbers = (maxBytes: number): string[] => replays(log.after(0), [due(2, 0)], maxBytes).map(told);
    expect(numbers(9 + HEAD_BYTES)).toEqual(["2: 3 of 1,2,3"]);
    expect(numbers(8 + HEAD_BYTES)).toEqual(["2: 2 of 1,2", "2: 3 of 3"]);
  });

  it("S3 · C6 · the notice of an authority begins a frame: whoever must wait with it does not hold up what was before", () => {
    const log = logOf([undefined, undefined, undefined], [KIND.call, KIND.authority, KIND.call]);
    expect(replays(log.after(0), [due(2, 0)], ROOM).map(told)).toEqual(["2: 1 of 1", "2: 3 of 2,3"]);
  });
});
