import { type ByteWriter, NakodoError } from "@nakodo/core";
import { ALL, HOST } from "../ids.js";
import { resolve } from "./calls.js";
import { type EngineState, unknownPeer } from "./engine-state.js";
import { copyOf, isReliable } from "./lanes.js";
import * as LIMITS from "./limits.js";
import type { Audience } from "./outbox.js";

/** Something reliable that waits for admission or for a host. */
interface PendingEntry {
  readonly target: number;
  /** Whom it was for when it was said, unless that was everyone or not known yet. */
  readonly audience: Audience;
  readonly entry: ByteWriter;
  readonly lane: number;
  readonly onSaid: OnSaid | undefined;
}

/** Hears to which peer an entry went, perhaps much later; this peer's own id when it has become host: then it runs here. */
export type OnSaid = (peerId: number) => void;

/** What this peer says to others: finds the audience, waits for a host where one is needed. */
export class Speech {
  readonly #state: EngineState;
  readonly #runHere: (entry: Uint8Array) => void;
  readonly #pending: PendingEntry[] = [];
  #pendingBytes = 0;
  #draining = false;

  /** `runHere` takes an entry of this peer's that was made for the host, which this peer has become meanwhile. */
  constructor(state: EngineState, runHere: (entry: Uint8Array) => void) {
    this.#state = state;
    this.#runHere = runHere;
  }

  /**
   * Says an entry of the stream to `target`, in its lane. One with a `newestKey` replaces what waits with the same key for the same
   * audience; `onSaid` is for one to one peer.
   *
   * @throws {NakodoError} `unknown-peer`, `queue-full`
   */
  say(target: number, entry: ByteWriter, lane: number, newestKey?: number, onSaid?: OnSaid): void {
    const { phase } = this.#state;
    if (phase === "ended") return;
    if (this.#mustWait(target) || this.#pending.length > 0) {
      if (isReliable(lane)) this.#keep(target, entry, lane, onSaid);
      return;
    }
    if (!isReliable(lane) && phase !== "admitted") return;
    const audience = this.audienceOf(target);
    this.#state.streams.lanes.say(audience, entry, lane, newestKey);
    if (onSaid !== undefined && audience?.[0] !== undefined) onSaid(audience[0]);
  }

  /** Whether so many entries more of so many bytes can be said, or wait. */
  hasRoomFor(entries: number, bytes: number): boolean {
    const pending = this.#pending.length;
    if (pending === 0) return this.#state.streams.lanes.hasRoomFor(entries * bytes);
    return (
      pending + entries <= LIMITS.pendingCalls && this.#pendingBytes + entries * bytes <= LIMITS.pendingBytes
    );
  }

  /** What waited for a host goes out, in the order in which it was said, once there is one. */
  sendPending(): void {
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (;;) {
        const next = this.#pending[0];
        if (next === undefined || this.#mustWait(next.target) || this.#state.hasEnded) return;
        if (!this.#state.streams.lanes.hasRoomFor(next.entry.length)) return;
        this.#pending.shift();
        this.#pendingBytes -= next.entry.length;
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

  #sendPendingEntry({ target, audience, entry, lane, onSaid }: PendingEntry): void {
    const { table, hostId, selfId } = this.#state;
    const one = resolve(target, hostId);
    if (one === selfId) {
      if (onSaid === undefined) this.#runHere(entry.written());
      else onSaid(selfId);
    }
    // Who is gone by now has not to be told any more.
    else if (audience !== undefined || target <= 0 || (one !== undefined && table.get(one) !== undefined)) {
      this.#state.streams.lanes.say(audience ?? this.audienceOf(target), entry, lane);
      if (one !== undefined) onSaid?.(one);
    }
  }

  #keep(target: number, entry: ByteWriter, lane: number, onSaid: OnSaid | undefined): void {
    const bytes = this.#pendingBytes + entry.length;
    if (this.#pending.length >= LIMITS.pendingCalls || bytes > LIMITS.pendingBytes) {
      throw new NakodoError(
        "queue-full",
        "too many calls before there is a host: wait for matchReady, or call less",
      );
    }
    // Whoever is let in by another host may not know all of them for a while.
    const isKnown = Math.abs(target) > HOST && this.#state.selfId !== 0;
    const audience = isKnown ? this.audienceOf(target) : undefined;
    this.#pending.push({ target, audience, entry: copyOf(entry), lane, onSaid });
    this.#pendingBytes = bytes;
  }
}
