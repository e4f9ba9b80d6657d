import { setImmediate as breath } from "node:timers/promises";
import { percentile } from "./statistics.js";

/** How long one side of one round runs: long enough that what it leaves behind is collected in it. */
const ROUND_MS = 25;
const ROUNDS = 48;
const WARM_UP_ROUNDS = 8;

/** What both sides do, each call once. */
export interface Pair {
  ours(): void;
  peer(): void;
}

/**
 * Calls a second of both sides: in short rounds that take turns who begins, after a warm-up. Of each side the rate
 * that three rounds of four stay below: what others do on the machine can only slow a round down.
 */
export async function callsPerSecond(pair: Pair): Promise<{ readonly ours: number; readonly peer: number }> {
  const rates = { ours: [] as number[], peer: [] as number[] };
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const side of round % 2 === 0 ? (["ours", "peer"] as const) : (["peer", "ours"] as const)) {
      const measured = await rate(pair[side]);
      if (round >= 0) rates[side].push(measured);
    }
  }
  return { ours: percentile(rates.ours, 0.75), peer: percentile(rates.peer, 0.75) };
}

async function rate(call: () => void): Promise<number> {
  // Connections of other measurements must not starve meanwhile.
  await breath();
  let calls = 0;
  const startMs = performance.now();
  let endMs = startMs;
  while (endMs - startMs < ROUND_MS) {
    for (let i = 0; i < 500; i++) call();
    calls += 500;
    endMs = performance.now();
  }
  return (calls * 1000) / (endMs - startMs);
}
