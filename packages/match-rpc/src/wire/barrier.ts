import type { ByteReader, ByteWriter } from "@nakodo/core";
import { LIMITS } from "../engine/limits.js";
import { KIND } from "./frame.js";
import { choice, name, peerId, record, sound, toEnd, varint, writeEntry } from "./layout.js";

/** What a barrier entry says. */
export const BARRIER_STATE = {
  /** The sender is not ready any more. */
  notReady: 0,
  /** The sender has reached the barrier; with the empty name: it is ready. */
  reached: 1,
  /** The barrier is passed: the host's word. */
  passed: 2,
} as const;

/** Readiness, or a barrier that somebody has reached, or that is passed. */
export interface BarrierEntry {
  readonly state: (typeof BARRIER_STATE)[keyof typeof BARRIER_STATE];
  /** The term in which it is said. */
  readonly term: number;
  /** The barrier's name; empty: readiness. */
  readonly name: string;
  /** When it is passed: whose word whoever passes must have heard. */
  readonly peerIds: readonly number[];
}

/** barrier: [state] u8 [term] varint [name] string { [peerId] varint } */
const layout = sound(
  record<BarrierEntry>({
    state: choice(Object.values(BARRIER_STATE)),
    term: varint,
    name,
    peerIds: toEnd(peerId, LIMITS.peers),
  }),
  ({ state, name, peerIds }) =>
    state === BARRIER_STATE.passed
      ? name !== ""
      : peerIds.length === 0 && (name === "" || state === BARRIER_STATE.reached),
  "a barrier in no known state",
);

export function writeBarrier(writer: ByteWriter, entry: BarrierEntry): void {
  writeEntry(writer, KIND.barrier, layout, entry);
}

/** Reads the body of such an entry, to its end. @throws {NakodoError} `bad-frame` */
export function readBarrier(reader: ByteReader): BarrierEntry {
  const entry = layout.read(reader);
  reader.expectEnd();
  return entry;
}
