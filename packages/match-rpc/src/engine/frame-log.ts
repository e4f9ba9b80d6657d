import * as LIMITS from "./limits.js";

/** A reliable frame that was sent, or would have been had its receiver been there. */
export interface LoggedFrame {
  readonly seq: number;
  /** Peer ids that it is for; `undefined`: everyone. */
  readonly audience: readonly number[] | undefined;
  readonly bytes: Uint8Array;
  readonly atMs: number;
}

/**
 * The reliable frames of this peer, for those who missed some: kept for as long as a peer may come back, and up to a
 * number of bytes. What is no longer there is known to be missing (`reaches`), never silently skipped.
 */
export class FrameLog {
  /** Number of the last frame; 0 before the first. */
  lastSeq = 0;
  #frames: LoggedFrame[] = [];
  #bytes = 0;
  #forgottenSeq = 0;

  constructor(
    readonly keepMs: number,
    readonly maxBytes: number = LIMITS.logBytes,
  ) {}

  /** The number that the next frame gets. */
  get nextSeq(): number {
    return this.lastSeq + 1;
  }

  /** Adds the frame numbered `nextSeq`. The bytes are the log's from now on. */
  add(audience: readonly number[] | undefined, bytes: Uint8Array, nowMs: number): void {
    this.#frames.push({ seq: ++this.lastSeq, audience, bytes, atMs: nowMs });
    this.#bytes += bytes.byteLength;
    this.trim(nowMs);
  }

  /** Forgets what is too old or too much. */
  trim(nowMs: number): void {
    let count = 0;
    for (const frame of this.#frames) {
      if (frame.atMs + this.keepMs >= nowMs && this.#bytes <= this.maxBytes) break;
      this.#bytes -= frame.bytes.byteLength;
      this.#forgottenSeq = frame.seq;
      count++;
    }
    if (count > 0) this.#frames = this.#frames.slice(count);
  }

  /** Whether every frame after number `seq` is still there. */
  reaches(seq: number): boolean {
    return seq >= this.#forgottenSeq;
  }

  /** Frames after number `seq`, whoever they are for, oldest first. */
  after(seq: number): LoggedFrame[] {
    return this.#frames.filter((frame) => frame.seq > seq);
  }
}
