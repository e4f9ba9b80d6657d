import { type ByteReader, type ByteWriter, NakodoError } from "@nakodo/core";

/** One piece of a frame, as bytes and as a value that reads well. */
export interface Form {
  /** Reads the bytes. @throws {NakodoError} `bad-frame` */
  read(reader: ByteReader): unknown;
  /** Writes what such a value says. @throws {NakodoError} `bad-frame` for another value */
  write(writer: ByteWriter, value: unknown): void;
}

/** The value under a name; `undefined` where there is none. */
export function at(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined;
}

function bad(what: string): NakodoError {
  return new NakodoError("bad-frame", `a text frame without ${what}`);
}

/** @throws {NakodoError} `bad-frame` */
export function asNumber(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw bad("a whole number");
  return value;
}

/** @throws {NakodoError} `bad-frame` */
export function asText(value: unknown): string {
  if (typeof value !== "string") throw bad("a text");
  return value;
}

/** @throws {NakodoError} `bad-frame` */
export function asList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw bad("a list");
  return value;
}

export const varint: Form = {
  read: (reader) => reader.varint(),
  write: (writer, value) => writer.varint(asNumber(value)),
};

export const u8: Form = {
  read: (reader) => reader.u8(),
  write: (writer, value) => {
    if (asNumber(value) > 255) throw bad("a byte");
    writer.u8(asNumber(value));
  },
};

export const u32: Form = {
  read: (reader) => reader.u32(),
  write: (writer, value) => {
    if (asNumber(value) > 0xffffffff) throw bad("a number of 32 bits");
    writer.u32(asNumber(value));
  },
};

export const text: Form = {
  read: (reader) => reader.string(reader.remaining),
  write: (writer, value) => writer.string(asText(value)),
};

/** Bytes, as hexadecimal digits: so many, or all that is left. */
export function hex(length?: number): Form {
  return {
    read: (reader) => toHex(length === undefined ? reader.rest() : reader.raw(length)),
    write: (writer, value) => {
      const bytes = fromHex(asText(value));
      if (length !== undefined && bytes.byteLength !== length) throw bad(`${length} bytes`);
      writer.raw(bytes);
    },
  };
}

/** One byte that is the place of a word in a list. */
export function word(words: readonly string[]): Form {
  return {
    read: (reader) => words[reader.u8()] ?? raise("a known word"),
    write: (writer, value) => {
      const index = words.indexOf(asText(value));
      if (index < 0) throw bad(`one of ${words.join(", ")}`);
      writer.u8(index);
    },
  };
}

/** Named pieces, one after another. */
export function record(pieces: Readonly<Record<string, Form>>): Form {
  const list = Object.entries(pieces);
  return {
    read: (reader) => Object.fromEntries(list.map(([name, form]) => [name, form.read(reader)])),
    write: (writer, value) => {
      for (const [name, form] of list) form.write(writer, at(value, name));
    },
  };
}

/** So many of a kind, their number before them. */
export function counted(form: Form): Form {
  return {
    read: (reader) => Array.from({ length: reader.varint(reader.remaining) }, () => form.read(reader)),
    write: (writer, value) => {
      const list = asList(value);
      writer.varint(list.length);
      for (const one of list) form.write(writer, one);
    },
  };
}

/** As many of a kind as there are, to the end. */
export function repeated(form: Form): Form {
  return {
    read: (reader) => {
      const list: unknown[] = [];
      while (reader.remaining > 0) list.push(form.read(reader));
      return list;
    },
    write: (writer, value) => {
      for (const one of asList(value)) form.write(writer, one);
    },
  };
}

/** Something that may be missing: `null` then. */
export function optional(form: Form): Form {
  return {
    read: (reader) => (reader.u8() === 0 ? null : form.read(reader)),
    write: (writer, value) => {
      writer.u8(value === null || value === undefined ? 0 : 1);
      if (value !== null && value !== undefined) form.write(writer, value);
    },
  };
}

function raise(what: string): never {
  throw bad(what);
}

/** Bytes as hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The bytes of hexadecimal digits. @throws {NakodoError} `bad-frame` */
export function fromHex(digits: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/.test(digits)) throw bad("bytes in hexadecimal digits");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
