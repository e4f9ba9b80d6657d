import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SenderClock, type SenderClockOptions } from "./sender-clock.js";

const FRAME_MS = 1000 / 60;
const SEND_MS = 50;

/** Sends every 50 ms by a clock of its own, over a link with the given latency, to a peer that draws 60 frames a second. */
class Link {
  readonly clock: SenderClock;
  nowMs = 0;
  #sentMs = 0;
  #latestArrivalMs = 0;
  #queue: { atMs: number; stamp: number; sentMs: number }[] = [];
  /** The newest of the sender's times that has come. */
  newestMs = Number.NEGATIVE_INFINITY;

  constructor(
    readonly latencyMs: () => number,
    readonly aheadMs = 0,
    options: Partial<SenderClockOptions> = {},
  ) {
    this.clock = new SenderClock({
      intervalMs: SEND_MS,
      minDelayMs: undefined,
      maxDelayMs: 500,
      ...options,
    });
  }

  /** One frame of the receiver; `frameMs` after the last. */
  frame(frameMs = FRAME_MS): void {
    this.nowMs += frameMs;
    for (; this.#sentMs <= this.nowMs; this.#sentMs += SEND_MS) {
      // As TCP has it: nothing arrives before what was sent earlier.
      this.#latestArrivalMs = Math.max(this.#latestArrivalMs, this.#sentMs + this.latencyMs());
      this.#queue.push({
        atMs: this.#latestArrivalMs,
        stamp: SenderClock.stampOf(this.#sentMs + this.aheadMs),
        sentMs: this.#sentMs,
      });
    }
    for (
      let first = this.#queue[0];
      first !== undefined && first.atMs <= this.nowMs;
      first = this.#queue[0]
    ) {
      this.#queue.shift();
      this.clock.receive(first.stamp);
      this.newestMs = first.sentMs;
    }
    this.clock.update(this.nowMs, frameMs);
  }

  run(ms: number, each: () => void = () => undefined): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; ) {
      this.frame();
      each();
    }
  }

  get shownMs(): number {
    return this.clock.shownMs ?? Number.NaN;
  }
}

function jitter(baseMs: number, upToMs: number, seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return baseMs + (state / 2 ** 32) * upToMs;
  };
}

describe("delay", () => {
  it("P5 · on an even link others are shown about one and a half intervals after the fastest message", () => {
    const link = new Link(() => 40);
    link.run(5_000);
    expect(link.clock.delayMs).toBeGreaterThanOrEqual(74);
    expect(link.clock.delayMs).toBeLessThan(SEND_MS + 2 * FRAME_MS + 10);
  });

  it("P5 · whatever the jitter, nearly no frame lacks the snapshot after the time that is shown", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 150 }),
        (seed, base, upTo) => {
          const link = new Link(jitter(base, upTo, seed));
          link.run(3_000);
          let frames = 0;
          let late = 0;
          link.run(10_000, () => {
            frames++;
            if (!(link.shownMs <= link.newestMs)) late++;
          });
          expect(late / frames).toBeLessThan(0.02);
          // And the past is not longer than that takes.
          expect(link.clock.delayMs).toBeLessThan(SEND_MS + 1.5 * upTo + 4 * FRAME_MS);
        },
      ),
      { seed: 7, numRuns: 30 },
    );
  });

  it("P5 · messages that come in bundles are waited for as long as the first of a bundle was held up", () => {
    let sent = 0;
    const link = new Link(() => 40 + (3 - (sent++ % 4)) * SEND_MS);
    link.run(3_000);
    let late = 0;
    link.run(5_000, () => {
      if (!(link.shownMs <= link.newestMs)) late++;
    });
    expect(late).toBe(0);
    expect(link.clock.delayMs).toBeGreaterThan(3 * SEND_MS);
  });

  it("P5 · shown time runs at most a tenth faster or slower while the delay changes, and never back", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        let worst = jitter(30, 20, seed);
        const link = new Link(() => worst());
        link.run(2_000);
        let shownMs = link.shownMs;
        let [slowest, fastest] = [1, 1];
        const watch = (): void => {
          const speed = (link.shownMs - shownMs) / FRAME_MS;
          shownMs = link.shownMs;
          slowest = Math.min(slowest, speed);
          fastest = Math.max(fastest, speed);
        };
        worst = jitter(30, 200, seed);
        link.run(5_000, watch);
        worst = jitter(60, 10, seed);
        link.run(30_000, watch);
        expect(slowest).toBeGreaterThan(0.899);
        expect(fastest).toBeLessThan(1.101);
        expect(link.clock.delayMs).toBeLessThan(130);
      }),
      { seed: 11, numRuns: 10 },
    );
  });

  it("P5 · the bounds hold: minDelayMs on an even link, maxDelayMs on a bad one", () => {
    const even = new Link(() => 40, 0, { minDelayMs: 200 });
    even.run(3_000);
    expect(even.clock.delayMs).toBeCloseTo(200, 6);
    const bad = new Link(jitter(40, 400, 1), 0, { maxDelayMs: 120 });
    bad.run(10_000);
    expect(bad.clock.delayMs).toBeCloseTo(120, 6);
  });

  it("P5 · a sender's slower rate is found out", () => {
    const clock = new SenderClock({ intervalMs: 50, minDelayMs: undefined, maxDelayMs: 500 });
    for (let ms = 0; ms < 20_000; ms += 200) {
      clock.receive(SenderClock.stampOf(ms));
      clock.update(ms + 10, 200);
    }
    expect(clock.intervalMs).toBeCloseTo(200, 0);
    expect(clock.delayMs).toBeGreaterThan(290);
  });
});

describe("the sender's clock", () => {
  it("P5 · only differences count: any offset between the two clocks gives the same delay", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (aheadMs) => {
        const same = new Link(jitter(40, 30, 3));
        const other = new Link(jitter(40, 30, 3), aheadMs);
        same.run(3_000);
        other.run(3_000);
        expect(other.clock.delayMs).toBeCloseTo(same.clock.delayMs, 3);
      }),
      { seed: 13, numRuns: 30 },
    );
  });

  it("P5 · its time wraps after five days without anyone seeing it", () => {
    const wrapMs = 0x1_0000_0000 / 10;
    expect(SenderClock.stampOf(wrapMs)).toBe(0);
    expect(SenderClock.stampOf(wrapMs - 0.1)).toBe(0xffffffff);
    expect(SenderClock.stampOf(-0.1)).toBe(0xffffffff);
    const clock = new SenderClock({ intervalMs: 50, minDelayMs: undefined, maxDelayMs: 500 });
    const before = clock.receive(SenderClock.stampOf(wrapMs - 20));
    expect(clock.receive(SenderClock.stampOf(wrapMs + 30)) - before).toBeCloseTo(50, 3);
    expect(clock.receive(SenderClock.stampOf(wrapMs - 10)) - before).toBeCloseTo(10, 3);
    expect(clock.epoch).toBe(0);
    const link = new Link(() => 40, wrapMs - 2_000);
    link.run(1_000);
    const delayMs = link.clock.delayMs;
    link.run(3_000);
    expect(link.clock.delayMs).toBeCloseTo(delayMs, 0);
  });

  it("P5 · a clock that drifts by a thousandth is followed", () => {
    const clock = new SenderClock({ intervalMs: 50, minDelayMs: undefined, maxDelayMs: 500 });
    for (let i = 0; i < 6_000; i++) {
      // Its milliseconds are longer than ours: the offset grows by 300 ms.
      clock.receive(SenderClock.stampOf(i * 50 * 0.999));
      clock.update(i * 50 + 40, 50);
    }
    expect(clock.delayMs).toBeLessThan(130);
  });

  it("P5 · a sender whose time begins anew is taken up at once, in a new epoch", () => {
    const clock = new SenderClock({ intervalMs: 50, minDelayMs: undefined, maxDelayMs: 500 });
    let nowMs = 0;
    const run = (fromMs: number): void => {
      for (let i = 0; i < 40; i++) {
        clock.receive(SenderClock.stampOf(fromMs + i * 50));
        nowMs += 50;
        clock.update(nowMs, 50);
      }
    };
    run(100_000);
    run(0);
    expect(clock.epoch).toBe(1);
    expect(clock.shownMs).toBeGreaterThan(1_800);
    expect(clock.shownMs).toBeLessThan(2_000);
    run(500_000);
    expect(clock.shownMs).toBeGreaterThan(501_800);
  });

  it("P5 · what comes after a pause of the receiver, or is replayed seconds late, does not spoil the delay", () => {
    const link = new Link(() => 40);
    link.run(3_000);
    const { delayMs } = link.clock;
    link.frame(4_000);
    link.run(500);
    expect(link.clock.delayMs).toBeLessThan(delayMs + 1);
    // One message that was kept for 4 s: counts for maxDelayMs at most.
    link.clock.receive(SenderClock.stampOf(link.nowMs - 4_000));
    link.run(2_000);
    expect(link.clock.delayMs).toBeLessThan(delayMs + 50);
  });

  it("P5 · before its first message there is no time to show", () => {
    const clock = new SenderClock({ intervalMs: 50, minDelayMs: undefined, maxDelayMs: 500 });
    clock.update(1_000, 16);
    expect([clock.shownMs, clock.delayMs]).toEqual([undefined, 0]);
  });
});
