import { type ByteReader, type ByteWriter, NakodoError } from "@nakodo/core";
import * as LIMITS from "../engine/limits.js";
import { frameHead, HEAD_LENGTH, WIRE_VERSION } from "./frame.js";
import { list, peerId } from "./layout.js";

/** Room that a frame leaves for its way through the host: what stands before it in `forward` and in `relayed`. */
export const ROUTE_BYTES = 48;

/** Bytes that the ids in one `forward` take at most: a longer list goes in several. */
export const FORWARD_IDS_BYTES = 20;

const ids = list(peerId, LIMITS.peers);

/** Whom a forwarded frame is for: only some, or everyone but some, or nobody. Its sender is never meant. */
export interface ForwardTo {
  readonly isOnly: boolean;
  readonly peerIds: readonly number[];
}

/** What stands before a frame that its sender gives the host to pass on. */
export interface ForwardHead {
  readonly term: number;
  /** Grows each time that the sender begins its streams again. */
  readonly round: number;
  readonly to: ForwardTo;
}

/**
 * The body of a `forward` entry (PROTOCOL.md, R): a frame of its sender's, for the host to pass on.
 *
 *     forward [term] varint [round] varint [audience] u8: 0 all, 1 all but, 2 only
 *             unless 0: [count] varint { [peerId] varint }
 *             [frame] to the end of the entry
 */
export const forward = {
  write(writer: ByteWriter, { term, round, to }: ForwardHead, frame: Uint8Array): void {
    writer.varint(term);
    writer.varint(round);
    const { isOnly, peerIds } = to;
    const isAll = !isOnly && peerIds.length === 0;
    writer.u8(isOnly ? 2 : isAll ? 0 : 1);
    if (!isAll) ids.write(writer, peerIds);
    writer.raw(frame);
  },

  /** Reads what stands before the frame, which is the rest. */
  read(reader: ByteReader): ForwardHead {
    const term = reader.varint();
    const round = reader.varint();
    const audience = reader.u8();
    if (audience > 2) throw new NakodoError("bad-frame", "a frame for no known audience");
    const peerIds = audience === 0 ? [] : ids.read(reader);
    return { term, round, to: { isOnly: audience === 2, peerIds } };
  },
};

/**
 * One frame in the body of a `relayed` entry (PROTOCOL.md, R), which is `[term] varint [waiting] varint` and as many of them as
 * there is room for; `waiting` is how many KiB the host has still to pass on:
 *
 *     [origin] varint [size] varint: twice the bytes that follow, one more when the frame has a number
 *     [rest of the frame] without version and flags
 */
export function writeRelayed(writer: ByteWriter, origin: number, frame: Uint8Array): void {
  writer.varint(origin);
  writeRelayedFrame(writer, frame);
}

/** What {@link writeRelayed} writes after the origin. @throws {NakodoError} `bad-frame` */
export function writeRelayedFrame(writer: ByteWriter, frame: Uint8Array): void {
  if (!frameHead.begins(frame)) throw new NakodoError("bad-frame", "what is to be passed on is no frame");
  const rest = frame.subarray(HEAD_LENGTH);
  writer.varint(rest.byteLength * 2 + (frame[1] ?? 0));
  writer.raw(rest);
}

/** The frame of which {@link writeRelayedFrame} wrote the rest. */
export function readRelayed(reader: ByteReader): Uint8Array {
  const size = reader.varint(LIMITS.messageBytes * 2 + 1);
  const rest = reader.raw(Math.floor(size / 2));
  const frame = new Uint8Array(HEAD_LENGTH + rest.byteLength);
  frame[0] = WIRE_VERSION;
  frame[1] = size % 2;
  frame.set(rest, HEAD_LENGTH);
  return frame;
}
