import { describe, expect, it } from "vitest";
import { SimulatedMatch, type SimulatedPeer } from "../test/simulated-match.js";
import { Driver, type MatchClock, systemMatchClock } from "./driver.js";

/** Several driven engines on one simulated network, whose time is their clock. */
class DrivenMatch implements MatchClock {
  /** Delays that timers were set with, in order. */
  readonly delaysMs: number[] = [];
  readonly #match = new SimulatedMatch();
  readonly #timers = new Set<{ readonly atMs: number; readonly fire: () => void }>();

  get pending(): number {
    return this.#timers.size;
  }

  nowMs(): number {
    return this.#match.network.nowMs;
  }

  setTimer(delayMs: number, fire: () => void): () => void {
    const timer = { atMs: this.nowMs() + delayMs, fire };
    this.delaysMs.push(delayMs);
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** A peer that only its driver drives; not connected yet. */
  prepare(entry: "create" | "join"): { peer: SimulatedPeer; driver: Driver } {
    const peer = this.#match.prepare(entry, { entry });
    return { peer, driver: new Driver(peer.engine, this) };
  }

  /** Lets time pass: what arrives, and timers, each at its time and in a task of its own. */
  async pass(ms: number): Promise<void> {
    const { network } = this.#match;
    const untilMs = network.nowMs + ms;
    for (;;) {
      await taskEnd();
      const timer = [...this.#timers].sort((a, b) => a.atMs - b.atMs)[0];
      const nextMs = Math.min(untilMs, timer?.atMs ?? untilMs, network.nextDeliveryMs ?? untilMs);
      network.advance(Math.max(0, nextMs - network.nowMs));
      if (timer !== undefined && timer.atMs <= network.nowMs) {
        if (this.#timers.delete(timer)) timer.fire();
      } else if (network.nowMs >= untilMs && (network.nextDeliveryMs ?? Number.POSITIVE_INFINITY) > untilMs)
        break;
    }
    await taskEnd();
  }
}

/** Resolves when all that the running task put off to its end is done. */
async function taskEnd(): Promise<void> {
  await Promise.resolve();
}

/** A host and a guest who are in one match. */
async function pair() {
  const match = new DrivenMatch();
  const host = match.prepare("create");
  host.driver.start(host.peer.transport);
  await match.pass(100);
  const guest = match.prepare("join");
  guest.driver.start(guest.peer.transport);
  await match.pass(2_000);
  return { match, host, guest };
}

/** A newcomer among others of whom none is host: it waits for an answer that never comes. */
async function waiting() {
  const match = new DrivenMatch();
  const silent = match.prepare("join");
  silent.peer.transport.start(() => {});
  const guest = match.prepare("join");
  guest.driver.start(guest.peer.transport);
  await taskEnd();
  return { match, ...guest };
}

describe("Driver", () => {
  it("S1 · all that is said in one task goes in one message when the task ends", async () => {
    const { match, host, guest } = await pair();
    expect([host.peer.engine.isHost, guest.peer.engine.isAdmitted]).toEqual([true, true]);
    const { engine } = guest.peer;
    const before = engine.counters.sentFrames;
    for (const text of ["a", "b", "c"]) {
      guest.peer.call(1, "say", text);
      guest.driver.touch();
    }
    expect(engine.counters.sentFrames).toBe(before);
    await taskEnd();
    expect(engine.counters.sentFrames).toBe(before + 1);
    guest.peer.call(1, "say", "d");
    guest.driver.touch();
    await taskEnd();
    expect(engine.counters.sentFrames).toBe(before + 2);
    await match.pass(100);
    const { selfId } = engine;
    expect(host.peer.probe.heard).toEqual(["a", "b", "c", "d"].map((text) => `${selfId}:${text}`));
  });

  it("S1 · a task in which nothing was said sends nothing", async () => {
    const { guest } = await pair();
    const before = guest.peer.engine.counters.sentFrames;
    guest.driver.touch();
    await taskEnd();
    expect(guest.peer.engine.counters.sentFrames).toBe(before);
  });

  it("A9 · wakes the engine when something is due: nobody answers, and joining ends in its time", async () => {
    const { match, peer } = await waiting();
    const ends: string[] = [];
    peer.engine.events.on("ended", ({ error }) =>
      ends.push(`${error?.code} after ${match.nowMs() - startMs}`),
    );
    const startMs = match.nowMs();
    expect(match.pending).toBe(1);
    await match.pass(4_999);
    expect(ends).toEqual([]);
    await match.pass(1);
    expect(ends).toEqual(["no-host after 5000"]);
  });

  it("A9 · one timer waits at a time, set for whole milliseconds, 1 at the least", async () => {
    const { match, peer, driver } = await waiting();
    for (let i = 0; i < 20; i++) {
      driver.touch();
      await taskEnd();
      driver.advance();
      expect(match.pending).toBe(1);
      await match.pass(100);
    }
    expect(peer.engine.hasEnded).toBe(false);
    for (const delayMs of match.delaysMs) {
      expect(delayMs).toBeGreaterThanOrEqual(1);
      expect(Number.isInteger(delayMs)).toBe(true);
    }
  });

  it("A9 · a game loop may advance it, and what is due happens there", async () => {
    const { match, peer, driver } = await waiting();
    driver.stop();
    await match.pass(6_000);
    expect(peer.engine.hasEnded).toBe(false);
    driver.advance();
    expect(peer.engine.hasEnded).toBe(true);
  });

  it("A9 · when the match ends the timer is gone: by its time, and by the transport", async () => {
    const late = await waiting();
    await late.match.pass(5_000);
    expect([late.peer.engine.hasEnded, late.match.pending]).toEqual([true, 0]);
    const closed = await waiting();
    expect(closed.match.pending).toBe(1);
    closed.peer.transport.close();
    await closed.match.pass(0);
    expect([closed.peer.engine.hasEnded, closed.match.pending]).toEqual([true, 0]);
  });

  it("A9 · stop takes the timer away, is safe twice, and a touch later sets another", async () => {
    const { match, driver } = await waiting();
    driver.stop();
    driver.stop();
    expect(match.pending).toBe(0);
    driver.touch();
    await taskEnd();
    expect(match.pending).toBe(1);
  });

  it("A9 · before the transport is up nothing is due, and no timer is set", async () => {
    const match = new DrivenMatch();
    const { driver } = match.prepare("join");
    driver.touch();
    await taskEnd();
    driver.advance();
    expect(match.delaysMs).toEqual([]);
  });
});

describe("systemMatchClock", () => {
  it("A9 · fires once, never goes back, and does not fire when it was cancelled", async () => {
    const clock = systemMatchClock();
    const fired: string[] = [];
    const beforeMs = clock.nowMs();
    const cancel = clock.setTimer(1, () => fired.push("cancelled"));
    cancel();
    cancel();
    await new Promise<void>((resolve) => {
      clock.setTimer(1, () => {
        fired.push("fired");
        resolve();
      });
    });
    expect(fired).toEqual(["fired"]);
    expect(clock.nowMs()).toBeGreaterThanOrEqual(beforeMs);
  });
});
