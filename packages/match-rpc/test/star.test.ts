import type { TransportEvent } from "@nakodo/core";
import { LINKS } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import * as LIMITS from "../src/engine/limits.js";
import { ALL, HOST } from "../src/ids.js";
import * as KIND from "../src/wire/kind.js";
import { controlFrame, FRAME } from "./crafted.js";
import { QUEUE_MESSAGES, ServerQueues } from "./server-queues.js";
import { SimulatedMatch, type SimulatedPeer } from "./simulated-match.js";
import { WrappedTransport } from "./wrapped-transport.js";

const STAR = { route: "star", maxPlayers: 128 } as const;

/** The same without signs of life, where messages are counted. */
const QUIET = { ...STAR, silenceMs: Number.POSITIVE_INFINITY, hostSilenceMs: Number.POSITIVE_INFINITY };

/** What `peer` heard that `sender` said with `say`. */
function heardFrom(peer: SimulatedPeer, sender: number): string[] {
  return peer.probe.heard
    .filter((line) => line.startsWith(`${sender}:`))
    .map((line) => line.split(":")[1] ?? "");
}

/** A transport of which nothing arrives until its host tells it so: a host that had to drop a round (R6). */
class LosingTransport extends WrappedTransport {
  isLosing = false;

  start(listener: (event: TransportEvent) => void): void {
    this.inner.start((event) => {
      if (event.type === "message" && event.bytes[2] === KIND.lost) this.isLosing = false;
      listener(event);
    });
  }

  override send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean {
    return this.isLosing || super.send(opCode, bytes, to);
  }
}

describe.each([
  ["good", LINKS.good],
  ["poor", LINKS.poor],
] as const)("a star over a %s link", (_name, link) => {
  it("R11 · R2 · 0, 1, an id and −id reach whom they should, in order, with their sender", () => {
    const match = SimulatedMatch.of(5, 1, link, STAR);
    const sender = match.peer(2);
    for (let round = 0; round < 20; round++) {
      for (const [i, target] of [ALL, HOST, 3, -3, -HOST, 6].entries())
        sender.call(target, "say", `${round * 10 + i}`);
      match.run(10);
    }
    match.run(4000);
    const expected = [[0, 1, 3], [0, 2, 4], [], [0, 3, 4], [0, 3, 4, 5]];
    for (const [index, targets] of expected.entries()) {
      const all = Array.from({ length: 20 }, (_, round) => targets.map((i) => `${round * 10 + i}`)).flat();
      expect(heardFrom(match.peer(index), 4)).toEqual(all);
    }
    expect(match.violations).toEqual([]);
  });

  it("R6 · S4 · what a host had to drop comes again before what was said after it, whoever answers first", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const match = SimulatedMatch.of(3, seed, link, STAR);
      const losing = new LosingTransport(match.network.join("losing"));
      const sender = match.prepare("losing", {}, losing);
      match.start(sender);
      match.join("last");
      match.run(3000);
      const said = Array.from({ length: 12 }, (_, i) => `${i}`);
      for (const text of said) {
        if (text === "2") losing.isLosing = true;
        sender.call(ALL, "say", text);
        match.run(10);
        if (text !== "2") continue;
        const { term } = match.peer(0).engine;
        const to = [sender.transport.self.sessionId];
        // The round is the sender's own: one of these is it.
        for (let round = 9; round >= 0; round--)
          match.peer(0).transport.send(FRAME, controlFrame({ kind: "lost", term, round }), to);
      }
      match.run(4000);
      const others = match.peers.filter((peer) => peer !== sender);
      for (const peer of others) expect(heardFrom(peer, sender.engine.selfId), `seed ${seed}`).toEqual(said);
    }
  });

  it("R11 · R8 · large messages go through the host, and what moves never goes back", () => {
    const match = SimulatedMatch.of(4, 2, link, STAR);
    const large = "x".repeat(100_000);
    match.peer(1).call(ALL, "chat", large);
    for (let i = 1; i <= 100; i++) {
      match.peer(1).call(ALL, "move", i, 0);
      match.peer(2).call(ALL, "move", i, 1);
      match.run(30);
    }
    match.run(20_000);
    for (const index of [0, 2, 3]) {
      expect(match.peer(index).probe.heard).toContain(`3~${large}`);
      const moves = match.peer(index).probe.heard.filter((line) => line.startsWith("3>"));
      expect(moves.length).toBeGreaterThan(50);
      const numbers = moves.map((line) => Number(/>(\d+)/.exec(line)?.[1]));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
    expect(match.violations).toEqual([]);
  });

  it("R7 · A8 · the last reliable calls of one who leaves arrive", () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const match = SimulatedMatch.of(5, seed, link, STAR);
      for (let i = 0; i < 10; i++) match.peer(2).call(ALL, "say", `${i}`);
      match.peer(2).engine.leave();
      match.run(4000);
      for (const index of [0, 1, 3, 4]) expect(match.peer(index).probe.heard).toHaveLength(10);
      expect(match.tables).toHaveLength(1);
      expect(match.violations).toEqual([]);
    }
  });

  it("R5 · C7 · what was in the hands of a host that dies is sent again by the next way", () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const match = SimulatedMatch.of(5, seed, link, STAR);
      for (let i = 0; i < 60; i++) {
        for (const index of [1, 2, 3, 4]) match.peer(index).call(ALL, "say", `${i}`);
        if (i === 30) match.peer(0).transport.cut();
        match.run(15);
      }
      match.run(6000);
      for (const index of [1, 2, 3, 4]) {
        for (const other of [1, 2, 3, 4]) {
          if (other === index) continue;
          const said = Array.from({ length: 60 }, (_, i) => `${i}`);
          expect(heardFrom(match.peer(index), match.peer(other).engine.selfId), `seed ${seed}`).toEqual(said);
        }
      }
      expect(match.violations).toEqual([]);
    }
  });

  it("R5 · R11 · a match that grows becomes a star and shrinks to a mesh, and loses and doubles nothing", () => {
    const match = SimulatedMatch.of(3, 4, link, { route: "auto", starFrom: 5, maxPlayers: 128 });
    const routes = (): boolean[] => match.admitted.map(({ engine }) => engine.settings.star);
    let said = 0;
    const speak = (rounds: number): void => {
      for (let i = 0; i < rounds; i++) {
        for (const index of [0, 1, 2]) match.peer(index).call(ALL, "say", `${said}`);
        said++;
        match.run(20);
      }
    };
    speak(20);
    expect(routes()).toEqual([false, false, false]);
    match.join();
    match.join();
    speak(100);
    match.runUntil(() => routes().length === 5);
    speak(40);
    expect(routes()).toEqual([true, true, true, true, true]);
    // Not at four, which is more than three quarters of five.
    match.peer(4).engine.leave();
    speak(60);
    expect(routes()).toEqual([true, true, true, true]);
    match.peer(3).engine.leave();
    speak(100);
    expect(routes()).toEqual([false, false, false]);
    match.run(5000);
    for (const index of [0, 1, 2]) {
      for (const other of [0, 1, 2]) {
        if (other !== index)
          expect(heardFrom(match.peer(index), match.peer(other).engine.selfId)).toEqual(
            Array.from({ length: said }, (_, i) => `${i}`),
          );
      }
    }
    expect(match.violations).toEqual([]);
  });

  it("R5 · C8 · one whose connection is cut comes back through the host, with all that it missed", () => {
    const match = SimulatedMatch.of(4, 5, link, STAR);
    const away = match.peer(2);
    away.transport.cut();
    match.run(500);
    for (let i = 0; i < 30; i++) {
      match.peer(1).call(ALL, "say", `${i}`);
      away.call(ALL, "say", `${i}`);
      match.run(20);
    }
    away.transport.restore();
    match.run(8000);
    const all = Array.from({ length: 30 }, (_, i) => `${i}`);
    expect(heardFrom(away, 3)).toEqual(all);
    for (const index of [0, 1, 3]) expect(heardFrom(match.peer(index), 4)).toEqual(all);
    expect(match.violations).toEqual([]);
  });
});

describe("a star of many", () => {
  it("R11 · R1 · who is away does not count: a few players whose places many dead still have are a mesh", () => {
    const match = SimulatedMatch.of(5, 4, LINKS.good, { route: "auto", starFrom: 5, maxPlayers: 128 });
    const routes = (): boolean[] => match.admitted.map(({ engine }) => engine.settings.star);
    expect(routes()).toEqual([true, true, true, true, true]);
    match.peer(0).transport.cut();
    match.run(1000);
    expect([1, 2, 3, 4].map((index) => match.peer(index).engine.settings.star)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    match.peer(4).transport.cut();
    match.run(1000);
    expect(match.peer(1).engine.players).toHaveLength(5);
    expect([1, 2, 3].map((index) => match.peer(index).engine.settings.star)).toEqual([false, false, false]);
    expect(match.violations).toEqual([]);
  });

  it("R11 · R3 · n messages and a broadcast for each tick of the host, where a mesh has n for each receiver", () => {
    const COUNT = 16;
    const received = (route: "mesh" | "star"): number => {
      const match = SimulatedMatch.of(COUNT, 1, LINKS.perfect, { ...QUIET, route });
      const listener = match.network.join("listener");
      let messages = 0;
      listener.start((event) => {
        if (event.type === "message") messages++;
      });
      for (let tick = 0; tick < 20; tick++) {
        for (const peer of match.peers) peer.call(ALL, "move", tick, 0);
        match.run(50);
      }
      return messages;
    };
    expect(received("mesh")).toBe(20 * COUNT);
    // What the host says itself, with what it passes on of all others.
    expect(received("star")).toBe(20 * 2);
  });

  it.each([
    ["star", 600],
    ["auto", 600],
    ["mesh", 3000],
  ] as const)(
    "R11 · A1 · S9 · 64 who come at once to a %s are in it, and hear each other's first calls, in %i ms",
    (route, limitMs) => {
      const match = new SimulatedMatch(3, { ...LINKS.perfect, latencyMs: 5 }, { maxPlayers: 64, route });
      // A server writes more than two messages in a millisecond.
      const queues = new ServerQueues(match, 2000);
      match.create();
      match.run(1000);
      for (let i = 1; i < 64; i++) match.prepare();
      queues.watch();
      const startMs = match.network.nowMs;
      for (const peer of match.peers.slice(1)) match.start(peer);
      const sees = ({ engine }: SimulatedPeer): boolean =>
        engine.players.filter(({ status }) => status === "connected").length === 64;
      match.runUntil(() => match.peers.every(sees), limitMs);
      for (const peer of match.peers) peer.call(ALL, "say", "first");
      match.runUntil(() => match.peers.every(({ probe }) => probe.heard.length >= 63), limitMs);
      expect(match.network.nowMs - startMs).toBeLessThanOrEqual(limitMs);
      match.run(2000);
      for (const { probe, engine } of match.peers) {
        const expected = match.peers.flatMap((other) =>
          other.engine === engine ? [] : `${other.engine.selfId}:first`,
        );
        expect([...probe.heard].sort()).toEqual(expected.sort());
      }
      expect(queues.highest).toBeLessThanOrEqual(QUEUE_MESSAGES);
      expect(match.violations).toEqual([]);
    },
  );

  it("R11 · R3 · of 64 who each call all 20 times a second every call arrives, 99 of 100 in 60 ms", () => {
    const match = new SimulatedMatch(3, { ...LINKS.perfect, latencyMs: 2 }, { ...STAR, maxPlayers: 64 });
    match.create();
    match.run(1000);
    for (let i = 1; i < 64; i++) match.join();
    match.run(3000);
    const tookMs: number[] = [];
    for (const { probe } of match.peers) {
      probe.onCall = () => {
        const calledAtMs = Number(probe.heard.pop()?.split(",")[1]);
        tookMs.push(match.network.nowMs - calledAtMs);
      };
    }
    const { random } = match.network;
    const startMs = match.network.nowMs;
    // In rhythms of their own, each call up to 10 ms late, as in a game that draws 60 pictures a second.
    const due = match.peers.flatMap((peer) => {
      const phaseMs = random() * 50;
      return Array.from({ length: 20 }, (_, i) => ({
        peer,
        atMs: startMs + phaseMs + 50 * i + random() * 10,
      }));
    });
    due.sort((a, b) => a.atMs - b.atMs);
    for (const { peer, atMs } of due) {
      if (atMs > match.network.nowMs) match.run(Math.ceil(atMs - match.network.nowMs));
      peer.call(ALL, "move", 0, match.network.nowMs);
    }
    match.run(200);
    tookMs.sort((a, b) => a - b);
    expect(tookMs).toHaveLength(64 * 20 * 63);
    expect(tookMs[Math.floor(tookMs.length * 0.99)]).toBeLessThanOrEqual(60);
    expect(match.violations).toEqual([]);
  });

  it("R3 · a call through the host is there after two ways and a tick at most", () => {
    const match = SimulatedMatch.of(6, 1, { ...LINKS.perfect, latencyMs: 10 }, STAR);
    for (let i = 0; i < 20; i++) {
      const startMs = match.network.nowMs;
      const before = match.peer(3).probe.heard.length;
      match.peer(1).call(ALL, "move", i, 0);
      match.runUntil(() => match.peer(3).probe.heard.length > before);
      expect(match.network.nowMs - startMs).toBeLessThanOrEqual(10 + 25 + 10 + 1);
      match.run(7 * i);
    }
  });

  it("R6 · large messages of all at once go no faster than the host passes them on, and small ones between them", () => {
    const match = SimulatedMatch.of(8, 1, LINKS.good, STAR);
    const text = "x".repeat(100_000);
    for (const peer of match.peers.slice(1)) peer.call(ALL, "chat", text);
    expect(LIMITS.relayedKibInBulk).toBe(16);
    let worstMs = 0;
    for (let i = 0; i < 20; i++) {
      const startMs = match.network.nowMs;
      const before = match.peer(3).probe.heard.filter((line) => line.includes(">")).length;
      match.peer(1).call(ALL, "move", i, 0);
      match.runUntil(() => match.peer(3).probe.heard.filter((line) => line.includes(">")).length > before);
      worstMs = Math.max(worstMs, match.network.nowMs - startMs);
    }
    match.run(20_000);
    for (const peer of match.peers)
      expect(peer.probe.heard.filter((line) => line.includes("~"))).toHaveLength(7);
    expect(match.violations).toEqual([]);
    // Two ways, a tick, and a few parts that were there first.
    expect(worstMs).toBeLessThan(150);
  });
});
