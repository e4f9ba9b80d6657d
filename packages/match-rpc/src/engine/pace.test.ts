import { describe, expect, it } from "vitest";
import * as LIMITS from "./limits.js";
import { Pace } from "./pace.js";

/** A pace that has rested among so many others. */
function rested(others: number): Pace {
  const pace = new Pace();
  pace.refill(100_000, others);
  return pace;
}

/** How many messages go at once. */
function goes(pace: Pace, bulk = false): number {
  let count = 0;
  for (; bulk ? pace.mayGoInBulk : pace.mayGo; count++) pace.spend();
  return count;
}

describe("Pace", () => {
  it("R12 · S9 · what all senders may send to one receiver at once leaves a quarter of its queue free", () => {
    for (let others = 1; others <= LIMITS.queuedMessages; others++) {
      const atOnce = goes(rested(others));
      expect(atOnce).toBeGreaterThanOrEqual(1);
      expect(atOnce * others).toBeLessThanOrEqual(LIMITS.queuedMessages);
    }
    expect([1, 2, 3, 7, 15, 31, 48].map((others) => goes(rested(others)))).toEqual([32, 24, 16, 6, 3, 1, 1]);
  });

  it("R12 · S9 · what all senders may send to one receiver in a second is what one server writes", () => {
    for (let others = 1; others < LIMITS.peers; others++)
      expect(rested(others).perSecond * others).toBeLessThanOrEqual(LIMITS.messagesPerSecond * 1.000001);
    expect([1, 16, 32, 128].map((others) => Math.floor(rested(others).perSecond))).toEqual([120, 80, 40, 10]);
  });

  it("S9 · goes on as fast as messages are earned", () => {
    const pace = rested(1);
    expect(goes(pace)).toBe(32);
    // Half of the next one was earned beforehand.
    expect(pace.dueMs(100_000, false)).toBeCloseTo(100_000 + 500 / 120);
    pace.refill(100_000 + 1000, 1);
    expect(goes(pace)).toBe(32);
    pace.refill(101_000 + 100, 1);
    expect(goes(pace)).toBe(12);
  });

  it("S9 · one who speaks in a rhythm that its messages just last for waits once when it was late, and not from then on", () => {
    const others = 63;
    const pace = rested(others);
    const everyMs = 1000 / pace.perSecond + 0.1;
    const waits = Array.from({ length: 20 }, (_, i) => {
      const nowMs = 200_000 + i * everyMs + (i === 5 ? 0.4 * everyMs : 0);
      pace.refill(nowMs, others);
      const waitMs = pace.dueMs(nowMs, false) - nowMs;
      pace.refill(nowMs + waitMs, others);
      pace.spend();
      return waitMs;
    });
    expect(waits).toEqual(waits.map(() => 0));
  });

  it("S9 · a match that grows takes away at once what fewer might have sent", () => {
    const pace = rested(1);
    pace.refill(100_000, 47);
    expect(goes(pace)).toBe(1);
  });

  it("S7 · half of what may go at once is left to what is small", () => {
    const pace = rested(1);
    expect(goes(pace, true)).toBe(16);
    expect(pace.dueMs(100_000, true)).toBeGreaterThan(100_000);
    expect(goes(pace)).toBe(16);
    // Where one message at a time may go there is no half of it.
    expect(goes(rested(40), true)).toBe(1);
  });

  it("R12 · S9 · where more may speak at once than a queue holds, each waits for a turn of its own", () => {
    const turns = new Set<number>();
    for (const phase of [0, 0.25, 0.5, 0.999]) {
      const pace = new Pace();
      pace.phase = phase;
      pace.isStar = true;
      pace.refill(100_003, LIMITS.queuedMessages + 1);
      pace.ask(true);
      const dueMs = pace.dueMs(100_003, false);
      turns.add(dueMs);
      expect(dueMs - 100_003).toBeLessThanOrEqual(LIMITS.turnMs);
      expect(pace.mayGo).toBe(dueMs <= 100_003);
      pace.refill(dueMs, LIMITS.queuedMessages + 1);
      pace.ask(true);
      expect(goes(pace)).toBe(1);
    }
    expect(turns.size).toBe(4);
  });

  it("R12 · S9 · in a mesh the turns of all are spread over the time that one message of each takes", () => {
    const others = 64;
    const turns = [0, 0.25, 0.5, 0.999].map((phase) => {
      const pace = new Pace();
      pace.phase = phase;
      pace.refill(100_000, others);
      pace.ask(true);
      return pace.dueMs(100_000, false) - 100_000;
    });
    expect(turns.map(Math.round)).toEqual([0, 13, 25, 50]);
  });

  it("R12 · S9 · of those who are not in the match yet, no more than one asks to be let in in 2 ms", () => {
    const others = LIMITS.queuedMessages + 2;
    expect(LIMITS.newcomerTurnMs).toBe(2);
    const turns = [0, 0.25, 0.5, 0.999].map((phase) => {
      const pace = new Pace();
      pace.phase = phase;
      pace.isNewcomer = true;
      pace.refill(100_000, others);
      pace.ask(true);
      return pace.dueMs(100_000, false) - 100_000;
    });
    expect(turns.map(Math.round)).toEqual([0, 25, 50, 100]);
  });

  it("S9 · nobody waits for a turn where a queue has room for all", () => {
    const pace = new Pace();
    pace.phase = 0.5;
    pace.refill(100_003, LIMITS.queuedMessages);
    pace.ask(true);
    expect(pace.mayGo).toBe(true);
  });

  it("L · whoever leaves may send 16 more, fewer among many", () => {
    for (const [others, more] of [
      [1, 16],
      [3, 16],
      [5, 9],
      [47, 2],
      [127, 2],
    ] as const) {
      const pace = rested(others);
      goes(pace);
      pace.grantLast();
      expect(goes(pace)).toBe(more);
    }
  });
});
