import { randomBytes } from "node:crypto";

/** Where the server takes chance from: ids, tickets, generated names, salts. */
export interface RandomSource {
  /** `length` random bytes, the caller's to keep. */
  bytes(length: number): Uint8Array;
}

/** The computer's own source. */
export const systemRandom: RandomSource = { bytes: (length) => randomBytes(length) };

/** The same bytes for the same seed, so that a failing run can be repeated. Never for anything that must be secret. */
export function seededRandom(seed: number): RandomSource {
  let state = seed >>> 0;
  const nextByte = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  return { bytes: (length) => Uint8Array.from({ length }, nextByte) };
}
