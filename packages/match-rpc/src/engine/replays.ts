import { ByteWriter } from "@nakodo/core";
import type { GoesOn } from "../wire/control.js";
import { frameHead } from "../wire/frame.js";
import * as KIND from "../wire/kind.js";
import type { LoggedFrame } from "./frame-log.js";
import { HEAD_BYTES } from "./outbox.js";

/** What stands before the frames in a message of kept ones, and before each of them, at most. */
const KEPT_HEAD_BYTES = 8;
const LENGTH_BYTES = 4;

/** A message with frames that were kept, and who lacks them. */
export interface Replay {
  readonly bytes: Uint8Array;
  readonly due: readonly GoesOn[];
  /** All of it was for everyone. */
  readonly wasForAll: boolean;
}

/**
 * What those who are `due` lack of the kept `frames` (PROTOCOL.md, S3): each once for all who lack it, and what the same
 * ones lack in as few messages of at most `maxBytes` bytes as hold it. A second without a way is a message then, and not
 * twenty. Each frame keeps its number: whoever has some of them takes the others.
 */
export function replays(
  frames: readonly LoggedFrame[],
  due: readonly GoesOn[],
  maxBytes: number,
): readonly Replay[] {
  const found: Replay[] = [];
  let run: Uint8Array[] = [];
  let runBytes = 0;
  let lacking: readonly GoesOn[] = [];
  let wasForAll = true;
  const close = (): void => {
    const [first, ...more] = run;
    if (first !== undefined)
      found.push({ bytes: more.length === 0 ? first : keptFrame(run), due: lacking, wasForAll });
    run = [];
    wasForAll = true;
    runBytes = KEPT_HEAD_BYTES;
  };
  close();
  for (const { seq, audience, bytes } of frames) {
    const who = due.filter(
      (one) => one.seq < seq && (audience === undefined || audience.includes(one.peerId)),
    );
    if (who.length === 0) continue;
    const isSame = who.length === lacking.length && who.every((one, i) => one === lacking[i]);
    if (!isSame || runBytes + bytes.byteLength + LENGTH_BYTES > maxBytes) close();
    lacking = who;
    run.push(bytes);
    wasForAll &&= audience === undefined;
    runBytes += bytes.byteLength + LENGTH_BYTES;
  }
  close();
  return found;
}

/**
 * A frame with a `kept` entry: as many frames as there are.
 *
 *     [length] varint [frame]
 */
function keptFrame(frames: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter(HEAD_BYTES);
  frameHead.write(writer, undefined);
  writer.u8(KIND.kept);
  const start = writer.length;
  for (const frame of frames) writer.bytes(frame);
  writer.prefixLength(start);
  return writer.copy();
}
