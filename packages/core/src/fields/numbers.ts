import { NakodoError } from "../errors.js";
import type { ByteReader } from "../wire/byte-reader.js";
import type { ByteWriter } from "../wire/byte-writer.js";
import type { Field } from "./field.js";
import { wrongValue } from "./wrong-value.js";

function integer(
  schema: string,
  min: number,
  max: number,
  put: (writer: ByteWriter, value: number) => void,
  get: (reader: ByteReader) => number,
): Field<number> {
  return {
    schema,
    write(writer, value) {
      if (!Number.isInteger(value) || value < min || value > max) wrongValue(schema, value);
      put(writer, value);
    },
    read: get,
  };
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
    if (byte > 1) throw new NakodoError("bad-frame", `${byte} is no truth value`);
    return byte === 1;
  },
};

/** 0 to 255, 1 byte. */
export const u8: Field<number> = integer(
  "u8",
  0,
  0xff,
  (w, v) => w.u8(v),
  (r) => r.u8(),
);
/** 0 to 65,535, 2 bytes. */
export const u16: Field<number> = integer(
  "u16",
  0,
  0xffff,
  (w, v) => w.u16(v),
  (r) => r.u16(),
);
/** 0 to 4,294,967,295, 4 bytes. */
export const u32: Field<number> = integer(
  "u32",
  0,
  0xffffffff,
  (w, v) => w.u32(v),
  (r) => r.u32(),
);
/** −128 to 127, 1 byte. */
export const i8: Field<number> = integer(
  "i8",
  -0x80,
  0x7f,
  (w, v) => w.i8(v),
  (r) => r.i8(),
);
/** −32,768 to 32,767, 2 bytes. */
export const i16: Field<number> = integer(
  "i16",
  -0x8000,
  0x7fff,
  (w, v) => w.i16(v),
  (r) => r.i16(),
);
/** −2^31 to 2^31 − 1, 4 bytes. */
export const i32: Field<number> = integer(
  "i32",
  -0x80000000,
  0x7fffffff,
  (w, v) => w.i32(v),
  (r) => r.i32(),
);
/** 0 to 2^53 − 1 in as many bytes as it needs: 1 up to 127, 2 up to 16,383, 8 at most. */
export const uint: Field<number> = integer(
  "uint",
  0,
  Number.MAX_SAFE_INTEGER,
  (w, v) => w.varint(v),
  (r) => r.varint(),
);

function float(
  schema: string,
  rounded: (value: number) => number,
  put: (writer: ByteWriter, value: number) => void,
  get: (reader: ByteReader) => number,
): Field<number> {
  return {
    schema,
    write(writer, value) {
      // Checked as it will arrive: 1e39 is finite here and would be Infinity, a peer's offence, over there.
      if (typeof value !== "number" || !Number.isFinite(rounded(value))) wrongValue(schema, value);
      put(writer, value);
    },
    read(reader) {
      const value = get(reader);
      if (!Number.isFinite(value)) throw new NakodoError("bad-frame", `${schema} that is not finite`);
      return value;
    },
  };
}

/** A finite number in single precision, 4 bytes: about 7 digits, up to ±3.4e38. */
export const f32: Field<number> = float(
  "f32",
  Math.fround,
  (w, v) => w.f32(v),
  (r) => r.f32(),
);
/** A finite number in double precision, 8 bytes. */
export const f64: Field<number> = float(
  "f64",
  (v) => v,
  (w, v) => w.f64(v),
  (r) => r.f64(),
);

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
  const schema = `quant(${min},${max},${step})`;
  const width = steps <= 0xff ? 1 : steps <= 0xffff ? 2 : steps <= 0xffffff ? 3 : 4;
  return {
    schema,
    write(writer, value) {
      if (typeof value !== "number" || Number.isNaN(value)) wrongValue(schema, value);
      const index = Math.min(steps, Math.max(0, Math.round((value - min) / step)));
      putUnsigned(writer, width, index);
    },
    read(reader) {
      const index = getUnsigned(reader, width);
      if (index > steps) throw new NakodoError("bad-frame", `step ${index} of ${steps}`);
      return Math.min(max, min + index * step);
    },
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
  const schema = `angle(${bits})`;
  const width = Math.ceil(bits / 8);
  const steps = 2 ** bits;
  const turn = Math.PI * 2;
  return {
    schema,
    write(writer, value) {
      if (typeof value !== "number" || !Number.isFinite(value)) wrongValue(schema, value);
      const index = Math.round(((value % turn) / turn) * steps) % steps;
      putUnsigned(writer, width, index < 0 ? index + steps : index);
    },
    read(reader) {
      const index = getUnsigned(reader, width);
      if (index >= steps) throw new NakodoError("bad-frame", `an angle of ${index} in ${steps}`);
      return (index / steps) * turn;
    },
  };
}

function putUnsigned(writer: ByteWriter, width: number, value: number): void {
  if (width === 1) writer.u8(value);
  else if (width === 2) writer.u16(value);
  else if (width === 3) writer.u24(value);
  else writer.u32(value);
}

function getUnsigned(reader: ByteReader, width: number): number {
  if (width === 1) return reader.u8();
  if (width === 2) return reader.u16();
  if (width === 3) return reader.u24();
  return reader.u32();
}
