import { ByteWriter } from "@nakodo/core";
import { LINKS, seededRandom } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import * as LIMITS from "../src/engine/limits.js";
import { ALL } from "../src/ids.js";
import { type BarrierEntry, writeBarrier } from "../src/wire/barrier.js";
import { frameHead } from "../src/wire/frame.js";
import { codeOf } from "./code-of.js";
import { FRAME } from "./crafted.js";
import { SimulatedMatch, type SimulatedPeer } from "./simulated-match.js";

/** Notes what each peer passes, and what it had heard by then. */
function watch(peer: SimulatedPeer): string[] {
  const passed: string[] = [];
  peer.engine.events.on("barrierPassed", ({ name }) => passed.push(name));
  return passed;
}

/** A match, and what each of its peers has passed. */
function watched(count: number, options = {}): { match: SimulatedMatch; passed: string[][] } {
  const match = SimulatedMatch.of(count, 3, LINKS.good, options);
  return { match, passed: match.peers.map(watch) };
}

function reach(match: SimulatedMatch, name: string, ...indexes: number[]): void {
  for (const index of indexes) match.peer(index).engine.reachBarrier(name);
  match.run(300);
}

function missing(peer: SimulatedPeer, name: string): number[] {
  return peer.engine.missingAt(name).map((player) => player.peerId);
}

/** A frame with a barrier entry of somebody's own making. */
function barrierFrame(entry: BarrierEntry, seq: number): Uint8Array {
  const writer = new ByteWriter();
  frameHead.write(writer, seq);
  const body = new ByteWriter();
  writeBarrier(body, entry);
  writer.raw(body.written());
  return writer.copy();
}

describe("a barrier", () => {
  it("C9 · B2 · nobody passes before all have reached it, and everyone sees who is missing", () => {
    const { match, passed } = watched(4);
    reach(match, "setUp", 1, 3);
    expect(match.peers.map((peer) => missing(peer, "setUp"))).toEqual([
      [2, 4],
      [2, 4],
      [2, 4],
      [2, 4],
    ]);
    reach(match, "setUp", 0);
    expect(passed).toEqual([[], [], [], []]);
    reach(match, "setUp", 2);
    expect(passed).toEqual([["setUp"], ["setUp"], ["setUp"], ["setUp"]]);
    expect(match.peers.flatMap((peer) => missing(peer, "setUp"))).toEqual([]);
    expect(match.peer(2).engine.reachBarrier("setUp")).toBe(true);
    expect(match.violations).toEqual([]);
  });

  it("C9 · B3 · what others called before they reached it has run by the time one passes", () => {
    const match = SimulatedMatch.of(4, 5, LINKS.poor);
    const before: string[][] = match.peers.map(() => []);
    match.peers.forEach((peer, index) => {
      peer.engine.events.on("barrierPassed", () => before[index]?.push(...peer.probe.heard));
      peer.call(ALL, "say", "set up");
      peer.engine.reachBarrier("setUp");
    });
    match.run(5000);
    expect(before.map((heard) => heard.length)).toEqual([3, 3, 3, 3]);
  });

  it("C9 · B4 · one who is away is waited for, one who leaves or does not come back is not", () => {
    const { match, passed } = watched(4, { resumeGraceMs: 3000 });
    match.peer(2).transport.cut();
    reach(match, "a", 0, 1, 3);
    expect(passed.slice(0, 2)).toEqual([[], []]);
    match.peer(2).transport.restore();
    match.run(2000);
    reach(match, "a", 2);
    expect(passed).toEqual([["a"], ["a"], ["a"], ["a"]]);
    match.peer(2).transport.cut();
    reach(match, "b", 0, 1, 3);
    match.run(4000);
    expect([0, 1, 3].map((index) => passed[index]?.at(-1))).toEqual(["b", "b", "b"]);
    reach(match, "c", 0, 1);
    match.peer(3).engine.leave();
    match.run(500);
    expect([0, 1].map((index) => passed[index]?.at(-1))).toEqual(["c", "c"]);
  });

  it("C9 · B1 · who comes while others wait is waited for, too, and sees who is missing", () => {
    const { match, passed } = watched(3);
    reach(match, "setUp", 0, 1);
    const late = match.join("late");
    const latePassed = watch(late);
    match.run(1000);
    expect(missing(late, "setUp")).toEqual([4, 5]);
    reach(match, "setUp", 2);
    expect(passed).toEqual([[], [], []]);
    late.engine.reachBarrier("setUp");
    match.run(500);
    expect([...passed, latePassed]).toEqual([["setUp"], ["setUp"], ["setUp"], ["setUp"]]);
  });

  it("C9 · B4 · who comes after it was passed passes at once, also when it asks before it hears so", () => {
    const { match } = watched(2);
    reach(match, "setUp", 0, 1);
    const late = match.prepare("late");
    const passed = watch(late);
    late.engine.reachBarrier("setUp");
    match.start(late);
    match.run(1500);
    expect(passed).toEqual(["setUp"]);
    const later = match.join("later");
    match.run(1500);
    expect(later.engine.reachBarrier("setUp")).toBe(true);
    expect(match.violations).toEqual([]);
  });

  it("C9 · B2 · the host dies while others wait: the next one decides by what it has heard", () => {
    const { match, passed } = watched(4, { resumeGraceMs: 60_000 });
    reach(match, "setUp", 2, 3);
    match.peer(0).transport.cut();
    match.run(500);
    reach(match, "setUp", 1);
    expect(passed.slice(1)).toEqual([[], [], []]);
    match.peer(0).transport.restore();
    match.run(3000);
    reach(match, "setUp", 0);
    expect(passed).toEqual([["setUp"], ["setUp"], ["setUp"], ["setUp"]]);
    expect(match.violations).toEqual([]);
  });

  it("C9 · B2 · a match that hands over while others wait, or in which everyone was cut, still passes", () => {
    const { match, passed } = watched(3);
    reach(match, "a", 0, 1);
    match.peer(0).engine.handHostOver(4);
    reach(match, "a", 2);
    match.run(1000);
    expect(passed).toEqual([["a"], ["a"], ["a"]]);
    reach(match, "b", 0, 2);
    for (const peer of match.peers) peer.transport.cut();
    match.run(200);
    for (const peer of match.peers) peer.transport.restore();
    match.run(6000);
    reach(match, "b", 1);
    match.run(2000);
    expect(passed.map((one) => one.at(-1))).toEqual(["b", "b", "b"]);
  });

  it("C9 · B1 · what was reached before there is a match counts when there is one; alone one passes at once", () => {
    const match = new SimulatedMatch(1, LINKS.good);
    const host = match.prepare("host", { entry: "create" });
    const passed = watch(host);
    host.engine.setReady(true);
    expect(host.engine.reachBarrier("x")).toBe(false);
    match.start(host);
    expect(passed).toEqual(["x"]);
    expect(host.engine.player(2)?.isReady).toBe(true);
    expect(host.engine.reachBarrier("y")).toBe(true);
  });

  it("L · a peer waits at 16 barriers at once, not at 17; 64 are remembered as passed", () => {
    const { match } = watched(2);
    const [, guest] = match.peers;
    for (let i = 0; i < LIMITS.barriers; i++) guest?.engine.reachBarrier(`b${i}`);
    expect(codeOf(() => guest?.engine.reachBarrier("one more"))).toBe("queue-full");
    match.run(300);
    expect(match.violations).toEqual([]);
    for (let i = 0; i < LIMITS.barriers; i++) match.peer(0).engine.reachBarrier(`b${i}`);
    match.run(300);
    for (let i = LIMITS.barriers; i <= LIMITS.passedBarriers; i++)
      for (const peer of match.peers) {
        peer.engine.reachBarrier(`b${i}`);
        match.run(100);
      }
    expect(match.peer(0).engine.reachBarrier("b1")).toBe(true);
    expect(match.peer(0).engine.reachBarrier("b0")).toBe(false);
    expect(codeOf(() => guest?.engine.reachBarrier(""))).toBe("invalid-argument");
    expect(codeOf(() => guest?.engine.reachBarrier("n".repeat(86)))).toBe("invalid-argument");
    expect(guest?.engine.reachBarrier("n".repeat(85))).toBe(false);
  });

  it("L · B · of what a host says is passed, and waits for one who says nothing, 64 are remembered, and not one more", () => {
    const { match, passed } = watched(3);
    const [liar, guest] = [match.peer(0), match.peer(1)];
    for (let seq = 1; seq <= LIMITS.passedBarriers + 1; seq++) {
      const writer = new ByteWriter();
      frameHead.write(writer, seq);
      // The third peer never reaches it: this one may not pass before.
      writeBarrier(writer, { state: "passed", term: 1, name: `b${seq}`, peerIds: [4] });
      liar.transport.send(FRAME, writer.copy());
    }
    match.run(1000);
    expect(passed[1]).toEqual([]);
    expect(missing(guest, `b${LIMITS.passedBarriers + 1}`)).toEqual([]);
    expect(missing(guest, "b2")).toEqual([]);
    expect(missing(guest, "b1")).toEqual([2, 3, 4]);
  });

  it("L · B2 · B4 · a host without room to say so lifts a barrier once it has room, and then tells who came meanwhile", () => {
    const match = SimulatedMatch.of(3, 3, { ...LINKS.good, bandwidthBytesPerSec: 40_000 });
    const passed = match.peers.map(watch);
    const host = match.peer(0);
    reach(match, "before", 0, 1, 2);
    reach(match, "setUp", 0, 2);
    const fill = (): void => {
      for (const size of [100_000, 1000, 1])
        while (codeOf(() => host.call(ALL, "chat", "x".repeat(size))) === "none");
    };
    fill();
    expect(codeOf(() => host.engine.reachBarrier("no room"))).toBe("queue-full");
    match.peer(1).engine.reachBarrier("setUp");
    match.runUntil(() => {
      fill();
      return missing(host, "setUp").length === 0;
    });
    expect(passed.map((names) => names.at(-1))).toEqual(["before", "before", "before"]);
    const late = match.join("late");
    const latePassed = watch(late);
    match.runUntil(() => late.engine.isAdmitted);
    late.engine.reachBarrier("setUp");
    match.run(60_000);
    expect(passed.map((names) => names.at(-1))).toEqual(["setUp", "setUp", "setUp"]);
    expect(latePassed).toEqual(["before", "setUp"]);
    expect(host.engine.reachBarrier("no room")).toBe(false);
    expect(match.violations).toEqual([]);
    expect(match.peers.flatMap((peer) => peer.listenerErrors)).toEqual([]);
  });

  it("P6 · B2 · what a host said before it knew that it is none is ignored, and a moment later reported", () => {
    const { match, passed } = watched(3);
    reach(match, "setUp", 1, 2);
    match.peer(0).engine.handHostOver(3);
    match.runUntil(() => match.peers.every((peer) => peer.engine.hostId === 3));
    const forge = (seq: number): void => {
      const word = { state: "passed" as const, term: 2, name: "setUp", peerIds: [] };
      match.peer(0).transport.send(FRAME, barrierFrame(word, seq));
    };
    forge(1000);
    match.run(LIMITS.youngTermMs);
    expect(match.violations).toEqual([]);
    forge(1001);
    match.run(300);
    expect(match.violations.map(({ reason, peerId }) => `${reason} ${peerId}`)).toEqual([
      "not-host 2",
      "not-host 2",
    ]);
    expect(passed).toEqual([[], [], []]);
  });

  it("L · W5 · nobody but the host lifts a barrier, and one peer's barriers are bounded", () => {
    const { match, passed } = watched(3);
    reach(match, "setUp", 0, 1);
    // Until then it might have been host of this term, too.
    match.run(LIMITS.youngTermMs);
    const liar = match.peer(2);
    liar.transport.send(FRAME, barrierFrame({ state: "passed", term: 1, name: "setUp", peerIds: [] }, 1));
    match.run(300);
    expect(passed).toEqual([[], [], []]);
    expect(match.violations.map(({ reason, peerId }) => `${reason} ${peerId}`)).toEqual([
      "not-host 4",
      "not-host 4",
    ]);
    for (const peer of match.peers) peer.violations.length = 0;
    for (let i = 0; i <= LIMITS.barriers; i++)
      liar.transport.send(
        FRAME,
        barrierFrame({ state: "reached", term: 1, name: `x${i}`, peerIds: [] }, i + 2),
      );
    match.run(500);
    expect(match.violations.map(({ reason, peerId }) => `${reason} ${peerId}`)).toEqual([
      "limit 4",
      "limit 4",
    ]);
    expect(missing(match.peer(0), `x${LIMITS.barriers - 1}`)).toEqual([2, 3]);
    expect(missing(match.peer(0), `x${LIMITS.barriers}`)).toEqual([2, 3, 4]);
  });
});

describe("readiness", () => {
  it("C9 · B1 · everyone sees who is ready, late joiners and those who were away, too", () => {
    const { match } = watched(3);
    const ready = (peer: SimulatedPeer): boolean[] => peer.engine.players.map((player) => player.isReady);
    match.peer(1).engine.setReady(true);
    match.run(300);
    match.peer(2).transport.cut();
    match.peer(0).engine.setReady(true);
    match.peer(1).engine.setReady(false);
    const late = match.join("late");
    match.run(1000);
    match.peer(2).transport.restore();
    match.run(2000);
    for (const peer of match.peers) expect(ready(peer)).toEqual([true, false, false, false]);
    late.engine.setReady(true);
    match.peer(0).engine.handHostOver(3);
    match.run(1000);
    for (const peer of match.peers) expect(ready(peer)).toEqual([true, false, false, true]);
  });
});

describe("barriers in a storm", () => {
  const first = Number(process.env["NAKODO_FIRST_SEED"] ?? 1);
  it.each(Array.from({ length: 8 }, (_, i) => first + i * 25))(
    "C9 · 25 schedules of cuts, leaves, joins and host deaths from seed %i: all who stay pass, none too early",
    (start) => {
      const faults: string[] = [];
      for (let seed = start; seed < start + 25; seed++) faults.push(...stormAt(seed));
      expect(faults).toEqual([]);
    },
  );

  it.each([
    [1078, "1192, one that was host by itself comes back with what it said then", [1192]],
    [1157, "4143, a newcomer becomes host among those who have passed", [4143]],
  ])("C9 · B2 · B4 · seeds %i and %s", (seed, _title, others) => {
    expect([seed, ...others].flatMap(stormAt)).toEqual([]);
  });
});

/** Peers reach barriers while the match is shaken; says what went wrong. */
function stormAt(seed: number): string[] {
  const random = seededRandom(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const match = SimulatedMatch.of(3 + pick(3), seed, random() < 0.5 ? LINKS.good : LINKS.poor, {
    resumeGraceMs: 4000,
  });
  const faults: string[] = [];
  const reached = new Map<SimulatedPeer, boolean>();
  const passed = new Set<SimulatedPeer>();
  const follow = (peer: SimulatedPeer): void => {
    reached.set(peer, false);
    peer.engine.events.on("barrierPassed", () => {
      if (!reached.get(peer)) return;
      passed.add(peer);
      for (const { peerId } of peer.engine.players) {
        const other = match.peers.find((one) => one.engine.selfId === peerId && !one.engine.hasEnded);
        if (passed.size === 1 && other !== undefined && reached.get(other) === false)
          faults.push(`seed ${seed}: ${peer.name} passed before ${other.name} was there`);
      }
    });
  };
  match.peers.forEach(follow);
  for (let step = 0; step < 14; step++) {
    match.run(pick(400));
    const alive = match.peers.filter((peer) => !peer.engine.hasEnded);
    const peer = alive[pick(alive.length)];
    const act = pick(7);
    if (peer === undefined) break;
    if (act <= 2) {
      reached.set(peer, true);
      peer.engine.reachBarrier("go");
    } else if (act === 3) peer.transport.cut();
    else if (act === 4) peer.transport.restore();
    else if (act === 5 && alive.length > 2) (alive.find((one) => one.engine.isHost) ?? peer).engine.leave();
    else if (act === 6 && match.peers.length < 8 && passed.size === 0) follow(match.join());
  }
  for (const peer of match.peers) if (!peer.engine.hasEnded) peer.transport.restore();
  match.run(12_000);
  const alive = match.peers.filter((peer) => peer.engine.isAdmitted);
  for (const peer of alive) {
    reached.set(peer, true);
    peer.engine.reachBarrier("go");
  }
  match.run(5000);
  for (const peer of alive)
    if (!peer.engine.reachBarrier("go")) faults.push(`seed ${seed}: ${peer.name} never passed`);
  for (const { reason, detail } of match.violations)
    if (reason === "limit" || detail.includes("barrier")) faults.push(`seed ${seed}: ${detail}`);
  return faults;
}
