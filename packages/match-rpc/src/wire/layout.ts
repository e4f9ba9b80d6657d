import { type ByteReader, type ByteWriter, NakodoError } from "@nakodo/core";
import { LIMITS } from "../engine/limits.js";
import { FIRST_PEER_ID, HOST, LAST_PEER_ID } from "../ids.js";

/** How one piece of an entry stands in its bytes. `read` throws `bad-frame` for what can be no such piece. */
export interface Layout<T> {
  write(writer: ByteWriter, value: T): void;
  read(reader: ByteReader): T;
}

/** Any varint. */
export const varint: Layout<number> = {
  write: (writer, value) => writer.varint(value),
  read: (reader) => reader.varint(),
};

/** A peer's own id: 2 to 2^31 − 1. */
export const peerId: Layout<number> = { write: varint.write, read: readPeerId };

/** A peer's id, or the host's address. */
export const owner: Layout<number> = {
  write: varint.write,
  read: (reader) => readAtLeast(reader, HOST, LAST_PEER_ID),
};

/** One byte that is 0 or 1. */
export const flag: Layout<boolean> = {
  write: (writer, value) => writer.u8(value ? 1 : 0),
  read: (reader) => oneByte(reader, 1) === 1,
};

/** A string of at most so many bytes. */
export function text(maxBytes: number): Layout<string> {
  return {
    write: (writer, value) => writer.string(value),
    read: (reader) => reader.string(maxBytes),
  };
}

/** A name, a session id, a version. */
export const name = text(LIMITS.nameBytes);

/** What may be an object's path. */
export const path = text(LIMITS.pathBytes);

/** Bytes of a known number. */
export function raw(bytes: number): Layout<Uint8Array> {
  return {
    write: (writer, value) => writer.raw(value),
    read: (reader) => reader.raw(bytes),
  };
}

/** A count, and as many. */
export function list<One>(one: Layout<One>, most: number): Layout<readonly One[]> {
  return {
    write(writer, values) {
      writer.varint(values.length);
      for (const value of values) one.write(writer, value);
    },
    read(reader) {
      const values: One[] = [];
      for (let left = reader.varint(most); left > 0; left--) values.push(one.read(reader));
      return values;
    },
  };
}

/** The pieces of an object, one after the other, in the order in which they stand here. */
export function record<T extends object>(pieces: { readonly [K in keyof T]-?: Layout<T[K]> }): Layout<T> {
  const keys = Object.keys(pieces) as (keyof T)[];
  return {
    write(writer, value) {
      for (const key of keys) pieces[key].write(writer, value[key]);
    },
    read(reader) {
      const value: Partial<T> = {};
      for (const key of keys) value[key] = pieces[key].read(reader);
      // Each key has its piece.
      return value as T;
    },
  };
}

/** The same, of which not all that can be read is sound. */
export function sound<T>(layout: Layout<T>, isSound: (value: T) => boolean, what: string): Layout<T> {
  return {
    write: layout.write,
    read(reader) {
      const value = layout.read(reader);
      if (!isSound(value)) throw new NakodoError("bad-frame", what);
      return value;
    },
  };
}

/** Reads a peer's own id. */
export function readPeerId(reader: ByteReader): number {
  return readAtLeast(reader, FIRST_PEER_ID, LAST_PEER_ID);
}

/** A byte from 0 to `last`. */
export function oneByte(reader: ByteReader, last: number): number {
  const byte = reader.u8();
  if (byte > last) throw new NakodoError("bad-frame", `${byte} where 0 to ${last} belongs`);
  return byte;
}

/** A varint from `least` to `most`. */
export function readAtLeast(reader: ByteReader, least: number, most: number): number {
  const value = reader.varint(most);
  if (value < least) throw new NakodoError("bad-frame", `${value} where ${least} or more belongs`);
  return value;
}
