import { LINKS } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import * as LIMITS from "../src/engine/limits.js";
import { ALL } from "../src/ids.js";
import { GhostTransport } from "./ghost-transport.js";
import { SimulatedMatch, type SimulatedPeer } from "./simulated-match.js";

const seeds = [1, 2, 3, 4, 5, 6];

function admissions(peer: SimulatedPeer): string[] {
  return peer.log.filter((line) => line.startsWith("admitted"));
}

describe.each([
  ["good", LINKS.good],
  ["poor", LINKS.poor],
] as const)("a return over a %s link", (_name, link) => {
  it.each(seeds)(
    "C8 · keeps the id, and every reliable call runs exactly once and in order (seed %i)",
    (seed) => {
      const match = SimulatedMatch.of(4, seed, link);
      const sent = match.peers.map(() => 0);
      const everyoneSpeaks = (): void => {
        match.peers.forEach((peer, i) => {
          sent[i] = (sent[i] ?? 0) + 1;
          peer.call(ALL, "say", `${sent[i]}`);
        });
      };
      for (let cut = 0; cut < 4; cut++) {
        for (let i = 0; i < 10; i++) {
          everyoneSpeaks();
          match.run(20);
        }
        match.peer(2).transport.cut();
        for (let i = 0; i < 10; i++) {
          everyoneSpeaks();
          match.run(30 * seed);
        }
        match.peer(2).transport.restore();
        for (let i = 0; i < 10; i++) {
          everyoneSpeaks();
          match.run(25);
        }
        match.run(2000);
      }
      expect(admissions(match.peer(2))).toEqual([
        "admitted 4",
        ...Array.from({ length: 4 }, () => "admitted 4 resumed"),
      ]);
      for (const [i, peer] of match.peers.entries()) {
        for (const [j, count] of sent.entries()) {
          if (i === j) continue;
          const heard = peer.probe.heard.filter((line) => line.startsWith(`${j + 2}:`));
          expect(heard).toEqual(Array.from({ length: count }, (_, n) => `${j + 2}:${n + 1}`));
        }
      }
      expect(match.tables).toHaveLength(1);
      expect(match.violations).toEqual([]);
    },
  );

  it.each(seeds)("C8 · a cut at any moment of the return costs nothing (seed %i)", (seed) => {
    for (let againAfterMs = 0; againAfterMs < 900; againAfterMs += 45) {
      const match = SimulatedMatch.of(3, seed, link);
      match.peer(1).call(ALL, "say", "1");
      match.peer(1).transport.cut();
      match.peer(1).call(ALL, "say", "2");
      match.peer(0).call(3, "say", "a");
      match.run(200);
      match.peer(1).transport.restore();
      match.run(againAfterMs);
      match.peer(1).transport.cut();
      match.peer(1).call(ALL, "say", "3");
      match.peer(0).call(3, "say", "b");
      match.run(300);
      match.peer(1).transport.restore();
      match.run(6000);
      const when = `cut again after ${againAfterMs} ms`;
      expect(match.peer(1).engine.selfId, when).toBe(3);
      expect(
        admissions(match.peer(1)).filter((line) => !line.endsWith("resumed")),
        when,
      ).toEqual(["admitted 3"]);
      expect(match.peer(2).probe.heard, when).toEqual(["3:1", "3:2", "3:3"]);
      expect(match.peer(1).probe.heard, when).toEqual(["2:a", "2:b"]);
      expect(match.tables, when).toHaveLength(1);
    }
  });

  it("C8 · parts of a message that a cut has torn arrive whole", () => {
    const match = SimulatedMatch.of(3, 5, link);
    const text = Array.from({ length: 60_000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join("");
    match.peer(1).call(ALL, "chat", text);
    match.run(150);
    match.peer(2).transport.cut();
    match.run(500);
    match.peer(2).transport.restore();
    match.run(12_000);
    expect(match.peer(0).probe.heard).toEqual([`3~${text}`]);
    expect(match.peer(2).probe.heard).toEqual([`3~${text}`]);
    expect(match.violations).toEqual([]);
  });

  it("C8 · one whose old connection the relay still shows comes back all the same", () => {
    const match = new SimulatedMatch(3, link);
    match.create();
    match.run(1000);
    const ghost = new GhostTransport(() => match.network.join("p1"));
    const peer = match.prepare("p1", {}, ghost);
    match.start(peer);
    match.run(1000);
    match.join();
    match.run(2000);
    peer.call(ALL, "say", "1");
    match.run(10);
    ghost.reconnect();
    peer.call(ALL, "say", "2");
    match.peer(0).call(3, "say", "a");
    match.run(3000);
    ghost.dropGhost();
    match.run(1000);
    peer.call(ALL, "say", "3");
    match.run(1000);
    expect(admissions(peer)).toEqual(["admitted 3", "admitted 3 resumed"]);
    expect(match.peer(2).probe.heard).toEqual(["3:1", "3:2", "3:3"]);
    expect(peer.probe.heard).toEqual(["2:a"]);
    expect(match.tables).toHaveLength(1);
    expect(match.violations).toEqual([]);
  });

  it("S6 · one that was told too much while away begins anew, never half restored", () => {
    const match = SimulatedMatch.of(3, 6, link, { resumeGraceMs: 60_000 });
    const away = match.peer(2);
    away.transport.cut();
    const text = "x".repeat(50_000);
    const count = Math.ceil((LIMITS.logBytes * 1.2) / text.length);
    for (let i = 0; i < count; i++) {
      match.peer(1).call(ALL, "chat", `${i}.${text}`);
      match.run(1000);
    }
    match.peer(0).call(ALL, "say", "small");
    away.transport.restore();
    match.run(10_000);
    expect(away.log).toContain("admitted 4 resumed");
    expect(admissions(away).at(-1)).toMatch(/^admitted (?!4)\d+$/);
    expect(away.log).toContain("playerLeft 3");
    expect(match.tables).toHaveLength(1);
    expect(match.admitted).toHaveLength(3);
    // Not one of the calls that it had half of.
    expect(away.probe.heard.filter((line) => line.startsWith("3~"))).toEqual([]);
    match.peer(1).call(ALL, "say", "anew");
    match.run(2000);
    expect(away.probe.heard.at(-1)).toBe("3:anew");
    expect(match.peer(0).engine.selfId).toBe(2);
    expect(match.violations).toEqual([]);
  });

  it("S6 · one that tells a host to begin anew is greeted again, and begins anew itself", () => {
    const match = SimulatedMatch.of(2, 6, link, { resumeGraceMs: 2000 });
    const [founder, heir] = [match.peer(0), match.peer(1)];
    const stuck = match.join();
    match.runUntil(() => stuck.engine.isAdmitted);
    match.run(5);
    // It has heard the founder, who does not hear it, and it hears nobody else: what it says is kept for as long as one may be away.
    founder.transport.freeze();
    stuck.transport.freeze();
    stuck.call(ALL, "say", "forgotten");
    // The heir greets it before it claims the match.
    match.run(300);
    founder.transport.cut();
    match.run(12_000);
    expect(heir.engine.isHost).toBe(true);
    stuck.transport.thaw();
    match.run(3000);
    stuck.call(ALL, "say", "heard");
    match.run(1000);
    expect(admissions(heir)).toEqual(["admitted 3"]);
    expect(admissions(stuck)).toEqual(["admitted 4", expect.stringMatching(/^admitted \d+$/)]);
    expect(heir.probe.heard).toEqual([`${stuck.engine.selfId}:heard`]);
    expect(match.violations).toEqual([]);
  });

  it("S6 · one that said too much while away begins anew itself, and the others stay", () => {
    const match = SimulatedMatch.of(3, 6, link);
    const away = match.peer(2);
    away.transport.cut();
    match.run(500);
    const text = "y".repeat(100_000);
    // What waits in the outbox is bounded, too: the caller is told.
    expect(() => {
      for (let i = 0; i < 12; i++) away.call(ALL, "chat", text);
    }).toThrowError(/faster than they can be sent/);
    const perRound = 5;
    for (let round = 0; round < 3; round++) {
      away.transport.restore();
      match.run(50);
      for (let i = 0; i < perRound && round > 0; i++) away.call(ALL, "chat", `${round}.${i}.${text}`);
      away.transport.cut();
      match.run(500);
    }
    away.transport.restore();
    match.run(60_000);
    expect(match.tables).toHaveLength(1);
    expect(match.admitted).toHaveLength(3);
    expect([0, 1].map((i) => admissions(match.peer(i)).length)).toEqual([1, 1]);
    match.peer(0).call(ALL, "say", "end");
    away.call(ALL, "say", "end");
    match.run(3000);
    expect(
      match
        .peer(1)
        .probe.heard.slice(-2)
        .map((line) => line.slice(-3)),
    ).toEqual(["end", "end"]);
    expect(away.probe.heard.at(-1)).toBe("2:end");
  });

  it("A8 · a place is kept for the grace time, then everyone sees it go", () => {
    const match = SimulatedMatch.of(4, 2, link, { resumeGraceMs: 3000 });
    match.peer(3).transport.cut();
    match.run(2500);
    for (const index of [0, 1, 2]) expect(match.peer(index).engine.player(5)?.status).toBe("dropped");
    match.run(2000);
    for (const index of [0, 1, 2]) {
      expect(match.peer(index).engine.player(5)).toBeUndefined();
      expect(match.peer(index).log).toContain("playerLeft 5");
    }
    match.peer(3).transport.restore();
    match.run(3000);
    expect(match.peer(3).engine.selfId).toBe(6);
    expect(match.peer(3).engine.player(6)?.seat).toBe(3);
    expect(match.tables).toHaveLength(1);
  });

  it("A8 · C7 · hosts that die oftener than a place is kept, and players who come for them, do not fill the match with the dead", () => {
    const match = SimulatedMatch.of(4, 2, link, { resumeGraceMs: 8000, maxPlayers: 12 });
    for (let death = 0; death < 30; death++) {
      match.admitted.find(({ engine }) => engine.isHost)?.transport.cut();
      match.run(500);
      const late = match.join();
      match.run(1500);
      expect(late.engine.isAdmitted, `after death ${death}`).toBe(true);
      expect(late.engine.players.length).toBeLessThanOrEqual(10);
    }
    match.run(12_000);
    expect(match.tables).toHaveLength(1);
    expect(match.violations).toEqual([]);
  });

  it("A8 · C13 · a new host keeps the place of one who is away for the rest of its time, but for that without a host", () => {
    for (const how of ["killed", "stopped"] as const) {
      const match = SimulatedMatch.of(4, 2, link, { resumeGraceMs: 20_000 });
      match.peer(3).transport.cut();
      const cutAtMs = match.network.nowMs;
      match.run(9000);
      // Whoever comes now knows how long it has been away by the host's word.
      match.peer(2).engine.leave();
      const late = match.join();
      match.run(2000);
      match.peer(1).engine.leave();
      match.run(2000);
      if (how === "killed") match.peer(0).transport.cut();
      else match.pause(match.peer(0));
      match.runUntil(() => late.engine.isHost);
      match.runUntil(() => late.engine.player(5) === undefined);
      const keptMs = match.network.nowMs - cutAtMs - (how === "killed" ? 0 : 1200);
      expect(keptMs).toBeGreaterThan(20_000 - 300);
      expect(keptMs).toBeLessThan(20_000 + 1000);
    }
  });

  it("A8 · the place of one who is away is its own in a full match, and in a locked one", () => {
    const match = SimulatedMatch.of(3, 2, link, { maxPlayers: 3 });
    match.peer(2).transport.cut();
    match.run(500);
    const late = match.join("late");
    match.run(2000);
    expect(late.ending?.code).toBe("match-full");
    match.peer(0).engine.setSettings({ locked: true, playing: true });
    match.peer(2).transport.restore();
    match.run(2000);
    expect(admissions(match.peer(2))).toEqual(["admitted 4", "admitted 4 resumed"]);
  });

  it("C8 · C7 · one that returns to a match with another host keeps its id and its calls", () => {
    const match = SimulatedMatch.of(4, 9, link);
    match.peer(3).transport.cut();
    match.peer(3).call(ALL, "say", "while away");
    match.run(300);
    match.peer(0).engine.leave();
    match.run(1500);
    match.peer(1).call(ALL, "order", "from the new host");
    match.run(1000);
    match.peer(3).transport.restore();
    match.run(3000);
    expect(match.tables).toHaveLength(1);
    expect(admissions(match.peer(3))).toEqual(["admitted 5", "admitted 5 resumed"]);
    expect(match.peer(3).probe.heard).toEqual(["3!from the new host"]);
    expect(match.peer(2).probe.heard.sort()).toEqual(["3!from the new host", "5:while away"]);
    expect(match.violations).toEqual([]);
  });

  it("S8 · unreliable calls are dropped while there is no connection, and never go back after it", () => {
    const match = SimulatedMatch.of(3, 4, link);
    const mover = match.peer(1);
    for (let i = 1; i <= 60; i++) {
      mover.call(ALL, "move", i, 0);
      if (i === 20) match.peer(2).transport.cut();
      if (i === 30) match.peer(2).transport.restore();
      if (i === 35) mover.transport.cut();
      if (i === 45) mover.transport.restore();
      match.run(40);
    }
    match.run(2000);
    mover.call(ALL, "move", 61, 0);
    match.run(2000);
    for (const peer of [match.peer(0), match.peer(2)]) {
      const moves = peer.probe.heard.map((line) => Number(/>(\d+),/.exec(line)?.[1]));
      expect(moves).toEqual([...new Set(moves)].sort((a, b) => a - b));
      expect(moves.at(-1)).toBe(61);
      expect(moves).not.toContain(40);
    }
  });
});
