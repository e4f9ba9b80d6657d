import { type ByteWriter, NakodoError } from "@nakodo/core";
import { type Fields, isFields } from "../fields.js";
import { LENGTH, type WireReader } from "./wire-reader.js";

/** What a field holds: how it is read and written. A value is what JSON gives for it, but bytes are bytes. */
export interface Kind {
  /** Its wire type. What is of type `LENGTH` is read up to the reader's end. */
  readonly wire: number;
  /** What stands in a wrapper or in a map that leaves it out. */
  readonly zero?: unknown;
  read(reader: WireReader): unknown;
  /**
   * `name` is for the error.
   *
   * @throws {NakodoError} `invalid-argument`
   */
  write(writer: ByteWriter, value: unknown, name: string): void;
}

/** A field of a message. Of one that is there `once`, the last counts. The kind of a `map` is that of its entries. */
export interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly many: "once" | "list" | "map";
}

/** The fields of a message by their numbers. */
export type Table = Readonly<Record<number, Field>>;

/** Reads fields up to the reader's end. What the table does not know is passed over. */
export function readMessage(reader: WireReader, table: Table): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  while (reader.more) {
    const tag = reader.tag();
    const field = table[tag >>> 3];
    if (field === undefined || field.kind.wire !== (tag & 7)) reader.skip(tag & 7);
    else if (field.many === "once") body[field.name] = readValue(reader, field.kind);
    else addTo(body, field, readValue(reader, field.kind));
  }
  return body;
}

/** A value of its kind, with its length before it where it has one. */
export function readValue(reader: WireReader, kind: Kind): unknown {
  if (kind.wire !== LENGTH) return kind.read(reader);
  const end = reader.enter();
  const value = kind.read(reader);
  reader.leave(end);
  return value;
}

/** Adds to a list or a map. */
function addTo(body: Record<string, unknown>, { name, many }: Field, value: unknown): void {
  const before = body[name];
  if (many === "list") {
    if (Array.isArray(before)) before.push(value);
    else body[name] = [value];
  } else {
    const map = isFields(before) ? before : {};
    body[name] = map;
    if (!isFields(value)) return;
    // Defined and not assigned: a key may be `__proto__`.
    const entry = { value: value["value"], enumerable: true, configurable: true, writable: true };
    Object.defineProperty(map, String(value["key"]), entry);
  }
}

/**
 * Writes the fields of `body`. Those that are `undefined` are not there.
 *
 * @throws {NakodoError} `invalid-argument` for a field that the table does not know, or whose value does not fit
 */
export function writeMessage(writer: ByteWriter, table: Table, body: Fields, name: string): void {
  const unknown = new Set(Object.keys(body));
  for (const [number, field] of Object.entries(table)) {
    unknown.delete(field.name);
    const value = body[field.name];
    if (value === undefined) continue;
    for (const one of valuesOf(field, value)) {
      writer.varint(Number(number) * 8 + field.kind.wire);
      field.kind.write(writer, one, field.name);
    }
  }
  for (const field of unknown) throw refused(field, `is no field of ${name}`);
}

function valuesOf({ name, many }: Field, value: unknown): readonly unknown[] {
  if (many === "once") return [value];
  if (many === "list") {
    if (!Array.isArray(value)) throw refused(name, "must be a list");
    return value;
  }
  if (!isFields(value)) throw refused(name, "must be an object");
  return Object.entries(value).map(([key, entry]) => ({ key, value: entry }));
}

/** The error for a field that cannot be written. */
export function refused(name: string, why: string): NakodoError {
  return new NakodoError("invalid-argument", `${name} ${why}`);
}
