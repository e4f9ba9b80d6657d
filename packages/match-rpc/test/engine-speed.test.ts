import { LINKS } from "@nakodo/core/testing";
import { expect, it } from "vitest";
import { ALL } from "../src/ids.js";
import { SimulatedMatch } from "./simulated-match.js";

it("C7 · a match of eight engines with a host death every ten seconds runs faster than it is played", () => {
  const match = SimulatedMatch.of(8, 4, LINKS.good);
  const startMs = match.network.nowMs;
  const startedAtMs = performance.now();
  for (let death = 0; death < 12; death++) {
    const host = match.peers.find((peer) => peer.engine.isHost);
    for (let i = 0; i < 100; i++) {
      match.peers[i % 8]?.call(ALL, "say", `${death}.${i}`);
      match.run(100);
    }
    host?.transport.cut();
    match.run(1000);
    host?.transport.restore();
  }
  match.run(3000);
  const ratio = (match.network.nowMs - startMs) / (performance.now() - startedAtMs);
  // Printed, not asserted: how fast a machine is says nothing of the engine.
  console.info(`eight engines: ${Math.round(ratio)} times as fast as played`);
  expect(match.tables).toHaveLength(1);
  expect(match.violations).toEqual([]);
  for (const [index, { probe }] of match.peers.entries()) {
    const own = 12 * (index < 4 ? 13 : 12);
    expect(probe.heard).toHaveLength(1200 - own);
    expect(new Set(probe.heard).size).toBe(1200 - own);
  }
});
