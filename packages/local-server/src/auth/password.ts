import { scryptSync, timingSafeEqual } from "node:crypto";
import type { RandomSource } from "../runtime/random.js";

/** A password as it is kept: salted and hashed, cheaply, for this server is not one to keep real players' passwords. */
export interface PasswordHash {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

/** The real server's hash takes no more than this many bytes and fails beyond. */
export const MAX_PASSWORD_BYTES = 72;

const COST = { N: 256, r: 8, p: 1 };

function derive(password: string, salt: Uint8Array): Uint8Array {
  return scryptSync(password, salt, 32, COST);
}

/** Hashes a password with a salt of its own. */
export function hashPassword(password: string, random: RandomSource): PasswordHash {
  const salt = random.bytes(16);
  return { salt, hash: derive(password, salt) };
}

/** Whether a password is the one that was hashed. */
export function passwordMatches(password: string, kept: PasswordHash): boolean {
  return timingSafeEqual(derive(password, kept.salt), kept.hash);
}
