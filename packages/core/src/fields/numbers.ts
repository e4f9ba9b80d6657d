import { NakodoError } from "../errors.js";
import { badFrame } from "../wire/bad-frame.js";
import { wrongValue } from "../wire/wrong-value.js";
import type { Field } from "./field.js";

/** Whole numbers of `min` to `max` in `bytes` bytes. */
function whole(schema: string, bytes: number, min: number, max: number): Field<number> {
  // Of as many bits as an operator takes, those above the number.
  const above = 32 - 8 * bytes;
  return {
    schema,
    write(writer, value) {
      if (!Number.isInteger(value) || value < min || value > max) wrongValue(schema, value);
      writer.fixed(value, bytes);
    },
    read(reader) {
      const value = reader.fixed(bytes);
      if (min < 0) return (value << above) >> above;
      if (value > max) badFrame(`${value} is no value of ${schema}`);
      return value;
    },
  };
}

/** Whole numbers of 0 to `max` in as few bytes as all of them fit in. */
function upTo(max: number, schema: string): Field<number> {
  return whole(schema, max <= 0xff ? 1 : max <= 0xffff ? 2 : max <= 0xffffff ? 3 : 4, 0, max);
}

/** True or false, 1 byte. */
export const bool: Field<boolean> = {
  schema: "bool",
  write(writer, value) {
    if (typeof value !== "boolean") wrongValue("bool", value);
    writer.u8(value ? 1 : 0);
  },
  read(reader) {
    const byte = reader.u8();
    if (byte > 1) badFrame(`${byte} is no truth value`);
    return byte === 1;
  },
};

/** 0 to 255, 1 byte. */
export const u8: Field<number> = whole("u8", 1, 0, 0xff);
/** 0 to 65,535, 2 bytes. */
export const u16: Field<number> = whole("u16", 2, 0, 0xffff);
/** 0 to 4,294,967,295, 4 bytes. */
export const u32: Field<number> = whole("u32", 4, 0, 0xffffffff);
/** −128 to 127, 1 byte. */
export const i8: Field<number> = whole("i8", 1, -0x80, 0x7f);
/** −32,768 to 32,767, 2 bytes. */
export const i16: Field<number> = whole("i16", 2, -0x8000, 0x7fff);
/** −2^31 to 2^31 − 1, 4 bytes. */
export const i32: Field<number> = whole("i32", 4, -0x80000000, 0x7fffffff);
/** 0 to 2^53 − 1 in as many bytes as it needs: 1 up to 127, 2 up to 16,383, 8 at most. */
export const uint: Field<number> = {
  schema: "uint",
  write: (writer, value) => writer.varint(value),
  read: (reader) => reader.varint(),
};

function float(schema: "f32" | "f64"): Field<number> {
  const single = schema === "f32";
  return {
    schema,
    write(writer, value) {
      // Checked as it will arrive: 1e39 is finite here and would be Infinity, a peer's offence, over there.
      if (typeof value !== "number" || !Number.isFinite(single ? Math.fround(value) : value))
        wrongValue(schema, value);
      if (single) writer.f32(value);
      else writer.f64(value);
    },
    read(reader) {
      const value = single ? reader.f32() : reader.f64();
      if (!Number.isFinite(value)) badFrame(`${schema} that is not finite`);
      return value;
    },
  };
}

/** A finite number in single precision, 4 bytes: about 7 digits, up to ±3.4e38. */
export const f32: Field<number> = float("f32");
/** A finite number in double precision, 8 bytes. */
export const f64: Field<number> = float("f64");

/**
 * A number of `min` to `max` in steps of `step`: 1 to 4 bytes, as few as the number of steps needs. A value
 * outside is moved to the nearer end (a physics engine overshoots), one between two steps to the nearer step:
 * off by half a step at most. `max` arrives as `max` even where it lies between two steps.
 *
 * @throws {NakodoError} `invalid-argument` when the range is empty or has more than 2^32 steps.
 */
export function quant(min: number, max: number, step: number): Field<number> {
  const steps = Math.round((max - min) / step);
  if (!(min < max) || !(step > 0) || !(steps <= 0xffffffff)) {
    throw new NakodoError(
      "invalid-argument",
      `quant(${min}, ${max}, ${step}): min < max, step > 0, at most 2^32 steps`,
    );
  }
  const index = upTo(steps, `quant(${min},${max},${step})`);
  return {
    schema: index.schema,
    write(writer, value) {
      if (typeof value !== "number") wrongValue(index.schema, value);
      index.write(writer, Math.min(steps, Math.max(0, Math.round((value - min) / step))));
    },
    read: (reader) => Math.min(max, min + index.read(reader) * step),
  };
}

/**
 * An angle in radians, any turn of it, in `bits` bits (1 to 32; written in whole bytes). Arrives as 0 (included) to
 * 2π (excluded), off by π / 2^bits at most.
 *
 * @throws {NakodoError} `invalid-argument` when `bits` is out of range.
 */
export function angle(bits: number): Field<number> {
  if (!Number.isInteger(bits) || bits < 1 || bits > 32) {
    throw new NakodoError("invalid-argument", `angle(${bits}): 1 to 32 bits`);
  }
  const steps = 2 ** bits;
  const turn = Math.PI * 2;
  const index = upTo(steps - 1, `angle(${bits})`);
  return {
    schema: index.schema,
    write(writer, value) {
      if (!Number.isFinite(value)) wrongValue(index.schema, value);
      const part = Math.round(((value % turn) / turn) * steps) % steps;
      index.write(writer, part < 0 ? part + steps : part);
    },
    read: (reader) => (index.read(reader) / steps) * turn,
  };
}
