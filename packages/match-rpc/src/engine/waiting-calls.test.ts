import { describe, expect, it } from "vitest";
import * as LIMITS from "./limits.js";
import { type WaitingCall, WaitingCalls } from "./waiting-calls.js";

function call(pathId: number, atMs = 0, bytes = 1, senderId = 2): WaitingCall {
  return { senderId, pathId, body: new Uint8Array(bytes), atMs };
}

describe("WaitingCalls", () => {
  it("C5 · gives out the calls to a path, oldest first, once", () => {
    const calls = new WaitingCalls();
    const all = [call(1, 0), call(2, 1), call(1, 2, 5, 3), call(1, 2)];
    for (const one of all) expect(calls.add(one)).toBe(true);
    expect(calls.take(1)).toEqual([all[0], all[2], all[3]]);
    expect(calls.take(1)).toEqual([]);
    expect(calls.take(2)).toEqual([all[1]]);
  });

  it("C5 · a call waits 10 s, and not a moment longer", () => {
    const calls = new WaitingCalls();
    expect(calls.nextDueMs).toBeUndefined();
    calls.add(call(1, 100));
    calls.add(call(2, 600));
    expect([LIMITS.waitingCallMs, calls.nextDueMs]).toEqual([10_000, 10_100]);
    expect(calls.takeExpired(10_099)).toEqual([]);
    expect(calls.takeExpired(10_100)).toEqual([call(1, 100)]);
    expect([calls.take(1), calls.nextDueMs]).toEqual([[], 10_600]);
    expect(calls.takeExpired(20_000)).toEqual([call(2, 600)]);
    expect(calls.nextDueMs).toBeUndefined();
  });

  it("L · 256 calls wait, over all senders and paths, and one more does not", () => {
    const calls = new WaitingCalls();
    expect(LIMITS.waitingCalls).toBe(256);
    for (let i = 0; i < 256; i++) expect(calls.add(call(i % 7, 0, 1, 2 + (i % 5)))).toBe(true);
    expect(calls.add(call(1))).toBe(false);
    const taken = calls.take(1).length;
    expect(taken).toBeGreaterThan(0);
    for (let i = 0; i < taken; i++) expect(calls.add(call(9))).toBe(true);
    expect(calls.add(call(9))).toBe(false);
  });

  it("L · 256 KiB of arguments wait, and one byte more does not", () => {
    const calls = new WaitingCalls();
    expect(LIMITS.waitingCallBytes).toBe(256 * 1024);
    expect(calls.add(call(1, 0, LIMITS.waitingCallBytes + 1))).toBe(false);
    expect(calls.add(call(1, 0, LIMITS.waitingCallBytes - 10))).toBe(true);
    expect(calls.add(call(2, 0, 11))).toBe(false);
    expect(calls.add(call(2, 0, 10))).toBe(true);
    expect(calls.add(call(3, 0, 1))).toBe(false);
    expect(calls.add(call(3, 0, 0))).toBe(true);
  });

  it("C5 · where there is no room, who takes most makes it, with its newest call", () => {
    const calls = new WaitingCalls();
    for (let i = 0; i < 250; i++) calls.add(call(i, i, 1, 3));
    for (let i = 0; i < 6; i++) calls.add(call(i, i, 1, 4));
    const more = call(9, 999, 1, 4);
    expect(calls.add(more)).toBe(false);
    expect(calls.makeRoomFor(more)).toEqual(call(249, 249, 1, 3));
    expect(calls.add(more)).toBe(true);
    expect(calls.makeRoomFor(call(1, 0, 1, 3))).toBeUndefined();
    // Up to an equal share, and no further.
    let moved = 0;
    while (calls.makeRoomFor(call(2, 0, 1, 5)) !== undefined && calls.add(call(2, 0, 1, 5))) moved++;
    expect(moved).toBe(124);
  });

  it("C5 · large calls count for what they take", () => {
    const calls = new WaitingCalls();
    calls.add(call(1, 0, LIMITS.waitingCallBytes - 100, 3));
    for (let i = 0; i < 20; i++) calls.add(call(i, 0, 1, 4));
    expect(calls.add(call(1, 0, 200, 4))).toBe(false);
    expect(calls.makeRoomFor(call(1, 0, 200, 4))?.senderId).toBe(3);
    expect(calls.add(call(1, 0, 200, 4))).toBe(true);
  });

  it("L · what is taken, or has waited too long, makes room", () => {
    const calls = new WaitingCalls();
    calls.add(call(1, 0, LIMITS.waitingCallBytes));
    expect(calls.takeExpired(LIMITS.waitingCallMs)).toHaveLength(1);
    expect(calls.add(call(1, 0, LIMITS.waitingCallBytes))).toBe(true);
    expect(calls.take(1)).toHaveLength(1);
    expect(calls.add(call(1, 0, LIMITS.waitingCallBytes))).toBe(true);
  });
});
