import { roundFloat32 } from "msgpackr/unpack";

/** More than doubles next to each other differ by. */
const NEXT_DOUBLE = 2 ** -51;

/**
 * Whether a tree holds a number that msgpackr takes for the short decimal beside it (0.1 + 0.2 for 0.3), or whose
 * decimal a float of 4 bytes does not give back: it would arrive as another.
 */
export function holdsNearDecimal(tree: unknown): boolean {
  if (typeof tree === "number") return isNearDecimal(tree);
  if (typeof tree !== "object" || tree === null || tree instanceof Uint8Array) return false;
  return (Array.isArray(tree) ? tree : Object.values(tree)).some(holdsNearDecimal);
}

function isNearDecimal(value: number): boolean {
  // As it would be read.
  if (roundFloat32(Math.fround(value)) === value) return false;
  return Math.abs(roundFloat32(value) - value) <= Math.abs(value) * NEXT_DOUBLE;
}
