import { type ByteReader, type ByteWriter, NakodoError } from "@nakodo/core";

/** Version of everything on this wire; a change of any layout raises it. */
export const WIRE_VERSION = 1;

/** First op code that is ours when a match does not choose another base. */
export const DEFAULT_OP_CODE_BASE = 9011;

/** Op codes that a match takes, counted from its base. */
export const OP_CODE_COUNT = 15;

/** The head of a frame. */
export interface FrameHead {
  /** Running number among the sender's reliable frames, from 1; `undefined` in a frame that is not logged. */
  seq: number | undefined;
}

const HAS_SEQ = 0x01;

/** Bytes of a head without a number. */
export const HEAD_LENGTH = 2;

/**
 * The head of a frame (PROTOCOL.md, W1); entries follow to the end of the message:
 *
 *     [version] u8       WIRE_VERSION
 *     [flags]   u8       bit 0: seq follows; the others are 0
 *     [seq]     varint   1.., only with bit 0
 */
export const frameHead = {
  /** Whether these are the first two bytes of a frame. */
  begins(bytes: Uint8Array): boolean {
    return bytes.byteLength >= HEAD_LENGTH && bytes[0] === WIRE_VERSION && ((bytes[1] ?? 0) & ~HAS_SEQ) === 0;
  },

  /** Where the entries begin in a frame of our own. */
  end(bytes: Uint8Array): number {
    let at = HEAD_LENGTH;
    if (bytes[1] === HAS_SEQ) while ((bytes[at++] ?? 0) > 0x7f);
    return at;
  },

  write(writer: ByteWriter, seq: number | undefined): void {
    writer.u8(WIRE_VERSION);
    writer.u8(seq === undefined ? 0 : HAS_SEQ);
    if (seq !== undefined) writer.varint(seq);
  },

  read(reader: ByteReader, into: FrameHead): void {
    const version = reader.u8();
    if (version !== WIRE_VERSION) throw new NakodoError("bad-frame", `wire version ${version}`);
    const flags = reader.u8();
    if ((flags & ~HAS_SEQ) !== 0) throw new NakodoError("bad-frame", `frame flags ${flags}`);
    into.seq = (flags & HAS_SEQ) === 0 ? undefined : reader.varint();
    if (into.seq === 0) throw new NakodoError("bad-frame", "a frame numbered 0");
  },
};
