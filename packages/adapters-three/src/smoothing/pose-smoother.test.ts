import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PoseSmoother } from "./pose-smoother.js";
import { SenderClock } from "./sender-clock.js";

const FRAME_MS = 1000 / 60;
const SEND_MS = 50;

function pose(x: number, turn = 0): Float64Array {
  return Float64Array.of(x, 0, 0, 0, Math.sin(turn / 2), 0, Math.cos(turn / 2), 1, 1, 1);
}

function smoother(): PoseSmoother {
  return new PoseSmoother({ teleportDistance: 5, extrapolateMs: 100, correctionMs: 150 });
}

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const xOf = (of: PoseSmoother): number => of.shown[0] ?? Number.NaN;
const turnOf = (of: PoseSmoother): number => 2 * Math.atan2(of.shown[4] ?? 0, of.shown[6] ?? 0);

describe("movement under jitter", () => {
  it("P5 · constant speed in is constant speed out: no frame is off by more than a seventh, whatever the jitter", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 120 }), (seed, jitterMs) => {
        const clock = new SenderClock({ intervalMs: SEND_MS, minDelayMs: undefined, maxDelayMs: 500 });
        const object = smoother();
        const next = random(seed);
        const speed = 0.004;
        let sentMs = 0;
        let arrivalMs = 0;
        let queue: { atMs: number; sentMs: number }[] = [];
        let x = 0;
        let frames = 0;
        let uneven = 0;
        let worst = 0;
        for (let nowMs = 0; nowMs < 12_000; nowMs += FRAME_MS) {
          for (; sentMs <= nowMs; sentMs += SEND_MS) {
            arrivalMs = Math.max(arrivalMs, sentMs + 30 + next() * jitterMs);
            queue.push({ atMs: arrivalMs, sentMs });
          }
          for (const message of queue.filter(({ atMs }) => atMs <= nowMs)) {
            const timeMs = clock.receive(SenderClock.stampOf(message.sentMs));
            object.push(timeMs, pose(message.sentMs * speed), false, false, clock.intervalMs);
          }
          queue = queue.filter(({ atMs }) => atMs > nowMs);
          clock.update(nowMs, FRAME_MS);
          object.advance(clock.shownMs ?? Number.NaN, FRAME_MS);
          const shown = (xOf(object) - x) / (speed * FRAME_MS);
          x = xOf(object);
          if (nowMs < 3_000) continue;
          frames++;
          if (Math.abs(shown - 1) > 1 / 7) uneven++;
          worst = Math.max(worst, Math.abs(shown - 1));
        }
        expect(uneven / frames).toBeLessThan(0.01);
        // And where it is late, it is never thrown about.
        expect(worst).toBeLessThan(1);
      }),
      { seed: 17, numRuns: 30 },
    );
  });

  it("P5 · smoothing ends exactly at the last pose", () => {
    const object = smoother();
    object.push(0, pose(0), false, false, SEND_MS);
    object.push(50, pose(1, 0.5), false, false, SEND_MS);
    object.push(100, pose(1.25, 1), false, true, SEND_MS);
    for (let ms = 0; ms <= 200; ms += 10) object.advance(ms, 10);
    expect(object.isSettled).toBe(true);
    expect([...object.shown]).toEqual([...new Float32Array(pose(1.25, 1))]);
  });
});

describe("corrections", () => {
  it("P5 · a guess that went wrong is taken back in correctionMs without a jump, and then all is exact", () => {
    const object = smoother();
    object.push(0, pose(0, 0), false, false, SEND_MS);
    object.push(50, pose(0.5, 0.1), false, false, SEND_MS);
    for (let ms = 0; ms <= 150; ms += 10) object.advance(ms, 10);
    expect(xOf(object)).toBeCloseTo(1.5, 6);
    // It had stopped at once.
    object.push(100, pose(0.5, 0.1), false, true, SEND_MS);
    let [x, turn] = [xOf(object), turnOf(object)];
    for (let ms = 160; ms <= 300; ms += 10) {
      object.advance(ms, 10);
      expect(x - xOf(object)).toBeLessThan(0.07);
      expect(x - xOf(object)).toBeGreaterThan(0);
      expect(turn - turnOf(object)).toBeLessThan(0.014);
      [x, turn] = [xOf(object), turnOf(object)];
    }
    object.advance(310, 10);
    expect([xOf(object), object.isSettled]).toEqual([0.5, true]);
  });

  it("P5 · what nobody moves any more goes back to its last pose, and starts again from there", () => {
    const object = smoother();
    object.push(0, pose(0), false, false, SEND_MS);
    object.push(50, pose(0.5), false, false, SEND_MS);
    for (let ms = 0; ms <= 150; ms += 10) object.advance(ms, 10);
    object.settle();
    for (let ms = 160; ms <= 310; ms += 10) object.advance(ms, 10);
    expect([xOf(object), object.isSettled]).toEqual([0.5, true]);
    object.push(5_000, pose(1), false, false, SEND_MS);
    object.advance(4_975, 10);
    expect(xOf(object)).toBeCloseTo(0.75, 6);
  });

  it("P5 · a jump ends a correction, and what is too far away is no correction", () => {
    const object = smoother();
    object.push(0, pose(0), false, false, SEND_MS);
    object.push(50, pose(1), false, false, SEND_MS);
    for (let ms = 0; ms <= 150; ms += 10) object.advance(ms, 10);
    object.push(100, pose(1), false, false, SEND_MS);
    object.push(170, pose(3), true, true, SEND_MS);
    object.advance(160, 10);
    expect(xOf(object)).toBeGreaterThan(1.5);
    object.advance(170, 10);
    expect(xOf(object)).toBe(3);
    object.push(500, pose(30), false, true, SEND_MS);
    object.advance(500, 10);
    expect(xOf(object)).toBe(30);
  });

  it("P5 · another sender's poses are reached smoothly from what was shown, however its clock runs", () => {
    const object = smoother();
    object.push(90_000, pose(1), false, true, SEND_MS);
    object.advance(90_000, 10);
    object.restart();
    expect(object.advance(90_010, 10)).toBe(false);
    object.push(10, pose(2), false, true, SEND_MS);
    let x = 1;
    for (let ms = 10; ms <= 170; ms += 10) {
      object.advance(ms, 10);
      expect(xOf(object) - x).toBeLessThan(0.08);
      x = xOf(object);
    }
    expect(x).toBe(2);
  });

  it("P5 · an own object that another peer takes over goes on from where it is; one never shown appears at once", () => {
    const taken = smoother();
    taken.showAs(pose(1));
    taken.push(0, pose(2), false, true, SEND_MS);
    taken.advance(0, 10);
    expect(xOf(taken)).toBeLessThan(1.1);
    const fresh = smoother();
    fresh.push(0, pose(2), false, true, SEND_MS);
    fresh.advance(0, 10);
    expect(xOf(fresh)).toBe(2);
    const jumped = smoother();
    jumped.showAs(pose(1));
    jumped.push(0, pose(2), true, true, SEND_MS);
    jumped.advance(0, 10);
    expect(xOf(jumped)).toBe(2);
  });
});
