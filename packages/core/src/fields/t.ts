/**
 * The field types: `t.quant(-50, 50, 0.01)`, `t.vec3`, `t.list(t.u8, 16)`. A declared argument or property is
 * typed, small and checked by the same words. A bundle holds those that the game names.
 *
 * @module t
 */
export { bytes, flags, list, oneOf, optional, string, struct, tuple } from "./composites.js";
export { angle, bool, f32, f64, i8, i16, i32, quant, u8, u16, u32, uint } from "./numbers.js";
export { quat, vec2, vec3 } from "./vectors.js";
