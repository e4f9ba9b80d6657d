import { LINKS } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import * as LIMITS from "../src/engine/limits.js";
import { ALL, HOST } from "../src/ids.js";
import { Probe, SimulatedMatch, type SimulatedPeer } from "./simulated-match.js";

function codeOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
  return undefined;
}

/** Adds another probe at every peer. */
function addEverywhere(match: SimulatedMatch, path: string, authority?: number): Map<SimulatedPeer, Probe> {
  return new Map(
    match.peers.map((peer) => {
      const probe = new Probe(peer);
      peer.engine.add(path, probe, authority);
      return [peer, probe];
    }),
  );
}

describe.each([
  ["good", LINKS.good],
  ["poor", LINKS.poor],
] as const)("calls over a %s link", (_name, link) => {
  it("R2 · 0, 1, an id and −id reach whom they should, and never their sender", () => {
    const match = SimulatedMatch.of(4, 1, link);
    match.peer(2).call(ALL, "say", "all");
    match.peer(2).call(HOST, "say", "host");
    match.peer(2).call(3, "say", "three");
    match.peer(2).call(-3, "say", "but three");
    match.peer(2).call(-HOST, "say", "but the host");
    match.run(1500);
    expect(match.peers.map((peer) => peer.probe.heard)).toEqual([
      ["4:all", "4:host", "4:but three"],
      ["4:all", "4:three", "4:but the host"],
      [],
      ["4:all", "4:but three", "4:but the host"],
    ]);
  });

  it("R3 · callLocal and sync run here, with this peer as sender", () => {
    const match = SimulatedMatch.of(2, 1, link);
    const peer = match.peer(1);
    peer.call(ALL, "chat", "local");
    peer.callSync(ALL, "say", "sync");
    peer.callSync(3, "say", "me alone");
    peer.callSync(-3, "say", "not me");
    expect(codeOf(() => peer.call(3, "say", "me"))).toBe("invalid-argument");
    match.run(1000);
    expect(peer.probe.heard).toEqual(["3~local", "3:sync", "3:me alone"]);
    expect(match.peer(0).probe.heard).toEqual(["3~local", "3:sync", "3:not me"]);
  });

  it("R5 · C7 · a nested local call has its own sender, and gives the outer one back", () => {
    const match = SimulatedMatch.of(2, 1, link);
    const peer = match.peer(1);
    const senders: number[] = [];
    peer.probe.onCall = (text) => {
      senders.push(peer.engine.senderId);
      if (text !== ":outer") return;
      peer.callSync(3, "say", "inner");
      senders.push(peer.engine.senderId);
    };
    match.peer(0).call(3, "say", "outer");
    match.run(1000);
    expect(senders).toEqual([2, 3, 2]);
    expect(peer.engine.senderId).toBe(0);
  });

  it("R3 · what is not allowed is refused where it is called, with a code", () => {
    const match = SimulatedMatch.of(2, 1, link);
    const peer = match.peer(1);
    expect(codeOf(() => peer.call(ALL, "order", "x"))).toBe("not-authority");
    expect(codeOf(() => peer.engine.call(ALL, peer.probe, "hidden", [], false))).toBe("not-declared");
    expect(codeOf(() => peer.engine.call(ALL, peer.probe, "constructor", [], false))).toBe("not-declared");
    expect(codeOf(() => peer.engine.call(ALL, {}, "say", ["x"], false))).toBe("not-added");
    expect(codeOf(() => peer.call(9, "say", "x"))).toBe("unknown-peer");
    expect(codeOf(() => peer.call(ALL, "move", 1))).toBe("wrong-arguments");
    expect(codeOf(() => peer.call(ALL, "move", 1, "two"))).toBe("wrong-arguments");
    for (const target of [Number.NaN, 1.5, Number.POSITIVE_INFINITY, 2 ** 31])
      expect(codeOf(() => peer.call(target, "say", "x"))).toBe("invalid-argument");
    match.run(1000);
    expect(match.peer(0).probe.heard).toEqual([]);
    expect(match.violations).toEqual([]);
  });

  it("R9 · S1 · all calls of one tick to one audience share a message", () => {
    const match = SimulatedMatch.of(3, 1, link, MUTE);
    match.run(1000);
    const before = match.network.sentMessages;
    for (let i = 0; i < 30; i++) match.peer(1).call(ALL, "say", `${i}`);
    match.run(1000);
    expect(match.network.sentMessages - before).toBe(1);
    expect(match.peer(2).probe.heard).toEqual(Array.from({ length: 30 }, (_, i) => `3:${i}`));
  });

  it("S1 · calls to overlapping audiences keep their order at each receiver", () => {
    const match = SimulatedMatch.of(4, 1, link);
    const targets = [ALL, 3, -3, HOST, ALL, 5, -5, -HOST, 3, ALL];
    for (const [i, target] of targets.entries()) match.peer(2).call(target, "say", `${i}`);
    match.run(1500);
    for (const peer of match.peers) {
      const numbers = peer.probe.heard.map((line) => Number(line.split(":")[1]));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
    expect(match.peer(1).probe.heard).toHaveLength(7);
  });

  it("R8 · S7 · large calls are split and joined, and stand in order with small ones", () => {
    const match = SimulatedMatch.of(3, 2, link);
    const large = "ü".repeat(70_000);
    match.peer(0).call(ALL, "say", "before");
    match.peer(0).call(ALL, "chat", large);
    match.peer(0).call(ALL, "say", "after");
    match.run(20_000);
    expect(match.peer(1).probe.heard).toEqual(["2:before", `2~${large}`, "2:after"]);
    expect(match.violations).toEqual([]);
  });

  it("C5 · calls to a path where nothing is wait for it, in order, and are reported when nothing comes", () => {
    const match = SimulatedMatch.of(2, 2, link);
    const early = new Probe(match.peer(0));
    match.peer(0).engine.add("/later", early);
    for (let i = 0; i < 3; i++) match.peer(0).engine.call(ALL, early, "say", [`${i}`], false);
    match.run(3000);
    const late = new Probe(match.peer(1));
    match.peer(1).engine.add("/later", late);
    expect(late.heard).toEqual(["2:0", "2:1", "2:2"]);
    const lonely = new Probe(match.peer(0));
    match.peer(0).engine.add("/never", lonely);
    match.peer(0).engine.call(ALL, lonely, "say", ["x"], false);
    match.run(9000);
    expect(match.violations).toEqual([]);
    match.run(3000);
    expect(match.peer(1).violations.map(({ reason, peerId }) => [reason, peerId])).toEqual([
      ["no-object", 2],
    ]);
  });

  it("R4 · C6 · authority is handed over to every peer, and inherited by what is below", () => {
    const match = SimulatedMatch.of(4, 3, link);
    const child = addEverywhere(match, "/probe/child");
    const own = addEverywhere(match, "/probe/own", 5);
    match.peer(0).engine.setAuthority("/probe", 4);
    match.run(1500);
    for (const peer of match.peers) {
      const { engine } = peer;
      expect(engine.hasAuthority(peer.probe)).toBe(engine.selfId === 4);
      expect(engine.hasAuthority(child.get(peer) ?? {})).toBe(engine.selfId === 4);
      expect(engine.hasAuthority(own.get(peer) ?? {})).toBe(engine.selfId === 5);
    }
    match.peer(2).call(ALL, "order", "mine now");
    expect(codeOf(() => match.peer(0).call(ALL, "order", "not mine"))).toBe("not-authority");
    expect(codeOf(() => match.peer(1).engine.setAuthority("/probe", 3))).toBe("not-authority");
    match.peer(2).engine.setAuthority("/probe", 3);
    match.run(1500);
    for (const peer of match.peers)
      expect(peer.engine.hasAuthority(peer.probe)).toBe(peer.engine.selfId === 3);
    match.run(1500);
    expect(match.peer(3).probe.heard).toEqual(["4!mine now"]);
    expect(match.violations).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5, 6])(
    "C6 · calls of an old and of a new authority on their way count, whatever overtakes them (seed %i)",
    (seed) => {
      const match = SimulatedMatch.of(5, seed, link);
      let said = 0;
      let holder = match.peer(0);
      for (let round = 0; round < 12; round++) {
        const next = 2 + ((round * 3 + seed) % 5);
        if (next === holder.engine.selfId) continue;
        for (let i = 0; i < 3; i++) {
          holder.call(ALL, "order", `${said++}`);
          match.run(7);
        }
        holder.engine.setAuthority("/probe", next);
        // A host decides at once; another authority goes on until the host's word is back.
        if (holder.engine.hasAuthority(holder.probe)) holder.call(ALL, "order", `${said++}`);
        holder = match.byId(next);
        match.runUntil(() => holder.engine.hasAuthority(holder.probe));
      }
      match.run(3000);
      expect(match.violations).toEqual([]);
      // Everyone has heard everyone's, each in order.
      const total = match.peers.reduce((sum, peer) => sum + peer.probe.heard.length, 0);
      expect(total).toBe(said * 4);
      for (const peer of match.peers) {
        for (const id of [2, 3, 4, 5, 6]) {
          const heard = peer.probe.heard.flatMap((line) =>
            line.startsWith(`${id}!`) ? Number(line.slice(2)) : [],
          );
          expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b));
        }
      }
    },
  );

  it("C6 · a late joiner knows what was handed over, even while it came", () => {
    for (let handedAfterMs = 0; handedAfterMs < 500; handedAfterMs += 50) {
      const match = SimulatedMatch.of(3, 4, link);
      match.peer(0).engine.setAuthority("/probe", 3);
      match.run(1500);
      const late = match.join("late");
      match.run(handedAfterMs);
      match.peer(1).engine.setAuthority("/probe", 4);
      match.run(3000);
      expect(late.engine.hasAuthority(late.probe)).toBe(false);
      match.peer(2).call(ALL, "order", "x");
      match.run(1500);
      expect(late.probe.heard, `handed over after ${handedAfterMs} ms`).toEqual(["4!x"]);
      expect(match.violations).toEqual([]);
    }
  });

  it("C6 · what a peer owned falls to the host when it is gone for good", () => {
    const match = SimulatedMatch.of(3, 4, link);
    match.peer(0).engine.setAuthority("/probe", 4);
    match.run(1000);
    match.peer(2).engine.leave();
    match.run(2000);
    expect(match.peer(0).engine.hasAuthority(match.peer(0).probe)).toBe(true);
    match.peer(0).engine.leave();
    match.run(2000);
    expect(match.peer(1).engine.hasAuthority(match.peer(1).probe)).toBe(true);
  });

  it("A8 · the last reliable calls of one who leaves arrive", () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const match = SimulatedMatch.of(5, seed, link);
      for (let i = 0; i < 10; i++) match.peer(2).call(ALL, "say", `${i}`);
      match.peer(2).engine.leave();
      match.run(3000);
      for (const index of [0, 1, 3, 4]) expect(match.peer(index).probe.heard).toHaveLength(10);
      expect(match.violations).toEqual([]);
    }
  });

  it("C10 · plain data goes beside the calls, under the game's own op codes", () => {
    const match = SimulatedMatch.of(3, 1, link);
    const got: string[] = [];
    match
      .peer(1)
      .engine.events.on("data", (event) =>
        got.push(`${event.senderId} ${event.opCode} ${event.bytes.join()}`),
      );
    expect(match.peer(0).engine.sendData(5, Uint8Array.of(1, 2), 3)).toBe(true);
    expect(match.peer(0).engine.sendData(9026, Uint8Array.of(3), ALL)).toBe(true);
    expect(match.peer(0).engine.sendData(5, Uint8Array.of(9), -3)).toBe(true);
    expect(codeOf(() => match.peer(0).engine.sendData(9011, Uint8Array.of(1), ALL))).toBe("invalid-argument");
    expect(codeOf(() => match.peer(0).engine.sendData(9025, Uint8Array.of(1), ALL))).toBe("invalid-argument");
    match.run(1000);
    expect(got).toEqual(["2 5 1,2", "2 9026 3"]);
    match.peer(0).transport.cut();
    expect(match.peer(0).engine.sendData(5, Uint8Array.of(1), ALL)).toBe(false);
  });
});

/** No signs of life between what a test counts. */
const MUTE = { silenceMs: Number.POSITIVE_INFINITY, hostSilenceMs: Number.POSITIVE_INFINITY };

describe("listeners that call back", () => {
  const events = [
    "admitted",
    "playerJoined",
    "playerStatusChanged",
    "hostChanged",
    "settingsChanged",
    "authorityChanged",
  ] as const;

  it.each(events)("C4 · a peer that leaves inside %s is out, and the match undisturbed", (type) => {
    const match = SimulatedMatch.of(3, 2, LINKS.good);
    const peer = match.prepare("late");
    let told = 0;
    peer.engine.events.on(type, () => {
      told++;
      peer.engine.leave();
    });
    match.start(peer);
    match.run(1500);
    match.peer(0).engine.setSettings({ locked: true });
    match.peer(0).engine.setAuthority("/probe", 3);
    match.run(1500);
    expect(told).toBe(1);
    expect(peer.engine.hasEnded).toBe(true);
    expect(peer.log.at(-1)).toBe("ended");
    match.run(25_000);
    expect(match.tables).toHaveLength(1);
    expect(match.admitted).toHaveLength(3);
    expect(match.violations).toEqual([]);
  });

  it.each(["hostChanged", "playerStatusChanged", "playerLeft"] as const)(
    "C7 · a call made inside %s while the host changes arrives once",
    (type) => {
      const match = SimulatedMatch.of(4, 2, LINKS.good);
      let said = 0;
      for (const peer of match.peers) {
        peer.engine.events.on(type, () => {
          if (peer.engine.isAdmitted) peer.call(ALL, "say", `${peer.name} ${said++}`);
          if (peer.engine.isAdmitted && !peer.engine.isHost) peer.call(HOST, "say", `${peer.name} ${said++}`);
        });
      }
      if (type === "playerStatusChanged") match.peer(0).transport.cut();
      else match.peer(0).engine.leave();
      match.run(3000);
      expect(said).toBeGreaterThan(0);
      for (const peer of match.peers) expect(new Set(peer.probe.heard).size).toBe(peer.probe.heard.length);
      const heard = new Set(
        match.peers.flatMap((peer) => peer.probe.heard.map((line) => line.split(":")[1])),
      );
      expect(heard.size).toBe(said);
      expect(match.violations).toEqual([]);
    },
  );

  it("R3 · a listener or a method that throws harms nobody", () => {
    const match = SimulatedMatch.of(3, 2, LINKS.good);
    const peer = match.peer(1);
    for (const type of [...events, "playerLeft", "down"] as const) {
      peer.engine.events.on(type, () => {
        throw new Error(`thrown in ${type}`);
      });
    }
    const thrown: unknown[] = [];
    peer.engine.events.on("methodError", ({ error, method, senderId }) =>
      thrown.push([String(error), method, senderId]),
    );
    peer.probe.onCall = () => {
      throw new Error("thrown in a method");
    };
    match.peer(0).call(ALL, "say", "x");
    match.run(500);
    peer.probe.onCall = undefined;
    match.peer(0).engine.leave();
    match.run(1000);
    peer.transport.cut();
    match.run(500);
    peer.transport.restore();
    match.run(3000);
    expect(thrown).toEqual([["Error: thrown in a method", "say", 2]]);
    expect(peer.listenerErrors.length).toBeGreaterThan(3);
    expect(match.tables).toHaveLength(1);
    expect(match.violations).toEqual([]);
  });

  it("C7 · a host that leaves inside a method that a peer called hands over as always", () => {
    const match = SimulatedMatch.of(3, 2, LINKS.good);
    match.peer(0).probe.onCall = () => match.peer(0).engine.leave();
    match.peer(1).call(HOST, "say", "go");
    match.peer(1).call(HOST, "say", "too late");
    match.run(3000);
    expect(match.peer(0).probe.heard).toEqual(["3:go"]);
    expect(match.peer(1).engine.isHost).toBe(true);
    expect(match.tables).toHaveLength(1);
  });
});

describe("pacing", () => {
  it("R12 · S9 · no burst is larger than framesPerBurst, however much the game calls", () => {
    const match = SimulatedMatch.of(3, 1, LINKS.perfect, MUTE);
    match.run(2000);
    const before = match.network.sentMessages;
    for (let i = 0; i < 400; i++) {
      match.peer(1).call(ALL, "say", `${i}`.padEnd(1000, "."));
      match.peer(1).call(2, "say", `${i}`);
    }
    match.flush();
    expect(match.network.sentMessages - before).toBeLessThanOrEqual(LIMITS.framesPerBurst);
    const startMs = match.network.nowMs;
    match.runUntil(() => match.peer(0).probe.heard.length === 800);
    const seconds = (match.network.nowMs - startMs) / 1000;
    const messages = match.network.sentMessages - before;
    expect(messages).toBeLessThanOrEqual(
      LIMITS.framesPerBurst + Math.ceil(seconds * LIMITS.framesPerSecond) + 1,
    );
    expect(match.peer(0).probe.heard.filter((line) => line.endsWith("."))).toHaveLength(400);
  });

  it("R12 · one that leaves with much to say sends no more than a small burst", () => {
    const match = SimulatedMatch.of(3, 1, LINKS.perfect);
    match.run(2000);
    const before = match.network.sentMessages;
    for (let i = 0; i < 400; i++) match.peer(1).call(ALL, "say", "x".repeat(2000));
    match.peer(1).engine.leave();
    expect(match.network.sentMessages - before).toBeLessThanOrEqual(
      LIMITS.framesPerBurst + LIMITS.framesBeforeLeaving + 1,
    );
    match.run(2000);
    expect(match.peer(0).engine.player(3)).toBeUndefined();
  });

  it("S8 · on a congested link only the newest of unreliableOrdered waits, and unreliable is dropped", () => {
    const match = SimulatedMatch.of(2, 1, { ...LINKS.perfect, bandwidthBytesPerSec: 20_000 });
    match.run(2000);
    const peer = match.peer(1);
    for (let i = 0; i < 80; i++) peer.call(ALL, "say", "y".repeat(2000));
    match.run(400);
    expect(peer.transport.bufferedBytes).toBeGreaterThan(64 * 1024);
    for (let i = 1; i <= 50; i++) {
      peer.call(ALL, "move", i, 0);
      peer.call(ALL, "blink", i);
      match.run(20);
    }
    expect(peer.engine.counters.droppedCalls).toBe(50);
    match.run(20_000);
    const moves = match.peer(0).probe.heard.filter((line) => line.startsWith("3>"));
    expect(moves.at(-1)).toBe("3>50,0");
    expect(moves.length).toBeLessThan(10);
    expect(match.peer(0).probe.heard.some((line) => line.startsWith("3?"))).toBe(false);
  });
});
