import { bytes, flags, list, oneOf, optional, string, struct } from "./composites.js";
import { angle, bool, f32, f64, i8, i16, i32, quant, u8, u16, u32, uint } from "./numbers.js";
import { quat, vec2, vec3 } from "./vectors.js";

/**
 * The field types: `t.quant(-50, 50, 0.01)`, `t.vec3`, `t.list(t.u8, 16)`. A declared argument or property is
 * typed, small and checked by the same words.
 */
export const t = {
  bool,
  u8,
  u16,
  u32,
  i8,
  i16,
  i32,
  uint,
  f32,
  f64,
  quant,
  angle,
  vec2,
  vec3,
  quat,
  string,
  bytes,
  oneOf,
  flags,
  list,
  optional,
  struct,
} as const;
