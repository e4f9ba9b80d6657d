import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SampleKind, SnapshotBuffer } from "./snapshot-buffer.js";

const INTERVAL_MS = 50;

function pose(x: number, turn = 0): Float64Array {
  return Float64Array.of(x, 0, 0, 0, Math.sin(turn / 2), 0, Math.cos(turn / 2), 1, 1, 1);
}

function buffer(options: { teleportDistance?: number; extrapolateMs?: number } = {}): SnapshotBuffer {
  return new SnapshotBuffer({ teleportDistance: 5, extrapolateMs: 100, ...options });
}

/** The pose's x at a time, and how it came about. */
function xAt(from: SnapshotBuffer, timeMs: number): [number, SampleKind] {
  const out = new Float64Array(10);
  const kind = from.sample(timeMs, out);
  return [out[0] ?? Number.NaN, kind];
}

function push(
  to: SnapshotBuffer,
  timeMs: number,
  x: number,
  how: { jump?: boolean; rest?: boolean } = {},
): void {
  to.push(timeMs, pose(x), how.jump ?? false, how.rest ?? false, INTERVAL_MS);
}

describe("between snapshots", () => {
  it("P5 · without a snapshot there is nothing to show", () => {
    expect(buffer().sample(0, new Float64Array(10))).toBe(SampleKind.NONE);
  });

  it("P5 · a position lies on the line between two snapshots, exactly at them, and at the first before it", () => {
    const b = buffer();
    push(b, 100, 1);
    push(b, 150, 2);
    push(b, 200, 4);
    expect([50, 100, 125, 150, 175, 200].map((ms) => xAt(b, ms)[0])).toEqual([1, 1, 1.5, 2, 3, 4]);
  });

  it("P5 · a rotation takes the shorter arc at an even speed, whatever sign its quaternion has", () => {
    const b = buffer();
    b.push(0, pose(0, 0), false, false, INTERVAL_MS);
    b.push(
      100,
      pose(0, 2).map((n, i) => (i >= 3 && i <= 6 ? -n : n)),
      false,
      false,
      INTERVAL_MS,
    );
    const out = new Float64Array(10);
    for (const ms of [0, 25, 50, 75, 100]) {
      b.sample(ms, out);
      // The turn whatever the sign: 0 to π.
      expect(2 * Math.asin(Math.hypot(...out.subarray(3, 6)))).toBeCloseTo(ms / 50, 5);
      expect(Math.hypot(...out.subarray(3, 7))).toBeCloseTo(1, 6);
    }
  });

  it("P5 · the order of arrival does not matter, and a time that comes twice counts once", () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 10 }),
        fc.array(fc.nat(9), { maxLength: 10 }),
        fc.double({ min: 0, max: 450, noNaN: true }),
        (order, again, timeMs) => {
          const b = buffer();
          for (const i of [...order, ...again]) push(b, i * INTERVAL_MS, i * 0.5);
          expect(b.count).toBe(10);
          expect(xAt(b, timeMs)[0]).toBeCloseTo(timeMs / 100, 6);
        },
      ),
      { seed: 5 },
    );
  });

  it("P5 · the newest 32 snapshots are kept, and one that is older than all of them is dropped", () => {
    const b = buffer();
    for (let i = 1; i <= 40; i++) push(b, i * 10, i / 10);
    expect([b.count, b.newestMs]).toEqual([32, 400]);
    push(b, 80, 100);
    expect(xAt(b, 0)[0]).toBeCloseTo(0.9, 6);
    push(b, 95, 0.95);
    expect([b.count, xAt(b, 0)[0]]).toEqual([32, expect.closeTo(0.95, 6)]);
  });
});

describe("beyond the newest snapshot", () => {
  it("P5 · what moved is carried on for extrapolateMs, then waits", () => {
    const b = buffer({ extrapolateMs: 100 });
    push(b, 0, 0);
    push(b, 50, 1);
    expect(xAt(b, 75)).toEqual([1.5, SampleKind.BEYOND]);
    expect(xAt(b, 150)).toEqual([3, SampleKind.BEYOND]);
    expect(xAt(b, 151)).toEqual([3, SampleKind.BEYOND]);
    expect(xAt(b, 9_000)).toEqual([3, SampleKind.BEYOND]);
  });

  it("P5 · one snapshot alone, two at almost one time and a jump give no speed to carry on with", () => {
    const alone = buffer();
    push(alone, 0, 1);
    const close = buffer();
    push(close, 0, 1);
    push(close, 1, 1.5);
    const jumped = buffer();
    push(jumped, 0, 0);
    push(jumped, 50, 2, { jump: true });
    expect([alone, close, jumped].map((b) => xAt(b, 100)[0])).toEqual([1, 1.5, 2]);
  });

  it("P5 · what rests stays exactly there", () => {
    const b = buffer();
    push(b, 0, 0);
    push(b, 50, 1);
    push(b, 100, 1.25, { rest: true });
    expect(xAt(b, 10_000)).toEqual([1.25, SampleKind.AT_REST]);
  });

  it("P5 · what starts after a rest starts one interval before its first snapshot, not when it came to rest", () => {
    const b = buffer();
    push(b, 0, 0, { rest: true });
    push(b, 10_000, 1);
    expect([5_000, 9_950, 9_975, 10_000].map((ms) => xAt(b, ms)[0])).toEqual([0, 0, 0.5, 1]);
  });
});

describe("jumps", () => {
  it("P5 · a snapshot that is flagged as a jump is shown from its time on, and nothing in between", () => {
    const b = buffer();
    push(b, 0, 0);
    push(b, 50, 1, { jump: true });
    push(b, 100, 2);
    expect([49, 50, 75].map((ms) => xAt(b, ms)[0])).toEqual([0, 1, 1.5]);
    expect([b.jumpsWithin(0, 49), b.jumpsWithin(49, 50), b.jumpsWithin(50, 100)]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it("P5 · two snapshots that are farther apart than teleportDistance are a jump; just so far is none", () => {
    const b = buffer({ teleportDistance: 5 });
    push(b, 0, 0);
    push(b, 50, 5);
    push(b, 100, 10.5);
    expect([25, 75, 100].map((ms) => xAt(b, ms)[0])).toEqual([2.5, 5, 10.5]);
  });

  it("P5 · after a rest a jump is one, too", () => {
    const b = buffer();
    push(b, 0, 0, { rest: true });
    push(b, 1_000, 1, { jump: true, rest: true });
    expect([999, 1_000].map((ms) => xAt(b, ms)[0])).toEqual([0, 1]);
  });
});
