import { type ByteReader, type ByteWriter, t } from "@nakodo/core";
import * as LIMITS from "../engine/limits.js";
import { FIRST_PEER_ID, HOST, LAST_PEER_ID } from "../ids.js";
import { badFrame } from "./bad-frame.js";

/** How one piece of an entry stands in its bytes; core's field types are such layouts. `read` throws `bad-frame` for what can be no such piece. */
export interface Layout<T> {
  write(writer: ByteWriter, value: T): void;
  read(reader: ByteReader): T;
}

/** A peer's own id: 2 to 2^31 − 1. */
export const peerId: Layout<number> = { write: t.uint.write, read: readPeerId };

/** A peer's id, or the host's address. */
export const owner: Layout<number> = {
  write: t.uint.write,
  read: (reader) => readAtLeast(reader, HOST, LAST_PEER_ID),
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

/** As many as there are, to the end. */
export function toEnd<One>(one: Layout<One>, most: number): Layout<readonly One[]> {
  return {
    write(writer, values) {
      for (const value of values) one.write(writer, value);
    },
    read(reader) {
      const values: One[] = [];
      while (reader.remaining > 0 && values.length < most) values.push(one.read(reader));
      return values;
    },
  };
}

/** The pieces of an object, one after the other, in the order in which they stand here. */
export function record<T extends object>(pieces: { readonly [K in keyof T]-?: Layout<T[K]> }): Layout<T>;
export function record(pieces: Readonly<Record<string, Layout<unknown>>>): Layout<Record<string, unknown>> {
  const all = Object.entries(pieces);
  return {
    write(writer, value) {
      for (const [key, piece] of all) piece.write(writer, value[key]);
    },
    read(reader) {
      const value: Record<string, unknown> = {};
      for (const [key, piece] of all) value[key] = piece.read(reader);
      return value;
    },
  };
}

/** An object of which one layout has the first properties, and another one the rest. */
export function both<A extends object, B extends object>(first: Layout<A>, rest: Layout<B>): Layout<A & B> {
  return {
    write(writer, value) {
      first.write(writer, value);
      rest.write(writer, value);
    },
    read: (reader) => ({ ...first.read(reader), ...rest.read(reader) }),
  };
}

/** Writes an entry: `[kind] u8 [length] varint [body]`. */
export function writeEntry<T>(writer: ByteWriter, kind: number, body: Layout<T>, value: T): void {
  writer.u8(kind);
  const start = writer.length;
  body.write(writer, value);
  writer.prefixLength(start);
}

/** The same, of which not all that can be read is sound. */
export function sound<T>(layout: Layout<T>, isSound: (value: T) => boolean, what: string): Layout<T> {
  return {
    write: layout.write,
    read(reader) {
      const value = layout.read(reader);
      if (!isSound(value)) badFrame(what);
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
  if (byte > last) badFrame(`${byte} where 0 to ${last} belongs`);
  return byte;
}

/** A varint from `least` to `most`. */
export function readAtLeast(reader: ByteReader, least: number, most: number): number {
  const value = reader.varint(most);
  if (value < least) badFrame(`${value} where ${least} or more belongs`);
  return value;
}
