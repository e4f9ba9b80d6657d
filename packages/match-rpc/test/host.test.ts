import { LINKS } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import { ALL, HOST } from "../src/ids.js";
import { GhostTransport } from "./ghost-transport.js";
import { SimulatedMatch, type SimulatedPeer } from "./simulated-match.js";

const seeds = [1, 2, 3, 4, 5];

/** Which peers heard this text, by name. */
function hearers(match: SimulatedMatch, text: string): string[] {
  return match.peers.flatMap((peer) =>
    peer.probe.heard.filter((line) => line.endsWith(text)).map(() => peer.name),
  );
}

describe.each([
  ["good", LINKS.good],
  ["poor", LINKS.poor],
] as const)("the host over a %s link", (_name, link) => {
  /** All see one host, which is this one. */
  function hostIs(match: SimulatedMatch, peer: SimulatedPeer, term: number): void {
    expect(match.tables).toHaveLength(1);
    expect(match.tables[0]).toContain(`host ${peer.engine.selfId} term ${term}:`);
    expect(match.peers.filter((one) => one.engine.isHost)).toEqual([peer]);
    expect(match.violations).toEqual([]);
  }

  it.each(seeds)(
    "C7 · H2 · when the host leaves, the lowest id left is host in the next term (seed %i)",
    (seed) => {
      const match = SimulatedMatch.of(5, seed, link);
      match.peer(0).engine.leave();
      match.run(2000);
      hostIs(match, match.peer(1), 2);
      expect(match.peer(3).log).toContain("playerLeft 2");
      expect(match.peer(3).log.at(-1)).toBe("hostChanged 3");
    },
  );

  it.each(seeds)("C7 · H2 · when its connection is cut, too, and its place is kept (seed %i)", (seed) => {
    const match = SimulatedMatch.of(5, seed, link);
    match.peer(0).transport.cut();
    match.run(2000);
    hostIs(match, match.peer(1), 2);
    expect(match.peer(4).engine.player(2)?.status).toBe("dropped");
  });

  it.each(seeds)("C7 · two hosts that die at once have one successor (seed %i)", (seed) => {
    const match = SimulatedMatch.of(5, seed, link);
    match.peer(0).transport.cut();
    match.peer(1).transport.cut();
    match.run(3000);
    hostIs(match, match.peer(2), match.peer(2).engine.term);
  });

  it.each(seeds)("C7 · hosts that die one after the other, down to the last peer (seed %i)", (seed) => {
    const match = SimulatedMatch.of(5, seed, link);
    for (let dead = 0; dead < 4; dead++) {
      match.peer(dead).transport.cut();
      match.run(1500);
    }
    hostIs(match, match.peer(4), 5);
  });

  it.each(seeds)(
    "H1 · a host that dies while it lets somebody in leaves nobody half in (seed %i)",
    (seed) => {
      for (let diesAfterMs = 0; diesAfterMs < 600; diesAfterMs += 40) {
        const match = SimulatedMatch.of(3, seed, link);
        const late = match.join("late");
        match.run(diesAfterMs);
        match.peer(0).transport.cut();
        match.run(7000);
        hostIs(match, match.peer(1), 2);
        expect(late.engine.isAdmitted, `the host died after ${diesAfterMs} ms`).toBe(true);
        expect(match.admitted).toHaveLength(3);
      }
    },
  );

  it.each(seeds)("H8 · C12 · a host that names its successor hands over without a gap (seed %i)", (seed) => {
    const match = SimulatedMatch.of(4, seed, link);
    match.peer(0).engine.handHostOver(5);
    for (let i = 0; i < 40; i++) {
      match.peer(1).call(HOST, "say", `${i}`);
      match.peer(0).callSync(HOST, "say", `own ${i}`);
      match.run(30);
    }
    match.run(2000);
    hostIs(match, match.peer(3), 2);
    // Nobody was without a host for a moment.
    for (const peer of match.peers) expect(peer.log).not.toContain("hostChanged undefined");
    const heard = match.peers.flatMap((peer) => peer.probe.heard);
    expect(heard.filter((line) => line.startsWith("3:"))).toHaveLength(40);
    expect(heard.filter((line) => line.startsWith("2:"))).toHaveLength(40);
    expect(match.peer(3).probe.heard.length).toBeGreaterThan(0);
  });

  it.each(seeds)(
    "H8 · a successor that dies before it claims leaves the match as it was (seed %i)",
    (seed) => {
      const match = SimulatedMatch.of(4, seed, link);
      match.peer(0).engine.handHostOver(4);
      match.peer(2).transport.cut();
      match.run(500);
      const late = match.join("late");
      match.run(4000);
      expect(match.tables).toHaveLength(1);
      expect(match.peers.filter((one) => one.engine.isHost)).toHaveLength(1);
      expect(late.engine.isAdmitted).toBe(true);
    },
  );

  it.each(seeds)("H8 · of two named successors one becomes host (seed %i)", (seed) => {
    const match = SimulatedMatch.of(4, seed, link);
    match.peer(0).engine.handHostOver(4);
    match.run(30);
    match.peer(0).engine.handHostOver(5);
    match.run(3000);
    expect(match.tables).toHaveLength(1);
    expect(match.peers.filter((one) => one.engine.isHost)).toHaveLength(1);
    expect(match.violations).toEqual([]);
  });

  it.each(seeds)(
    "C7 · HOST is held while there is none, and delivered once and in order to the next (seed %i)",
    (seed) => {
      const match = SimulatedMatch.of(4, seed, link);
      match.peer(2).call(HOST, "say", "before");
      match.run(1000);
      match.peer(0).transport.cut();
      match.runUntil(() => match.peer(2).engine.hostId === undefined);
      for (let i = 0; i < 5; i++) match.peer(2).call(HOST, "say", `held ${i}`);
      match.peer(2).call(ALL, "say", "to all, after them");
      match.run(3000);
      match.peer(2).call(HOST, "say", "after");
      match.run(1500);
      expect(match.peer(0).probe.heard).toEqual(["4:before"]);
      expect(match.peer(1).probe.heard).toEqual([
        ...[0, 1, 2, 3, 4].map((i) => `4:held ${i}`),
        "4:to all, after them",
        "4:after",
      ]);
      expect(match.peer(3).probe.heard).toEqual(["4:to all, after them"]);
    },
  );

  it("C7 · what one said to the host that one becomes oneself runs here", () => {
    const match = SimulatedMatch.of(3, 4, link);
    match.peer(0).transport.cut();
    match.peer(2).transport.cut();
    match.run(2000);
    expect(match.peer(1).engine.isHost).toBe(true);
    match.peer(1).transport.cut();
    match.peer(1).call(HOST, "say", "to whoever is host");
    match.run(200);
    match.peer(1).transport.restore();
    match.run(2000);
    expect(match.peer(1).engine.isHost).toBe(true);
    expect(match.peer(1).probe.heard).toEqual(["3:to whoever is host"]);
  });

  it.each(seeds)(
    "H12 · when the next in line is frozen, the one after it takes the match (seed %i)",
    (seed) => {
      const match = SimulatedMatch.of(4, seed, link);
      match.peer(1).transport.freeze();
      match.peer(0).transport.cut();
      match.run(5000);
      expect(match.peer(2).engine.isHost).toBe(true);
      expect(match.peer(3).engine.hostId).toBe(4);
      match.peer(1).transport.thaw();
      match.run(12_000);
      expect(match.tables).toHaveLength(1);
      expect(match.peers.filter((one) => one.engine.isHost)).toHaveLength(1);
    },
  );

  it("C7 · onHostLeave: 'end' ends the match for everyone", () => {
    const match = SimulatedMatch.of(3, 1, link, { onHostLeave: "end" });
    match.peer(0).engine.leave();
    match.run(2000);
    expect(match.peers.map((peer) => peer.ending?.code)).toEqual([undefined, "host-left", "host-left"]);
  });

  it("C12 · one who is kicked is out and told so, and the rest goes on", () => {
    const match = SimulatedMatch.of(4, 1, link);
    expect(() => match.peer(1).engine.kick(4)).toThrowError(/only the host/);
    match.peer(0).engine.kick(4);
    match.run(1500);
    expect(match.peer(2).ending?.code).toBe("kicked");
    expect(match.tables).toHaveLength(1);
    expect(match.peer(3).log).toContain("playerLeft 4");
    expect(hearers(match, "anything")).toEqual([]);
    expect(match.violations).toEqual([]);
  });

  it.each(seeds)(
    "H9 · all lose their connection at once, and the match lives on with the same ids (seed %i)",
    (seed) => {
      const match = SimulatedMatch.of(4, seed, link);
      for (const peer of match.peers) peer.transport.cut();
      for (const [i, peer] of match.peers.entries()) peer.call(ALL, "say", `from ${i}`);
      match.run(300);
      for (const index of [2, 0, 3, 1]) {
        match.peer(index).transport.restore();
        match.run(seed * 60);
      }
      match.run(15_000);
      expect(match.tables).toHaveLength(1);
      expect(match.peers.map((peer) => peer.engine.selfId)).toEqual([2, 3, 4, 5]);
      expect(
        match.peers.map((peer) => peer.log.filter((line) => line.startsWith("admitted")).length),
      ).toEqual([2, 2, 2, 2]);
      for (const [i, peer] of match.peers.entries()) {
        const others = [0, 1, 2, 3].filter((other) => other !== i);
        expect(peer.probe.heard.sort()).toEqual(others.map((other) => `${other + 2}:from ${other}`));
      }
    },
  );

  it("H10 · a host that returns before anyone noticed its absence is known by its proof", () => {
    const match = new SimulatedMatch(2, link);
    const ghost = new GhostTransport(() => match.network.join("p0"));
    const host = match.prepare("p0", { entry: "create" }, ghost);
    match.start(host);
    for (let i = 0; i < 3; i++) {
      match.run(1000);
      match.join();
    }
    match.run(3000);
    ghost.reconnect();
    for (let i = 0; i < 5; i++) match.peer(2).call(HOST, "say", `${i}`);
    match.run(3000);
    expect(match.tables).toHaveLength(1);
    expect(host.engine.selfId).toBe(2);
    expect(host.log.filter((line) => line.startsWith("admitted"))).toEqual([
      "admitted 2",
      "admitted 2 resumed",
    ]);
    expect(match.peer(1).engine.isHost).toBe(true);
    ghost.dropGhost();
    match.run(3000);
    expect(match.tables).toHaveLength(1);
    expect(match.peer(1).engine.player(2)?.status).toBe("connected");
    // Each ran once, at whoever was host for its sender.
    const heard = [...host.probe.heard, ...match.peer(1).probe.heard].filter((line) => line.startsWith("4:"));
    expect(heard.sort()).toEqual(["4:0", "4:1", "4:2", "4:3", "4:4"]);
  });
});
