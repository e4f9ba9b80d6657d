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
export function callsPerSecond(pair: Pair): { readonly ours: number; readonly peer: number } {
  rate(pair.ours);
  rate(pair.peer);
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    if (round % 2 === 0) {
      ours.push(rate(pair.ours));
      peer.push(rate(pair.peer));
    } else {
      peer.push(rate(pair.peer));
      ours.push(rate(pair.ours));
    }
  }
  return { ours: median(ours), peer: median(peer) };
}

function rate(call: () => void): number {
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
