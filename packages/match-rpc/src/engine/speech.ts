import { ByteReader, ByteWriter, NakodoError } from "@nakodo/core";
import { ALL, HOST } from "../ids.js";
import { KIND } from "../wire/frame.js";
import { resolve } from "./calls.js";
import { type EngineState, unknownPeer } from "./engine-state.js";
import { LIMITS } from "./limits.js";
import type { Audience } from "./outbox.js";

/** Something reliable that waits for admission or for a host. */
interface PendingEntry {
  readonly target: number;
  readonly entry: Uint8Array;
}

/** Room for a part's head. */
const PART_HEAD_BYTES = 16;

/** What this peer says to others: finds the audience, waits for a host where one is needed, splits what is too large. */
export class Speech {
  readonly #state: EngineState;
  readonly #runHere: (reader: ByteReader) => void;
  readonly #scratch = new ByteWriter(512);
  #pending: PendingEntry[] = [];

  /** `runHere` runs a call of this peer's that was made for the host, which this peer has become meanwhile. */
  constructor(state: EngineState, runHere: (reader: ByteReader) => void) {
    this.#state = state;
    this.#runHere = runHere;
  }

  /** Says an entry of the stream to `target`. @throws {NakodoError} `unknown-peer`, `queue-full` */
  say(target: number, entry: Uint8Array, reliable: boolean, newestKey?: number): void {
    const { phase, selfId, hostId, streams } = this.#state;
    const noHost = hostId === undefined && (target === HOST || target === -HOST);
    if (selfId === 0 || (noHost && phase === "admitted") || (this.#pending.length > 0 && reliable)) {
      if (reliable) this.#keep(target, entry);
      return;
    }
    if (!reliable && phase !== "admitted") return;
    const audience = this.audienceOf(target);
    if (audience?.length === 0) return;
    if (entry.byteLength > streams.outbox.maxEntryBytes) this.#sayInParts(audience, entry);
    else streams.say(audience, entry, reliable, newestKey);
  }

  /** There is a host: what waited for one goes out, in the order in which it was said. */
  sendPending(): void {
    const pending = this.#pending;
    this.#pending = [];
    for (const { target, entry } of pending) {
      // Who is gone by now has not to be told any more.
      if (Math.abs(target) > HOST && target > 0 && this.#state.table.get(target) === undefined) continue;
      if (resolve(target, this.#state.hostId) === this.#state.selfId) this.#runHere(new ByteReader(entry));
      else this.say(target, entry, true);
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

  #keep(target: number, entry: Uint8Array): void {
    if (this.#pending.length >= LIMITS.pendingCalls) {
      throw new NakodoError(
        "queue-full",
        "too many calls before there is a host: wait for matchReady, or call less",
      );
    }
    this.#pending.push({ target, entry: entry.slice() });
  }

  /**
   * Splits an entry over frames of its own (S7):
   *
   *     part: [index] varint [count] varint [bytes]
   */
  #sayInParts(audience: Audience, entry: Uint8Array): void {
    const { outbox } = this.#state.streams;
    const room = outbox.maxEntryBytes - PART_HEAD_BYTES;
    const count = Math.ceil(entry.byteLength / room);
    const part = new ByteWriter(outbox.maxEntryBytes);
    for (let index = 0; index < count; index++) {
      this.#scratch.reset();
      this.#scratch.varint(index);
      this.#scratch.varint(count);
      this.#scratch.raw(entry.subarray(index * room, (index + 1) * room));
      part.reset();
      part.u8(KIND.part);
      part.bytes(this.#scratch.written());
      this.#state.streams.say(audience, part.written(), true);
    }
  }
}
