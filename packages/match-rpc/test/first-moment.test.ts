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

  it.each([
    ["perfect", LINKS.perfect],
    ["poor", LINKS.poor],
  ] as const)(
    "S3 · S8 · arrives, too, while both sides still greet each other, over a %s link",
    (_name, link) => {
      for (let seed = 1; seed <= 20; seed++) {
        for (const waitMs of [0, 1, 2, 5, 13]) {
          const match = SimulatedMatch.of(3, seed, link);
          match.join("late");
          match.runUntil(() =>
            match.peers.every(
              ({ engine }) =>
                engine.players.length === 4 && engine.players.every(({ status }) => status === "connected"),
            ),
          );
          match.run(waitMs);
          for (const peer of match.peers) {
            peer.call(ALL, "blink", peer.engine.selfId);
            peer.call(ALL, "move", peer.engine.selfId, 7);
          }
          match.run(2000);
          for (const from of match.peers)
            for (const to of match.peers) {
              const id = from.engine.selfId;
              if (from === to) continue;
              for (const line of [`${id}?${id}`, `${id}>${id},7`])
                expect(to.probe.heard, `seed ${seed}, after ${waitMs} ms`).toContain(line);
            }
        }
      }
    },
  );

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
