import { expect, it } from "vitest";
import { EightEngines } from "./eight-engines.js";

it("C7 · a match of eight engines with a host death every ten seconds runs faster than it is played", () => {
  const engines = new EightEngines();
  const startedAtMs = performance.now();
  const playedMs = engines.play();
  const ratio = playedMs / (performance.now() - startedAtMs);
  // Printed, not asserted: how fast a machine is says nothing of the engine. `npm run bench` has a row of it.
  console.info(`eight engines: ${Math.round(ratio)} times as fast as played`);
  expect(engines.faults).toEqual([]);
});
