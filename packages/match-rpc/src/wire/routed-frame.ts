import { type ByteReader, NakodoError } from "@nakodo/core";
import * as LIMITS from "../engine/limits.js";
import { control } from "./control.js";
import { type FrameHead, frameHead } from "./frame.js";
import * as KIND from "./kind.js";

/**
 * Checks, with a reader that is at a frame, that it is one which the host of a star passes on (PROTOCOL.md, R3): the host before it does, and
 * whoever gets it, so that what only the host can have made of it is the host's fault.
 *
 * @throws {NakodoError} `bad-frame`
 */
export function expectRouted(reader: ByteReader, isKept = false): void {
  const head: FrameHead = { seq: undefined };
  frameHead.read(reader, head);
  while (reader.remaining > 0) {
    const kind = reader.u8();
    const end = reader.limit(reader.varint(LIMITS.messageBytes));
    if (!isKept && kind === KIND.kept) {
      while (reader.remaining > 0) {
        const rest = reader.limit(reader.varint(LIMITS.messageBytes));
        expectRouted(reader, true);
        reader.restore(rest);
      }
    } else if (!isKept && kind >= KIND.greet && kind <= KIND.cut) {
      // What of a stream stands outside it, and goes its way: greet, live, cut.
      control.read(reader, kind);
      reader.expectEnd();
    }
    // What is in entries of the stream is for their receivers to judge.
    else if (kind < KIND.call || kind > KIND.answer)
      throw new NakodoError("bad-frame", `an entry of kind ${kind}, which no host passes on`);
    reader.restore(end);
  }
}
