import { badFrame } from "../wire/bad-frame.js";
import { wrongValue } from "../wire/wrong-value.js";
import type { Field } from "./field.js";
import { f32 } from "./numbers.js";

/** Two numbers; Three's `Vector2` is one. */
export interface Vec2 {
  /** To the right. */
  readonly x: number;
  /** Up in a scene; down on a screen, where the game says so. */
  readonly y: number;
}

/** Three numbers; right-handed, metres on the wire. Three's `Vector3` is one. */
export interface Vec3 extends Vec2 {
  /** Towards the viewer. */
  readonly z: number;
}

/** A rotation of length 1, in the order x y z w. Three's `Quaternion` is one. */
export interface Quat extends Vec3 {
  /** The scalar part: the cosine of half the angle. */
  readonly w: number;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

/** Two {@link f32}, 8 bytes. */
export const vec2: Field<Vec2> = {
  schema: "vec2",
  write(writer, value) {
    if (!isRecord(value)) wrongValue("vec2", value);
    f32.write(writer, value.x);
    f32.write(writer, value.y);
  },
  read: (reader) => ({ x: f32.read(reader), y: f32.read(reader) }),
};

/** Three {@link f32}, 12 bytes. */
export const vec3: Field<Vec3> = {
  schema: "vec3",
  write(writer, value) {
    if (!isRecord(value)) wrongValue("vec3", value);
    f32.write(writer, value.x);
    f32.write(writer, value.y);
    f32.write(writer, value.z);
  },
  read: (reader) => ({ x: f32.read(reader), y: f32.read(reader), z: f32.read(reader) }),
};

/** Each of the three smaller parts of a unit quaternion lies within ±1/√2. */
const SMALLEST_RANGE = Math.SQRT1_2;
/** Steps on each side of zero in 15 bits. */
const SMALLEST_STEPS = 16383;

/**
 * A rotation in 6 bytes: which part is the largest (2 bits) and the three others in 15 bits each; the largest
 * follows from length 1. Off by less than 0.009 degrees, 0.003 on average. What is sent may have any length over
 * 1e-6; what arrives has length 1 and may be the negative of what was sent, which is the same rotation.
 */
export const quat: Field<Quat> = {
  schema: "quat",
  write(writer, value) {
    if (!isRecord(value)) wrongValue("quat", value);
    const { x, y, z, w } = value;
    if (!(isNumber(x) && isNumber(y) && isNumber(z) && isNumber(w))) wrongValue("quat", value);
    const length = Math.sqrt(x * x + y * y + z * z + w * w);
    if (!(length > 1e-6) || !Number.isFinite(length)) wrongValue(`quat (its length is ${length})`, value);
    const ax = Math.abs(x);
    const ay = Math.abs(y);
    const az = Math.abs(z);
    const aw = Math.abs(w);
    const largest = ax >= ay && ax >= az && ax >= aw ? 0 : ay >= az && ay >= aw ? 1 : az >= aw ? 2 : 3;
    const sign = (largest === 0 ? x : largest === 1 ? y : largest === 2 ? z : w) < 0 ? -1 : 1;
    const scale = (sign * SMALLEST_STEPS) / (length * SMALLEST_RANGE);
    const a = step((largest === 0 ? y : x) * scale);
    const b = step((largest <= 1 ? z : y) * scale);
    const c = step((largest <= 2 ? w : z) * scale);
    // 2 + 15 + 15 bits, then the last 15: the top bit of the second half stays zero.
    writer.u32(((largest << 30) | (a << 15) | b) >>> 0);
    writer.u16(c);
  },
  read(reader) {
    const head = reader.u32();
    const c = part(reader.u16());
    const a = part((head >>> 15) & 0x7fff);
    const b = part(head & 0x7fff);
    const rest = 1 - a * a - b * b - c * c;
    if (rest < 0.2) badFrame("no unit quaternion");
    const d = Math.sqrt(rest);
    const largest = head >>> 30;
    return {
      x: largest === 0 ? d : a,
      y: largest === 1 ? d : largest < 1 ? a : b,
      z: largest === 2 ? d : largest < 2 ? b : c,
      w: largest === 3 ? d : c,
    };
  },
};

function step(value: number): number {
  return Math.round(value) + SMALLEST_STEPS;
}

function part(value: number): number {
  if (value > 2 * SMALLEST_STEPS) badFrame("a quaternion's part out of range");
  return ((value - SMALLEST_STEPS) / SMALLEST_STEPS) * SMALLEST_RANGE;
}
