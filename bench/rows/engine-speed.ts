import { EightEngines } from "../../packages/match-rpc/test/eight-engines.js";
import type { Measurement } from "../harness/row.js";
import { median } from "../harness/statistics.js";

const ROUNDS = 5;
/** How many times as fast as it is played a match must run in a test. */
const ASKED = 200;

/**
 * How much faster than it is played a whole match runs from a seed: eight engines on the simulated network, a host that loses
 * its connection every ten seconds, calls to all meanwhile. `peer` is what is asked.
 */
export async function engineSpeed(): Promise<Measurement[]> {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const engines = new EightEngines();
    const startedAtMs = performance.now();
    const playedMs = engines.play();
    ratios.push(playedMs / (performance.now() - startedAtMs));
    const [fault] = engines.faults;
    if (fault !== undefined) throw new Error(fault);
  }
  return [
    {
      id: "engine-speed",
      ours: median(ratios),
      peer: ASKED,
      peerName: "what is asked",
      unit: "× as played",
      better: "higher",
    },
  ];
}
