import { LINKS } from "@nakodo/core/testing";
import { describe, expect, it } from "vitest";
import { ALL } from "../src/ids.js";
import { SimulatedMatch } from "./simulated-match.js";

describe("a call made in the moment in which a player comes", () => {
  it.each([
    ["good", LINKS.good],
    ["poor", LINKS.poor],
  ] as const)("C4 · S8 · arrives there, whatever its transfer, over a %s link", (_name, link) => {
    for (let seed = 1; seed <= 20; seed++) {
      const match = SimulatedMatch.of(3, seed, link);
      const late = match.prepare("late");
      const kinds = ["say", "move", "blink"] as const;
      for (const peer of match.peers) {
        peer.engine.events.on("playerStatusChanged", ({ player, status }) => {
          if (status !== "connected" || player.peerId === peer.engine.selfId) return;
          if (peer !== late && player.username !== "late") return;
          for (const kind of kinds)
            peer.call(
              peer === late ? player.peerId : ALL,
              kind,
              ...(kind === "say" ? ["hi"] : [peer.engine.selfId, 7]).slice(0, kind === "move" ? 2 : 1),
            );
        });
      }
      match.start(late);
      match.run(4000);
      const id = late.engine.selfId;
      for (const from of [2, 3, 4])
        for (const line of [`${from}:hi`, `${from}>${from},7`, `${from}?${from}`])
          expect(late.probe.heard, `seed ${seed}`).toContain(line);
      for (const index of [0, 1, 2])
        for (const line of [`${id}:hi`, `${id}>${id},7`, `${id}?${id}`])
          expect(match.peer(index).probe.heard, `seed ${seed}`).toContain(line);
    }
  });

  it("S8 · one that never greets makes unreliable calls reliable for a second, not longer", () => {
    const match = SimulatedMatch.of(2, 1, LINKS.good);
    const silent = match.join("silent");
    match.runUntil(() => match.peer(0).engine.players.length === 3);
    silent.transport.freeze();
    const before = match.network.sentBytes;
    for (let i = 0; i < 150; i++) {
      match.peer(0).call(ALL, "blink", i);
      match.run(20);
    }
    expect(match.network.sentBytes).toBeGreaterThan(before);
    silent.transport.thaw();
    match.run(3000);
    const blinks = silent.probe.heard.filter((line) => line.startsWith("2?"));
    expect(blinks.length).toBeGreaterThan(20);
    expect(blinks.length).toBeLessThan(150);
  });
});
