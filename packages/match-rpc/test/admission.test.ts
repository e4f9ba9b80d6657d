import { jsonValues, NakodoError, t } from "@nakodo/core";
import { LINKS } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import type { EngineOptions } from "../src/engine/engine-options.js";
import { HOST } from "../src/ids.js";
import { remotes } from "../src/remotes/remotes.js";
import { Schema } from "../src/remotes/schema.js";
import { EarlyTransport } from "./early-transport.js";
import { Probe, SimulatedMatch, type SimulatedPeer } from "./simulated-match.js";

/** Why a peer is out of the match. */
function endOf(peer: SimulatedPeer): { code: string; message: string } | undefined {
  return peer.ending === undefined ? undefined : { code: peer.ending.code, message: peer.ending.message };
}

const OtherProbeRemotes = remotes("Probe", Probe, {
  say: "anyPeer",
  order: "anyPeer",
  chat: { mode: "anyPeer", callLocal: true, args: [t.string(200_000)] },
});

describe.each([
  ["good", LINKS.good],
  ["poor", LINKS.poor],
] as const)("admission over a %s link", (_name, link) => {
  /** A newcomer that is to be refused, and the match it asks. */
  function refused(
    host: Partial<EngineOptions>,
    joiner: Partial<EngineOptions>,
    prepare?: (m: SimulatedMatch) => void,
  ) {
    const match = SimulatedMatch.of(2, 7, link, host);
    prepare?.(match);
    match.run(500);
    const before = match.tables;
    const peer = match.join("late", joiner);
    match.runUntil(() => peer.engine.hasEnded);
    match.peer(1).call(HOST, "say", "undisturbed");
    match.run(1500);
    expect(match.tables).toEqual(before);
    expect(match.tables).toHaveLength(1);
    expect(match.peer(0).probe.heard).toEqual(["3:undisturbed"]);
    expect(match.violations).toEqual([]);
    expect(peer.log.filter((line) => line.startsWith("admitted"))).toEqual([]);
    return endOf(peer);
  }

  it("C5 · A3 · a full match refuses with its number of players", () => {
    const end = refused({ maxPlayers: 2 }, {});
    expect(end?.code).toBe("match-full");
    expect(end?.message).toContain("2 players");
  });

  it("C5 · A3 · a match that has started refuses, unless it wants late joiners", () => {
    const started = (match: SimulatedMatch): void => match.peer(0).engine.setSettings({ playing: true });
    expect(refused({ joinWhilePlaying: false }, {}, started)?.code).toBe("match-started");
    const match = SimulatedMatch.of(2, 7, link, { joinWhilePlaying: true });
    started(match);
    match.join("late");
    match.run(3000);
    expect(match.tables).toHaveLength(1);
    expect(match.admitted).toHaveLength(3);
  });

  it("C12 · A3 · a locked match refuses, an unlocked one does not", () => {
    expect(refused({}, {}, (m) => m.peer(0).engine.setSettings({ locked: true }))?.code).toBe("match-locked");
    const match = SimulatedMatch.of(2, 7, link);
    match.peer(0).engine.setSettings({ locked: true });
    match.run(1000);
    expect(match.peer(1).engine.settings).toEqual({ locked: true, playing: false, star: false });
    match.peer(0).engine.setSettings({ locked: false });
    match.join("late");
    match.run(3000);
    expect(match.admitted).toHaveLength(3);
  });

  it("C5 · A3 · another client version is refused with both versions", () => {
    const end = refused({ clientVersion: "1.3.0" }, { clientVersion: "1.4.0" });
    expect(end?.code).toBe("client-version-mismatch");
    expect(end?.message).toContain("1.3.0");
    expect(end?.message).toContain("1.4.0");
  });

  it("C5 · A3 · other methods are refused, and the one that differs is named", () => {
    const end = refused({}, { schema: new Schema([OtherProbeRemotes]) });
    expect(end?.code).toBe("schema-mismatch");
    expect(end?.message).toContain("Probe.blink anyPeer unreliable");
    expect(end?.message).toContain("Probe.chat anyPeer callLocal");
  });

  it("C5 · A3 · another value codec is refused by its name", () => {
    const end = refused({}, { values: { ...jsonValues, name: "msgpack" } });
    expect(end?.code).toBe("protocol-mismatch");
    expect(end?.message).toContain("json");
    expect(end?.message).toContain("msgpack");
  });

  it("C5 · A3 · the game's own word refuses with its own sentence", () => {
    const refuse = ({ username }: { username: string }): string | undefined =>
      username === "late" ? "you were rude" : undefined;
    const end = refused({ refuse }, {});
    expect(end?.code).toBe("match-refused");
    expect(end?.message).toContain("you were rude");
  });

  it("C6 · ids begin at 2 and are never given again, seats are", () => {
    const match = SimulatedMatch.of(3, 3, link);
    expect(match.tables).toEqual(["host 2 term 1: 2/0/p0/connected 3/1/p1/connected 4/2/p2/connected"]);
    match.peer(1).engine.leave();
    match.run(1500);
    match.join("p3");
    match.run(2500);
    match.peer(3).engine.leave();
    match.run(1500);
    match.join("p4");
    match.run(2500);
    expect(match.tables).toEqual(["host 2 term 1: 2/0/p0/connected 4/2/p2/connected 6/1/p4/connected"]);
    for (const index of [0, 2]) {
      const { log } = match.peer(index);
      expect(log.filter((line) => /^player(Joined|Left) [356]/.test(line))).toEqual([
        "playerJoined 3",
        "playerLeft 3",
        "playerJoined 5",
        "playerLeft 5",
        "playerJoined 6",
      ]);
    }
  });

  it("A9 · a joiner that nobody answers gives up, and says why that may be", () => {
    const match = new SimulatedMatch(1, link);
    match.network.join("stranger").start(() => {});
    const peer = match.join("p0");
    const tookMs = match.runUntil(() => peer.engine.hasEnded);
    expect(endOf(peer)?.code).toBe("no-host");
    expect(tookMs).toBeGreaterThanOrEqual(5000);
    expect(tookMs).toBeLessThan(5100);
  });
});

describe("a match that several may meet in", () => {
  const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

  it.each(seeds)("C1 · A2 · named: of four that come at once exactly one founds it (seed %i)", (seed) => {
    const match = new SimulatedMatch(seed, seed % 2 === 0 ? LINKS.poor : LINKS.good, { entry: "meet" });
    for (let i = 0; i < 4; i++) match.join();
    match.run(6000);
    expect(match.tables).toHaveLength(1);
    expect(match.admitted).toHaveLength(4);
    expect(match.peers.filter((peer) => peer.log.includes("admitted 2"))).toHaveLength(1);
    expect(match.violations).toEqual([]);
  });

  it.each(seeds)(
    "C1 · A2 · where somebody is present who says nothing, one founds it after the joining time at the latest (seed %i)",
    (seed) => {
      const match = new SimulatedMatch(seed, LINKS.good, { entry: "meet" });
      const silent = match.network.join("silent");
      silent.start(() => {});
      const peer = match.join();
      const tookMs = match.runUntil(() => peer.engine.isHost);
      const foundsMs = peer.transport.self.sessionId < silent.self.sessionId ? 1000 : 5000;
      expect(tookMs).toBeGreaterThanOrEqual(foundsMs);
      expect(tookMs).toBeLessThan(foundsMs + 100);
    },
  );

  it.each(seeds)("H11 · two that founded it at once become one match (seed %i)", (seed) => {
    const match = new SimulatedMatch(
      seed,
      { ...LINKS.good, latencyMs: 1500, jitterMs: 400 },
      { entry: "meet" },
    );
    for (let i = 0; i < 3; i++) {
      match.join();
      match.run(seed * 20);
    }
    match.run(60_000);
    expect(match.tables).toHaveLength(1);
    expect(match.admitted).toHaveLength(3);
  });

  /** Four that the matchmaker put together, the first to connect depending on the seed; without the second in line. */
  function matchmade(seed: number, noShow: boolean): { match: SimulatedMatch; bySession: SimulatedPeer[] } {
    const match = new SimulatedMatch(seed, seed % 2 === 0 ? LINKS.poor : LINKS.good, { entry: "meet" });
    const transports = [0, 1, 2, 3].map((i) => new EarlyTransport(match.network.join(`p${i}`)));
    const presences = transports.map(({ self }) => self);
    const sorted = presences.map(({ sessionId }) => sessionId).sort();
    const bySession: SimulatedPeer[] = [];
    transports.forEach((transport, i) => {
      const place = sorted.indexOf(transport.self.sessionId);
      if (noShow && place === 1) {
        transport.close();
        return;
      }
      const expected = [...presences.slice(i), ...presences.slice(0, i)];
      bySession[place] = match.prepare(`p${i}`, { expected }, transport);
    });
    for (const peer of match.peers) match.start(peer);
    return { match, bySession };
  }

  it.each(seeds)("C6 · A5 · matchmade peers have ids and seats by their session ids (seed %i)", (seed) => {
    const { match, bySession } = matchmade(seed, false);
    match.run(5000);
    expect(match.tables).toHaveLength(1);
    const places = bySession.map(({ engine }) => [engine.selfId, engine.player(engine.selfId)?.seat]);
    expect(places).toEqual([
      [2, 0],
      [3, 1],
      [4, 2],
      [5, 3],
    ]);
    expect(match.violations).toEqual([]);
  });

  it.each(seeds.slice(0, 6))(
    "A5 · one who does not come is removed, and its id not given again (seed %i)",
    (seed) => {
      const { match } = matchmade(seed, true);
      match.run(4000);
      expect(match.tables).toHaveLength(1);
      expect(match.peer(0).engine.player(3)?.status).toBe("connecting");
      match.run(4000);
      expect(match.peer(0).engine.player(3)).toBeUndefined();
      expect(match.tables).toHaveLength(1);
      const late = match.join("late");
      match.run(4000);
      expect(late.engine.selfId).toBeGreaterThan(5);
      for (const peer of match.peers) expect(peer.log).not.toContain("playerLeft 3");
    },
  );

  it("A5 · one who lost its connection on the way is known by its account", () => {
    const { match } = matchmade(1, true);
    match.run(1500);
    const missing = ["p0", "p1", "p2", "p3"].find((name) => match.peers.every((peer) => peer.name !== name));
    const late = match.join(missing);
    match.run(1500);
    expect(late.engine.selfId).toBe(3);
    expect(match.tables).toHaveLength(1);
  });

  it("A5 · calls to one who is about to come wait for it", () => {
    const { match, bySession } = matchmade(3, true);
    match.run(1500);
    const first = bySession[0];
    first?.call(0, "say", "to all");
    first?.call(3, "say", "to you");
    match.run(500);
    const missing = ["p0", "p1", "p2", "p3"].find((name) => match.peers.every((peer) => peer.name !== name));
    const late = match.join(missing);
    match.run(2000);
    expect(late.probe.heard).toEqual(["2:to all", "2:to you"]);
  });

  it("A3 · a sentence of the host's that is too long is cut short", () => {
    const match = SimulatedMatch.of(1, 1, LINKS.good, { refuse: () => "x".repeat(5000) });
    const peer = match.join("late");
    match.run(2000);
    expect(peer.ending).toBeInstanceOf(NakodoError);
    expect(peer.ending?.code).toBe("match-refused");
    expect(peer.ending?.message.length).toBeLessThan(600);
  });
});
