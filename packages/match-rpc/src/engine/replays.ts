import { ByteReader, ByteWriter } from "@nakodo/core";
import type { GoesOn } from "../wire/control.js";
import { type FrameHead, frameHead, KIND } from "../wire/frame.js";
import type { LoggedFrame } from "./frame-log.js";
import { HEAD_BYTES } from "./outbox.js";

/** A frame that was kept, or several that follow one another in one, and who lacks it. */
export interface Replay {
  readonly bytes: Uint8Array;
  readonly due: readonly GoesOn[];
}

/**
 * What those who are `due` lack of the kept `frames` (PROTOCOL.md, S3): each once for all who lack it, and what the same
 * ones lack in as few frames of at most `maxBytes` bytes as hold it. A second without a way is a message then, and not twenty.
 */
export function replays(
  frames: readonly LoggedFrame[],
  due: readonly GoesOn[],
  maxBytes: number,
): readonly Replay[] {
  const found: Replay[] = [];
  const reader = new ByteReader();
  const head: FrameHead = { seq: undefined };
  let lacking: readonly GoesOn[] = [];
  let alone: Uint8Array | undefined;
  let entries = new ByteWriter();
  let lastSeq = 0;
  const close = (): void => {
    if (lacking.length === 0) return;
    let bytes = alone;
    if (bytes === undefined) {
      const writer = new ByteWriter(entries.length + HEAD_BYTES);
      frameHead.write(writer, lastSeq);
      writer.append(entries);
      bytes = writer.copy();
    }
    found.push({ bytes, due: lacking });
  };
  for (const { seq, audience, bytes } of frames) {
    const who = due.filter(
      (one) => one.seq < seq && (audience === undefined || audience.includes(one.peerId)),
    );
    if (who.length === 0) continue;
    reader.load(bytes);
    frameHead.read(reader, head);
    const rest = reader.rest();
    // Whoever hears of an authority before the host's word puts off the whole frame: nothing may stand before it.
    const goesOn =
      rest[0] !== KIND.authority &&
      who.length === lacking.length &&
      who.every((one, i) => one === lacking[i]) &&
      entries.length + rest.byteLength + HEAD_BYTES <= maxBytes;
    if (!goesOn) {
      close();
      lacking = who;
      entries = new ByteWriter();
    }
    alone = goesOn ? undefined : bytes;
    entries.raw(rest);
    lastSeq = seq;
  }
  close();
  return found;
}
