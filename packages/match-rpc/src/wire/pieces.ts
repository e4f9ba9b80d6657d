import { type ByteReader, type ByteWriter, NakodoError } from "@nakodo/core";
import * as LIMITS from "../engine/limits.js";

/** Room that the head of a piece or a part takes at most: kind, length, lane, index and count. */
export const PIECE_HEAD_BYTES = 16;
/** The last number of a lane: two for each of 256 channels. */
export const LAST_LANE = 511;

/** A whole entry that arrives in pieces. */
export interface Assembly {
  readonly chunks: Uint8Array[];
  bytes: number;
  readonly count: number;
}

/** How many pieces of at most `room` bytes an entry of so many bytes takes. */
export function pieceCount(bytes: number, room: number): number {
  return Math.ceil(bytes / room);
}

/**
 * Writes piece `index` of an entry that is too large for a frame (PROTOCOL.md, S7 and W7):
 *
 *     piece   [index] varint [count] varint [bytes]
 *     part    [lane] varint [index] varint [count] varint [bytes]
 */
export function writePiece(
  writer: ByteWriter,
  kind: number,
  whole: Uint8Array,
  index: number,
  room: number,
  lane?: number,
): void {
  writer.u8(kind);
  const start = writer.length;
  if (lane !== undefined) writer.varint(lane);
  writer.varint(index);
  writer.varint(pieceCount(whole.byteLength, room));
  writer.raw(whole.subarray(index * room, (index + 1) * room));
  writer.prefixLength(start);
}

/**
 * Adds the next piece to those that came before; `index` where it was read already. Gives back the assembly so far, with all its pieces when it is whole.
 *
 * @throws {NakodoError} `bad-frame` for a piece out of order, an empty one, or one too many bytes
 */
export function readPiece(
  reader: ByteReader,
  before: Assembly | undefined,
  index: number = reader.varint(LIMITS.pieces),
): Assembly {
  const count = reader.varint(LIMITS.pieces);
  const chunk = reader.rest();
  const assembly = index === 0 ? { chunks: [], bytes: 0, count } : before;
  const fits =
    assembly !== undefined &&
    assembly.count === count &&
    assembly.chunks.length === index &&
    index < count &&
    chunk.byteLength > 0 &&
    assembly.bytes + chunk.byteLength <= LIMITS.messageBytes + PIECE_HEAD_BYTES;
  if (!fits) throw new NakodoError("bad-frame", "a piece out of order, or of too large a message");
  assembly.chunks.push(chunk);
  assembly.bytes += chunk.byteLength;
  return assembly;
}

/** The entry that a complete assembly holds; `undefined` while pieces are missing. */
export function joinPieces(assembly: Assembly): Uint8Array | undefined {
  if (assembly.chunks.length < assembly.count) return undefined;
  const joined = new Uint8Array(assembly.bytes);
  let at = 0;
  for (const chunk of assembly.chunks) {
    joined.set(chunk, at);
    at += chunk.byteLength;
  }
  return joined;
}
