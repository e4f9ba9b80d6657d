/** Numbers in a pose: position x y z, rotation x y z w, scale x y z. */
export const POSE_SIZE = 10;

/** Ten numbers in the order of {@link POSE_SIZE}; right-handed metres, a unit quaternion. */
export type PoseNumbers = Float32Array | Float64Array;

/** Squared distance between the positions at `a[aAt…]` and `b[bAt…]`, in square metres. */
export function distanceSquared(a: PoseNumbers, aAt: number, b: PoseNumbers, bAt: number): number {
  const x = (a[aAt] as number) - (b[bAt] as number);
  const y = (a[aAt + 1] as number) - (b[bAt + 1] as number);
  const z = (a[aAt + 2] as number) - (b[bAt + 2] as number);
  return x * x + y * y + z * z;
}

/**
 * Writes into `out` the pose that lies `fraction` of the way from the one at `values[aAt…]` to the one at
 * `values[bAt…]`: positions and scales on a line, rotations on the shorter arc. 0 to 1 is between them, more is beyond.
 * The fraction comes in an array of one: V8 makes an object of a fractional number that is handed from function to
 * function, and this runs for every object in every frame.
 */
export function mixPoses(
  values: PoseNumbers,
  aAt: number,
  bAt: number,
  fraction: Float64Array,
  out: Float64Array,
): void {
  const share = fraction[0] as number;
  for (let i = 0; i < 3; i++) {
    const a = values[aAt + i] as number;
    out[i] = a + ((values[bAt + i] as number) - a) * share;
  }
  for (let i = 7; i < POSE_SIZE; i++) {
    const a = values[aAt + i] as number;
    out[i] = a + ((values[bAt + i] as number) - a) * share;
  }
  slerp(values, aAt + 3, values, bAt + 3, fraction, out, 3);
}

/** Below this cosine of half an angle the arc is long enough to divide by its sine. */
const NEARLY_EQUAL = 0.9995;

/**
 * Spherical interpolation of unit quaternions (x y z w at the given places) on the shorter arc, of length 1. The fraction
 * as in {@link mixPoses}.
 */
export function slerp(
  a: PoseNumbers,
  aAt: number,
  b: PoseNumbers,
  bAt: number,
  fraction: Float64Array,
  out: Float64Array,
  outAt: number,
): void {
  const ax = a[aAt] as number;
  const ay = a[aAt + 1] as number;
  const az = a[aAt + 2] as number;
  const aw = a[aAt + 3] as number;
  const bx = b[bAt] as number;
  const by = b[bAt + 1] as number;
  const bz = b[bAt + 2] as number;
  const bw = b[bAt + 3] as number;
  const dot = ax * bx + ay * by + az * bz + aw * bw;
  const cosine = dot < 0 ? -dot : dot;
  let wb = fraction[0] as number;
  let wa = 1 - wb;
  if (cosine < NEARLY_EQUAL) {
    const angle = Math.acos(cosine);
    const sine = Math.sin(angle);
    wa = Math.sin(wa * angle) / sine;
    wb = Math.sin(wb * angle) / sine;
  }
  if (dot < 0) wb = -wb;
  const x = ax * wa + bx * wb;
  const y = ay * wa + by * wb;
  const z = az * wa + bz * wb;
  const w = aw * wa + bw * wb;
  const length = Math.sqrt(x * x + y * y + z * z + w * w);
  out[outAt] = x / length;
  out[outAt + 1] = y / length;
  out[outAt + 2] = z / length;
  out[outAt + 3] = w / length;
}

/** Writes the product of two unit quaternions, `a` after `b`, into `out[outAt…]`, which may be either of them. */
export function multiplyQuaternions(
  a: Float64Array,
  aAt: number,
  b: Float64Array,
  bAt: number,
  out: Float64Array,
  outAt: number,
): void {
  const ax = a[aAt] as number;
  const ay = a[aAt + 1] as number;
  const az = a[aAt + 2] as number;
  const aw = a[aAt + 3] as number;
  const bx = b[bAt] as number;
  const by = b[bAt + 1] as number;
  const bz = b[bAt + 2] as number;
  const bw = b[bAt + 3] as number;
  out[outAt] = aw * bx + ax * bw + ay * bz - az * by;
  out[outAt + 1] = aw * by - ax * bz + ay * bw + az * bx;
  out[outAt + 2] = aw * bz + ax * by - ay * bx + az * bw;
  out[outAt + 3] = aw * bw - ax * bx - ay * by - az * bz;
}
