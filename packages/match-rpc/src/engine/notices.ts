import { ByteWriter } from "@nakodo/core";
import { type ControlEntry, control } from "../wire/control.js";
import { frameHead, HEAD_LENGTH } from "../wire/frame.js";
import * as KIND from "../wire/kind.js";
import { PIECE_HEAD_BYTES, pieceCount, writePiece } from "../wire/pieces.js";
import * as LIMITS from "./limits.js";
import { keepNewest } from "./newest.js";
import { HEAD_BYTES } from "./outbox.js";

/** Session ids; `undefined` is everyone. */
export type Sessions = readonly string[] | undefined;

/** A message that goes straight to the transport. */
interface Notice {
  readonly bytes: Uint8Array;
  readonly to: Sessions;
  readonly kind?: ControlEntry["kind"];
  /** It tells only of peers that are new: it may come after a table that has them in it. */
  readonly isOfNewcomers?: boolean;
}

/** What stands outside the streams, and waits for its turn before them. */
export class Notices {
  readonly #maxBytes: number;
  readonly #writer = new ByteWriter(1024);
  /** Messages that answered newcomers without waiting, by session id. */
  readonly #answered = new Map<string, number>();
  #ready: Notice[] = [];

  constructor(maxFrameBytes: number) {
    this.#maxBytes = maxFrameBytes;
  }

  get isEmpty(): boolean {
    return this.#ready.length === 0;
  }

  /** A sign of life: a frame without entries. */
  beat(to: Sessions): void {
    this.add(
      this.#frame(() => {}),
      to,
    );
  }

  /** A whole message. */
  add(bytes: Uint8Array, to: Sessions): void {
    this.#ready.push({ bytes, to });
  }

  /** The next message. */
  next(): Notice | undefined {
    return this.#ready.shift();
  }

  /** Forgets all; with `isLeaving` not the goodbye of the peer that this one was. */
  clear(isLeaving: boolean): void {
    this.#ready = this.#ready.filter(({ kind }) => isLeaving && kind === "bye");
  }

  /**
   * Adds an entry in a frame of its own, or in pieces where it is too large for one (W7). Gives back the frames instead where they need not
   * wait: the first ones that answer a newcomer, which load no one else's queue (S9).
   */
  say(entry: ControlEntry, to: Sessions, isOfNewcomers: boolean): readonly Uint8Array[] {
    const { kind } = entry;
    const frames = this.#framesOf(entry);
    if (isAnswer(entry) && this.#mayPass(to, frames.length)) return frames;
    for (const bytes of frames) this.#ready.push(this.#joined({ bytes, to, kind, isOfNewcomers }));
    return [];
  }

  #framesOf(entry: ControlEntry): Uint8Array[] {
    const whole = this.#frame((writer) => control.write(writer, entry));
    if (whole.byteLength <= this.#maxBytes) return [whole];
    const bytes = whole.subarray(HEAD_LENGTH);
    const room = this.#maxBytes - HEAD_BYTES - PIECE_HEAD_BYTES;
    return Array.from({ length: pieceCount(bytes.byteLength, room) }, (_, index) =>
      this.#frame((writer) => writePiece(writer, KIND.piece, bytes, index, room)),
    );
  }

  #frame(write: (writer: ByteWriter) => void): Uint8Array {
    const writer = this.#writer;
    writer.reset();
    frameHead.write(writer, undefined);
    write(writer);
    return writer.copy();
  }

  #mayPass(to: Sessions, count: number): boolean {
    const [session = ""] = to ?? [];
    const answers = (this.#answered.get(session) ?? 0) + count;
    // What waits for all is older than a welcome: only of who was new then it tells nothing else.
    const isNext = this.#ready.every((one) => one.isOfNewcomers || one.to?.includes(session) === false);
    if (answers > LIMITS.answersToNewcomer || !isNext) return false;
    keepNewest(this.#answered, session, answers, LIMITS.peers);
    return true;
  }

  /** The message with what waits to be said of other peers before it: nobody has to hear that earlier. */
  #joined(last: Notice): Notice {
    const at = this.#ready.findLastIndex(({ to }) => to === undefined);
    const before = this.#ready[at];
    if (before === undefined || !isOfOne(before) || !isOfOne(last)) return last;
    const entry = last.bytes.subarray(HEAD_LENGTH);
    const bytes = new Uint8Array(before.bytes.byteLength + entry.byteLength);
    if (bytes.byteLength > this.#maxBytes) return last;
    this.#ready.splice(at, 1);
    bytes.set(before.bytes);
    bytes.set(entry, before.bytes.byteLength);
    return { ...last, bytes, isOfNewcomers: before.isOfNewcomers === true && last.isOfNewcomers === true };
  }
}

/** Whether it tells everyone of one peer. */
function isOfOne({ kind, to }: Notice): boolean {
  return to === undefined && (kind === "peer" || kind === "silent");
}

/** Whether it answers one who wants in. */
export function isAnswer({ kind }: ControlEntry): boolean {
  return kind === "welcome" || kind === "refuse";
}
