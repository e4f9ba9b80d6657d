import { describe, expect, it } from "vitest";
import { FrameLog } from "./frame-log.js";
import * as LIMITS from "./limits.js";

/** Numbers of the frames after `seq` that are for `peerId`. */
function since(log: FrameLog, seq: number, peerId = 2): number[] {
  return log
    .after(seq)
    .filter(({ audience }) => audience === undefined || audience.includes(peerId))
    .map((frame) => frame.seq);
}

describe("FrameLog", () => {
  it("S3 · numbers frames from 1, whoever they are for", () => {
    const log = new FrameLog(1000);
    expect([log.lastSeq, log.nextSeq]).toEqual([0, 1]);
    log.add([2], new Uint8Array(1), 0);
    log.add([3], new Uint8Array(1), 0);
    log.add(undefined, new Uint8Array(1), 0);
    expect([log.lastSeq, log.nextSeq]).toEqual([3, 4]);
  });

  it("S3 · gives out what was for the peer after the number, oldest first", () => {
    const log = new FrameLog(1000);
    const audiences = [[2], [3], undefined, [2, 3], [], [3], undefined];
    audiences.forEach((audience, i) => {
      log.add(audience, Uint8Array.of(i), 5);
    });
    expect(since(log, 0, 2)).toEqual([1, 3, 4, 7]);
    expect(since(log, 3, 3)).toEqual([4, 6, 7]);
    expect(since(log, 0, 9)).toEqual([3, 7]);
    expect(since(log, 7, 2)).toEqual([]);
    expect(log.after(6)).toEqual([{ seq: 7, audience: undefined, bytes: Uint8Array.of(6), atMs: 5 }]);
  });

  it("S6 · keeps a frame for its time, and not a moment longer", () => {
    const log = new FrameLog(1000);
    log.add(undefined, new Uint8Array(1), 100);
    log.add(undefined, new Uint8Array(1), 600);
    log.trim(1100);
    expect([since(log, 0), log.reaches(0)]).toEqual([[1, 2], true]);
    log.trim(1101);
    expect([since(log, 0), log.reaches(0), log.reaches(1)]).toEqual([[2], false, true]);
    log.trim(1601);
    expect([since(log, 0), log.reaches(1), log.reaches(2)]).toEqual([[], false, true]);
    expect(log.lastSeq).toBe(2);
  });

  it("S6 · what is too old goes when the next one comes", () => {
    const log = new FrameLog(1000);
    log.add(undefined, new Uint8Array(1), 0);
    log.add(undefined, new Uint8Array(1), 1001);
    expect([since(log, 0), log.reaches(0)]).toEqual([[2], false]);
  });

  it("L · keeps as many bytes as it may, and with one more the oldest frames go", () => {
    const log = new FrameLog(1000, 100);
    log.add(undefined, new Uint8Array(40), 0);
    log.add(undefined, new Uint8Array(60), 0);
    expect([since(log, 0), log.reaches(0)]).toEqual([[1, 2], true]);
    log.add(undefined, new Uint8Array(1), 0);
    expect([since(log, 0), log.reaches(0), log.reaches(1)]).toEqual([[2, 3], false, true]);
    log.add(undefined, new Uint8Array(100), 0);
    expect([since(log, 0), log.reaches(2), log.reaches(3)]).toEqual([[4], false, true]);
  });

  it("L · a frame larger than all that may be kept is known to be missing", () => {
    const log = new FrameLog(1000, 100);
    log.add(undefined, new Uint8Array(101), 0);
    expect([since(log, 0), log.reaches(0), log.reaches(1), log.nextSeq]).toEqual([[], false, true, 2]);
  });

  it("L · keeps 1 MiB when it is told no other number", () => {
    const log = new FrameLog(1000);
    for (let i = 0; i < 16; i++) log.add(undefined, new Uint8Array(LIMITS.logBytes / 16), 0);
    expect([LIMITS.logBytes, log.reaches(0)]).toEqual([1024 * 1024, true]);
    log.add(undefined, new Uint8Array(1), 0);
    expect([log.reaches(0), log.reaches(1)]).toEqual([false, true]);
  });

  it("S6 · what goes makes room again", () => {
    const log = new FrameLog(1000, 100);
    log.add(undefined, new Uint8Array(100), 0);
    log.trim(2000);
    log.add(undefined, new Uint8Array(100), 2000);
    expect(since(log, 0)).toEqual([2]);
  });

  it("S6 · a log without frames reaches every number", () => {
    expect(new FrameLog(1000).reaches(0)).toBe(true);
  });
});
