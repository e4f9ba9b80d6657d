import { ByteWriter, NakodoError } from "@nakodo/core";
import { ALL, HOST } from "../ids.js";
import { KIND } from "../wire/frame.js";
import { PIECE_HEAD_BYTES, pieceCount, writePiece } from "../wire/pieces.js";
import { resolve } from "./calls.js";
import { type EngineState, unknownPeer } from "./engine-state.js";
import { LIMITS } from "./limits.js";
import type { Audience } from "./outbox.js";

/** Something reliable that waits for admission or for a host. */
interface PendingEntry {
  readonly target: number;
  readonly entry: Uint8Array;
  readonly first: boolean;
}

/** What this peer says to others: finds the audience, waits for a host where one is needed, splits what is too large. */
export class Speech {
  readonly #state: EngineState;
  readonly #runHere: (entry: Uint8Array) => void;
  readonly #scratch = new ByteWriter(512);
  readonly #part = new ByteWriter(512);
  readonly #pendingEntry = new ByteWriter(512);
  readonly #pending: PendingEntry[] = [];
  #pendingBytes = 0;
  #draining = false;

  /** `runHere` takes an entry of this peer's that was made for the host, which this peer has become meanwhile. */
  constructor(state: EngineState, runHere: (entry: Uint8Array) => void) {
    this.#state = state;
    this.#runHere = runHere;
  }

  /**
   * Says an entry of the stream to `target`. One with a `newestKey` replaces what waits with the same key for the same
   * audience; with `first` it begins a frame.
   *
   * @throws {NakodoError} `unknown-peer`, `queue-full`
   */
  say(target: number, entry: ByteWriter, reliable: boolean, newestKey?: number, first = false): void {
    const { phase } = this.#state;
    if (phase === "ended") return;
    if (this.#mustWait(target) || this.#pending.length > 0) {
      if (reliable) this.#keep(target, entry.copy(), first);
      return;
    }
    if (!reliable && phase !== "admitted") return;
    this.#sayTo(this.audienceOf(target), entry, reliable, newestKey, first);
  }

  /** What waited for a host goes out, in the order in which it was said, once there is one. */
  sendPending(): void {
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (;;) {
        const next = this.#pending[0];
        if (next === undefined || this.#mustWait(next.target) || this.#state.hasEnded) return;
        if (!this.#state.streams.outbox.hasRoom(sizeInParts(next.entry))) return;
        this.#pending.shift();
        this.#pendingBytes -= next.entry.byteLength;
        this.#sendPendingEntry(next);
      }
    } finally {
      this.#draining = false;
    }
  }

  /** Peer ids that `target` means; `undefined`: everyone. @throws {NakodoError} `unknown-peer` */
  audienceOf(target: number): Audience {
    if (target === ALL) return undefined;
    const { table, hostId, selfId } = this.#state;
    const one = resolve(Math.abs(target), hostId);
    if (target > 0) {
      if (one === undefined || one === selfId || table.get(one) === undefined) throw unknownPeer(target);
      return [one];
    }
    return table.rows.flatMap(({ peerId }) => (peerId === one || peerId === selfId ? [] : [peerId]));
  }

  /** Whether nobody knows yet whom `target` means. */
  #mustWait(target: number): boolean {
    const { phase, selfId, hostId } = this.#state;
    if (selfId === 0) return true;
    return Math.abs(target) === HOST && (hostId === undefined || phase !== "admitted");
  }

  #sendPendingEntry({ target, entry, first }: PendingEntry): void {
    const { table, hostId, selfId } = this.#state;
    const one = resolve(target, hostId);
    if (one === selfId) this.#runHere(entry);
    // Who is gone by now has not to be told any more.
    else if (target <= 0 || (one !== undefined && table.get(one) !== undefined)) {
      this.#pendingEntry.reset();
      this.#pendingEntry.raw(entry);
      this.#sayTo(this.audienceOf(target), this.#pendingEntry, true, undefined, first);
    }
  }

  #keep(target: number, entry: Uint8Array, first: boolean): void {
    const bytes = this.#pendingBytes + entry.byteLength;
    if (this.#pending.length >= LIMITS.pendingCalls || bytes > LIMITS.pendingBytes) {
      throw new NakodoError(
        "queue-full",
        "too many calls before there is a host: wait for matchReady, or call less",
      );
    }
    if (target > HOST && this.#state.selfId !== 0) this.audienceOf(target);
    this.#pending.push({ target, entry, first });
    this.#pendingBytes = bytes;
  }

  #sayTo(
    audience: Audience,
    entry: ByteWriter,
    reliable: boolean,
    newestKey: number | undefined,
    first: boolean,
  ): void {
    if (audience?.length === 0) return;
    const { streams } = this.#state;
    if (entry.length > streams.outbox.maxEntryBytes) this.#sayInParts(audience, entry.written());
    else streams.say(audience, entry, reliable, newestKey, first);
  }

  /** Splits an entry over frames of its own (S7). */
  #sayInParts(audience: Audience, entry: Uint8Array): void {
    const { streams } = this.#state;
    const room = streams.outbox.maxEntryBytes - PIECE_HEAD_BYTES;
    // All of it or nothing: half a message would be everyone's bad frame.
    streams.outbox.needRoom(sizeInParts(entry));
    const count = pieceCount(entry, room);
    for (let index = 0; index < count; index++) {
      this.#part.reset();
      writePiece(this.#part, this.#scratch, KIND.part, entry, index, room);
      streams.say(audience, this.#part, true);
    }
  }
}

/** Bytes that an entry takes in the outbox at most. */
function sizeInParts(entry: Uint8Array): number {
  return entry.byteLength + Math.ceil(entry.byteLength / 256) * PIECE_HEAD_BYTES;
}
