import { ByteWriter } from "@nakodo/core";
import { isFields } from "../fields.js";
import { type Field, type Kind, readMessage, refused, type Table, writeMessage } from "./field.js";
import { FIXED64, LENGTH, VARINT, type WireReader } from "./wire-reader.js";

const TEXT: Kind = {
  wire: LENGTH,
  zero: "",
  read: (reader) => reader.text(),
  write(writer, value, name) {
    if (typeof value !== "string") throw refused(name, "must be a text");
    writer.string(value);
  },
};

const BYTES: Kind = {
  wire: LENGTH,
  read: (reader) => reader.rest(),
  write(writer, value, name) {
    if (!(value instanceof Uint8Array)) throw refused(name, "must be a Uint8Array");
    writer.bytes(value);
  },
};

const BOOL: Kind = {
  wire: VARINT,
  zero: false,
  read: (reader) => reader.varint() !== 0,
  write(writer, value, name) {
    if (typeof value !== "boolean") throw refused(name, "must be true or false");
    writer.u8(Number(value));
  },
};

const DOUBLE: Kind = {
  wire: FIXED64,
  zero: 0,
  read(reader) {
    const value = reader.double();
    // Text, as in JSON, for what JSON has no number for.
    return Number.isFinite(value) ? value : String(value);
  },
  write(writer, value, name) {
    if (typeof value !== "number") throw refused(name, "must be a number");
    writer.f64(value);
  },
};

const INT32 = wholeNumber(32);
const INT64 = wholeNumber(64);

function wholeNumber(bits: 32 | 64): Kind {
  return {
    wire: VARINT,
    zero: 0,
    read: (reader) => (bits === 32 ? reader.varint() | 0 : reader.varint()),
    write(writer, value, name) {
      const whole = asWholeNumber(value);
      if (whole === undefined || BigInt.asIntN(bits, whole) !== whole) {
        throw refused(name, `must be a whole number of ${bits} bits`);
      }
      // Negative numbers are 64 bits wide on the wire, those of 32 bits too.
      let rest = BigInt.asUintN(64, whole);
      for (; rest > 0x7fn; rest >>= 7n) writer.u8(Number(rest & 0x7fn) | 0x80);
      writer.u8(Number(rest));
    },
  };
}

/** Of a number, or of digits in a text, as JSON has them for 64 bits. */
function asWholeNumber(value: unknown): bigint | undefined {
  const isWhole = Number.isInteger(value) || (typeof value === "string" && /^-?\d+$/.test(value));
  return isWhole && (typeof value === "number" || typeof value === "string") ? BigInt(value) : undefined;
}

/** RFC 3339 text with none, 3, 6 or 9 digits of the second, as in JSON. */
const TIME: Kind = {
  wire: LENGTH,
  read(reader) {
    const { seconds = 0, nanos = 0 } = readMessage(reader, { 1: int64("seconds"), 2: int32("nanos") });
    const digits = String(nanos).padStart(9, "0");
    if (!/^\d{9}$/.test(digits)) throw new RangeError("a second of more than a second");
    // Throws for what no calendar has.
    const iso = new Date(Number(seconds) * 1000).toISOString();
    return `${iso.slice(0, -5)}${`.${digits}`.replace(/\.?(000)*$/, "")}Z`;
  },
  write(_writer, _value, name) {
    throw refused(name, "is the server's to set");
  },
};

interface MessageKind extends Kind {
  read(reader: WireReader): Record<string, unknown>;
}

function messageOf(table: Table): MessageKind {
  return {
    wire: LENGTH,
    read: (reader) => readMessage(reader, table),
    write(writer, value, name) {
      if (!isFields(value)) throw refused(name, "must be an object");
      const inner = new ByteWriter(64);
      writeMessage(inner, table, value, name);
      writer.bytes(inner.written());
    },
  };
}

/** A value in a message of its own: so it can be absent, and can be there as zero. */
function wrapped(kind: Kind): Kind {
  const { read, write, wire } = messageOf({ 1: once(kind)("value") });
  return {
    wire,
    read(reader) {
      const { value = kind.zero } = read(reader);
      return value;
    },
    write: (writer, value, name) => write(writer, value === kind.zero ? {} : { value }, name),
  };
}

/** An entry of a map: a message of `key` and `value`. */
function entryOf(kind: Kind): Kind {
  const { read, write, wire } = messageOf({ 1: once(TEXT)("key"), 2: once(kind)("value") });
  return { wire, write, read: (reader) => ({ key: "", value: kind.zero, ...read(reader) }) };
}

/** What comes again and again in the same bytes: it is kept, and not made anew. */
function seenOften(kind: Kind): Kind {
  return { ...kind, read: (reader) => reader.seen(kind.read) };
}

/** Makes the fields of one kind by their names. */
function once(kind: Kind, many: Field["many"] = "once"): (name: string) => Field {
  return (name) => ({ name, kind, many });
}

export const text = once(TEXT);
export const textSeenOften = once(seenOften(TEXT));
export const texts = once(TEXT, "list");
export const bytes = once(BYTES);
export const bool = once(BOOL);
export const int32 = once(INT32);
export const int64 = once(INT64);
export const time = once(TIME);
export const textOrNone = once(wrapped(TEXT));
export const boolOrNone = once(wrapped(BOOL));
export const int32OrNone = once(wrapped(INT32));
export const textMap = once(entryOf(TEXT), "map");
export const doubleMap = once(entryOf(DOUBLE), "map");
export const message = (name: string, table: Table): Field => once(messageOf(table))(name);
export const messageSeenOften = (name: string, table: Table): Field =>
  once(seenOften(messageOf(table)))(name);
export const messages = (name: string, table: Table): Field => once(messageOf(table), "list")(name);
