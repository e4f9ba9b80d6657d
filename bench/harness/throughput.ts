import { setImmediate as breath } from "node:timers/promises";
import { median } from "./statistics.js";

/** How long one side of one round runs. */
const ROUND_MS = 150;
const ROUNDS = 7;

/** What both sides do, each call once. */
export interface Pair {
  ours(): void;
  peer(): void;
}

/**
 * Calls a second of both sides: after a warm-up, in rounds that take turns who begins, so that a machine that slows
 * down slows both. Medians of the rounds.
 */
export async function callsPerSecond(pair: Pair): Promise<{ readonly ours: number; readonly peer: number }> {
  await rate(pair.ours);
  await rate(pair.peer);
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    if (round % 2 === 0) {
      ours.push(await rate(pair.ours));
      peer.push(await rate(pair.peer));
    } else {
      peer.push(await rate(pair.peer));
      ours.push(await rate(pair.ours));
    }
  }
  return { ours: median(ours), peer: median(peer) };
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
