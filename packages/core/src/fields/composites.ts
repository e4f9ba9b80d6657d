import { NakodoError } from "../errors.js";
import type { ByteReader } from "../wire/byte-reader.js";
import { utf8Length } from "../wire/utf8.js";
import type { Field, FieldType } from "./field.js";
import { wrongValue } from "./wrong-value.js";

function limit(name: string, max: number): void {
  if (!Number.isInteger(max) || max < 0 || max > 0xffffffff) {
    throw new NakodoError("invalid-argument", `${name}(${max}): a whole number of 0 to 2^32 − 1`);
  }
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
  if (names.length < 1 || names.length > 256 || new Set(names).size !== names.length) {
    throw new NakodoError("invalid-argument", "oneOf(…): 1 to 256 different texts");
  }
  const schema = `oneOf(${names.map((name) => JSON.stringify(name)).join(",")})`;
  return {
    schema,
    write(writer, value) {
      const index = names.indexOf(value);
      if (index < 0) wrongValue(schema, value);
      writer.u8(index);
    },
    read(reader) {
      const name = names[reader.u8()];
      if (name === undefined) throw new NakodoError("bad-frame", `no such choice of ${schema}`);
      return name;
    },
  };
}

/**
 * 1 to 32 named truth values in 1, 2 or 4 bytes, as few as they need. A name that is absent or `undefined` is
 * false.
 */
export function flags<const Name extends string>(
  ...names: readonly Name[]
): Field<Readonly<Record<Name, boolean>>> {
  if (names.length < 1 || names.length > 32 || new Set(names).size !== names.length) {
    throw new NakodoError("invalid-argument", "flags(…): 1 to 32 different names");
  }
  refuseProto("flags", names);
  const schema = `flags(${names.map((name) => JSON.stringify(name)).join(",")})`;
  const max = 2 ** names.length - 1;
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
      for (; i < names.length; i++) bits |= flagBit(value[names[i] as Name], i, schema);
      if (max <= 0xff) writer.u8(bits);
      else if (max <= 0xffff) writer.u16(bits);
      else writer.u32(bits >>> 0);
    },
    read(reader) {
      const bits = max <= 0xff ? reader.u8() : max <= 0xffff ? reader.u16() : reader.u32();
      if (bits > max) throw new NakodoError("bad-frame", `unknown flags in ${schema}`);
      const value: Partial<Record<Name, boolean>> = {};
      for (let i = 0; i < names.length; i++) value[names[i] as Name] = ((bits >>> i) & 1) === 1;
      return value as Record<Name, boolean>;
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
        if (reader.position === before) throw new NakodoError("bad-frame", "a list of items without bytes");
      }
      return items;
    },
  };
}

/** A list with one value for each of `items`, in their order: no byte more than they take. */
export function tuple<const Items extends readonly Field<unknown>[]>(
  ...items: Items
): Field<{ readonly [I in keyof Items]: FieldType<Items[I]> }> {
  type Values = { readonly [I in keyof Items]: FieldType<Items[I]> };
  const [first, second] = items;
  let readItems = (reader: ByteReader): unknown => {
    const values = new Array<unknown>(items.length);
    for (let i = 0; i < items.length; i++) values[i] = items[i]?.read(reader);
    return values;
  };
  // A pair, which is what most tuples are, is made in one go: several times faster.
  if (items.length === 2 && first !== undefined && second !== undefined)
    readItems = (reader) => [first.read(reader), second.read(reader)];
  const schema = `tuple(${items.map((item) => item.schema).join(",")})`;
  return {
    schema,
    write(writer, value) {
      if (!Array.isArray(value) || value.length !== items.length) wrongValue(schema, value);
      for (let i = 0; i < items.length; i++) items[i]?.write(writer, value[i]);
    },
    read(reader) {
      // Each item has read its own value.
      return readItems(reader) as Values;
    },
  };
}

/** A value or `undefined`: 1 byte more than the value. */
export function optional<T>(item: Field<T>): Field<T | undefined> {
  return {
    schema: `optional(${item.schema})`,
    write(writer, value) {
      writer.u8(value === undefined ? 0 : 1);
      if (value !== undefined) item.write(writer, value);
    },
    read(reader) {
      const there = reader.u8();
      if (there > 1) throw new NakodoError("bad-frame", "neither there nor absent");
      return there === 1 ? item.read(reader) : undefined;
    },
  };
}

/** An object with these properties; their order in the declaration does not matter. */
export function struct<Fields extends Readonly<Record<string, Field<unknown>>>>(
  fields: Fields,
): Field<{ readonly [Name in keyof Fields]: FieldType<Fields[Name]> }> {
  type Value = { readonly [Name in keyof Fields]: FieldType<Fields[Name]> };
  const rows = Object.entries(fields)
    .map(([name, field]) => ({ name, field }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  refuseProto("struct", Object.keys(fields));
  const schema = `struct(${rows.map((row) => `${JSON.stringify(row.name)}:${row.field.schema}`).join(",")})`;
  const readLiteral = coordinates(rows);
  return {
    schema,
    write(writer, value) {
      if (typeof value !== "object" || value === null) wrongValue(schema, value);
      const source = value as Readonly<Record<string, unknown>>;
      let i = 0;
      // As in flags.
      for (const name in source) {
        const row = rows[i];
        if (name !== row?.name) break;
        row.field.write(writer, source[name]);
        i++;
      }
      for (; i < rows.length; i++) {
        const { name, field } = rows[i] as (typeof rows)[number];
        field.write(writer, source[name]);
      }
    },
    read(reader) {
      const literal = readLiteral?.(reader);
      if (literal !== undefined) return literal as Value;
      const value: Record<string, unknown> = {};
      for (let i = 0; i < rows.length; i++) {
        const { name, field } = rows[i] as (typeof rows)[number];
        value[name] = field.read(reader);
      }
      return value as Value;
    },
  };
}

/** Reads `x` and `y`, or `x`, `y` and `z`: objects that are written out are made several times faster than others. */
function coordinates(
  rows: readonly { readonly name: string; readonly field: Field<unknown> }[],
): ((reader: ByteReader) => object) | undefined {
  if (!rows.every(({ name }, i) => name === "xyz"[i])) return undefined;
  const [x, y, z] = rows.map(({ field }) => field);
  if (x === undefined || y === undefined) return undefined;
  return z === undefined
    ? (reader) => ({ x: x.read(reader), y: y.read(reader) })
    : (reader) => ({ x: x.read(reader), y: y.read(reader), z: z.read(reader) });
}
