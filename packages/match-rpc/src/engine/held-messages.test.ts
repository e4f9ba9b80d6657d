import { describe, expect, it } from "vitest";
import { type HeldMessage, HeldMessages } from "./held-messages.js";
import * as LIMITS from "./limits.js";

function message(sessionId: string, atMs = 0, ...bytes: number[]): HeldMessage {
  return { from: { sessionId, userId: "u", username: "n" }, bytes: Uint8Array.from(bytes), atMs };
}

describe("HeldMessages", () => {
  it("H5 · gives out what a connection said, in its order, once", () => {
    const held = new HeldMessages();
    const all = [message("a", 0, 1), message("b", 1, 2), message("a", 2, 3)];
    for (const one of all) expect(held.add(one)).toBe(true);
    expect([held.sessions, held.first("a"), held.first("c")]).toEqual([["a", "b"], all[0]?.bytes, undefined]);
    expect(held.take("a")).toEqual([all[0], all[2]]);
    expect([held.first("a"), held.take("a"), held.sessions]).toEqual([undefined, [], ["b"]]);
  });

  it("H5 · a claim waits 5 s from its first frame, however much is said after it", () => {
    const held = new HeldMessages();
    expect([held.nextDueMs, held.expired(1e9)]).toEqual([undefined, []]);
    held.add(message("a", 300));
    held.add(message("b", 100));
    held.add(message("b", 4000));
    expect([LIMITS.heldFrameMs, held.nextDueMs]).toEqual([5000, 5100]);
    expect(held.expired(5099)).toEqual([]);
    expect(held.expired(5100)).toEqual(["b"]);
    expect(held.expired(5300)).toEqual(["a", "b"]);
    held.take("b");
    expect(held.nextDueMs).toBe(5300);
  });

  it("H5 · the time of a connection whose frames were taken begins anew", () => {
    const held = new HeldMessages();
    held.add(message("a", 0));
    held.take("a");
    held.add(message("a", 1000));
    expect(held.nextDueMs).toBe(6000);
  });

  it("L · 256 frames of a connection are held, and one more is not", () => {
    const held = new HeldMessages();
    expect(LIMITS.heldFrames).toBe(256);
    for (let i = 0; i < 256; i++) expect(held.add(message("a", i))).toBe(true);
    expect(held.add(message("a", 256))).toBe(false);
    expect(held.add(message("b", 256))).toBe(true);
    expect(held.take("a")).toHaveLength(256);
    expect(held.add(message("a", 257))).toBe(true);
  });

  it("L · frames of as many connections are held as a match has peers, and of one more none", () => {
    const held = new HeldMessages();
    for (let i = 0; i < LIMITS.peers; i++) expect(held.add(message(`s${i}`))).toBe(true);
    expect(held.add(message("another"))).toBe(false);
    expect(held.first("another")).toBeUndefined();
    expect(held.add(message("s0"))).toBe(true);
    held.take("s0");
    expect(held.add(message("another"))).toBe(true);
  });

  it("H5 · nothing is held of a match that is over", () => {
    const held = new HeldMessages();
    held.add(message("a"));
    held.clear();
    expect([held.sessions, held.nextDueMs, held.take("a")]).toEqual([[], undefined, []]);
  });
});
