import { NakodoError } from "../errors.js";
import { badFrame } from "../wire/bad-frame.js";
import type { ByteReader } from "../wire/byte-reader.js";
import { utf8Length } from "../wire/utf8.js";
import { wrongValue } from "../wire/wrong-value.js";
import type { Field, FieldType } from "./field.js";
import { bool } from "./numbers.js";

function limit(name: string, max: number): void {
  if (!Number.isInteger(max) || max < 0 || max > 0xffffffff) {
    throw new NakodoError("invalid-argument", `${name}(${max}): a whole number of 0 to 2^32 − 1`);
  }
}

/** The schema of a field over 1 to `most` different names. */
function named(field: string, names: readonly string[], most: number): string {
  if (names.length < 1 || names.length > most || new Set(names).size !== names.length) {
    throw new NakodoError("invalid-argument", `${field}(…): 1 to ${most} different texts`);
  }
  return `${field}(${names.map((name) => JSON.stringify(name)).join(",")})`;
}

/** A text of at most `maxBytes` bytes in UTF-8. */
export function string(maxBytes: number): Field<string> {
  limit("string", maxBytes);
  const schema = `string(${maxBytes})`;
  return {
    schema,
    write(writer, value) {
      if (typeof value !== "string" || utf8Length(value) > maxBytes) wrongValue(schema, value);
      writer.string(value);
    },
    read: (reader) => reader.string(maxBytes),
  };
}

/** At most `maxBytes` bytes. Copied on both sides. */
export function bytes(maxBytes: number): Field<Uint8Array> {
  limit("bytes", maxBytes);
  const schema = `bytes(${maxBytes})`;
  return {
    schema,
    write(writer, value) {
      if (!(value instanceof Uint8Array) || value.byteLength > maxBytes) wrongValue(schema, value);
      writer.bytes(value);
    },
    read: (reader) => reader.bytes(maxBytes),
  };
}

function refuseProto(what: string, names: readonly string[]): void {
  if (names.includes("__proto__")) {
    throw new NakodoError("invalid-argument", `${what}: __proto__ cannot be a property`);
  }
}

/** One of the given texts, 1 byte. 1 to 256 of them; their order is part of the schema. */
export function oneOf<const Name extends string>(...names: readonly Name[]): Field<Name> {
  const schema = named("oneOf", names, 256);
  return {
    schema,
    write(writer, value) {
      const index = names.indexOf(value);
      if (index < 0) wrongValue(schema, value);
      writer.u8(index);
    },
    read: (reader) => names[reader.u8()] ?? badFrame(`no such choice of ${schema}`),
  };
}

/**
 * 1 to 32 named truth values in 1, 2 or 4 bytes, as few as they need. A name that is absent or `undefined` is
 * false.
 */
export function flags<const Name extends string>(
  ...names: readonly Name[]
): Field<Readonly<Record<Name, boolean>>>;
export function flags(...names: readonly string[]): Field<Readonly<Record<string, boolean>>> {
  const schema = named("flags", names, 32);
  refuseProto("flags", names);
  const count = names.length;
  const bytes = count <= 8 ? 1 : count <= 16 ? 2 : 4;
  return {
    schema,
    write(writer, value) {
      if (typeof value !== "object" || value === null) wrongValue(schema, value);
      let bits = 0;
      let i = 0;
      // Where the object has its properties in this order, walking over them is faster than asking for each.
      for (const name in value) {
        if (name !== names[i]) break;
        bits |= flagBit(value[name], i++, schema);
      }
      for (; i < count; i++) bits |= flagBit(value[names[i] as string], i, schema);
      writer.fixed(bits, bytes);
    },
    read(reader) {
      const bits = reader.fixed(bytes);
      if (bits >= 2 ** count) badFrame(`unknown flags in ${schema}`);
      const value: Record<string, boolean> = {};
      for (let i = 0; i < count; i++) value[names[i] as string] = ((bits >>> i) & 1) === 1;
      return value;
    },
  };
}

function flagBit(flag: unknown, index: number, schema: string): number {
  if (flag === true) return 1 << index;
  if (flag !== false && flag !== undefined) wrongValue(schema, flag);
  return 0;
}

/** At most `maxItems` values of `item`, which must take at least one byte each (an empty struct takes none). */
export function list<T>(item: Field<T>, maxItems: number): Field<readonly T[]> {
  limit("list", maxItems);
  const schema = `list(${item.schema},${maxItems})`;
  return {
    schema,
    write(writer, value) {
      if (!Array.isArray(value) || value.length > maxItems) wrongValue(schema, value);
      writer.varint(value.length);
      for (const one of value) {
        const before = writer.length;
        item.write(writer, one);
        if (writer.length === before) wrongValue(schema, value);
      }
    },
    read(reader) {
      const count = reader.varint(maxItems);
      const items: T[] = [];
      // Not sized beforehand: a count alone makes no memory, each item must be there in bytes.
      for (let i = 0; i < count; i++) {
        const before = reader.position;
        items.push(item.read(reader));
        // Else a few bytes could ask for 2^32 items that take none.
        if (reader.position === before) badFrame("a list of items without bytes");
      }
      return items;
    },
  };
}

/** A list with one value for each of `items`, in their order: no byte more than they take. */
export function tuple<const Items extends readonly Field<unknown>[]>(
  ...items: Items
): Field<{ readonly [I in keyof Items]: FieldType<Items[I]> }>;
export function tuple(...items: readonly Field<unknown>[]): Field<readonly unknown[]> {
  const [first, second, third] = items;
  const schema = `tuple(${items.map((item) => item.schema).join(",")})`;
  return {
    schema,
    write(writer, value) {
      if (!Array.isArray(value) || value.length !== items.length) wrongValue(schema, value);
      for (let i = 0; i < items.length; i++) items[i]?.write(writer, value[i]);
    },
    // A pair, which is what most tuples are, is made in one go: several times faster.
    read:
      first !== undefined && second !== undefined && third === undefined
        ? (reader) => [first.read(reader), second.read(reader)]
        : (reader) => items.map((item) => item.read(reader)),
  };
}

/** A value or `undefined`: 1 byte more than the value. */
export function optional<T>(item: Field<T>): Field<T | undefined> {
  return {
    schema: `optional(${item.schema})`,
    write(writer, value) {
      bool.write(writer, value !== undefined);
      if (value !== undefined) item.write(writer, value);
    },
    read: (reader) => (bool.read(reader) ? item.read(reader) : undefined),
  };
}

/** An object with these properties; their order in the declaration does not matter. */
export function struct<Fields extends Readonly<Record<string, Field<unknown>>>>(
  fields: Fields,
): Field<{ readonly [Name in keyof Fields]: FieldType<Fields[Name]> }>;
export function struct(fields: Readonly<Record<string, Field<unknown>>>): Field<Properties> {
  const names = Object.keys(fields).sort();
  refuseProto("struct", names);
  const rows = names.map((name) => ({ name, field: fields[name] as Field<unknown> }));
  const schema = `struct(${rows.map(({ name, field }) => `${JSON.stringify(name)}:${field.schema}`).join(",")})`;
  return {
    schema,
    write(writer, value) {
      if (typeof value !== "object" || value === null) wrongValue(schema, value);
      let i = 0;
      // As in flags.
      for (const name in value) {
        const row = rows[i];
        if (name !== row?.name) break;
        row.field.write(writer, value[name]);
        i++;
      }
      for (; i < rows.length; i++) {
        const { name, field } = rows[i] as Row;
        field.write(writer, value[name]);
      }
    },
    read:
      coordinates(rows) ??
      ((reader) => {
        const value: Record<string, unknown> = {};
        for (let i = 0; i < rows.length; i++) {
          const { name, field } = rows[i] as Row;
          value[name] = field.read(reader);
        }
        return value;
      }),
  };
}

type Properties = Readonly<Record<string, unknown>>;

interface Row {
  readonly name: string;
  readonly field: Field<unknown>;
}

/** Reads `x` and `y`, or `x`, `y` and `z`: objects that are written out are made several times faster than others. */
function coordinates(rows: readonly Row[]): ((reader: ByteReader) => Properties) | undefined {
  const [x, y, z] = rows.map(({ field }) => field);
  const names = rows.map(({ name }) => name).join();
  if (names === "x,y" && x && y) return (reader) => ({ x: x.read(reader), y: y.read(reader) });
  if (names === "x,y,z" && x && y && z)
    return (reader) => ({ x: x.read(reader), y: y.read(reader), z: z.read(reader) });
  return undefined;
}
