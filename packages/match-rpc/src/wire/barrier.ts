import { type ByteReader, type ByteWriter, t } from "@nakodo/core";
import * as LIMITS from "../engine/limits.js";
import * as KIND from "./kind.js";
import { name, peerId, record, sound, toEnd, writeEntry } from "./layout.js";

/** Readiness, or a barrier that somebody has reached, or that is passed. */
export interface BarrierEntry {
  /**
   * `notReady`: the sender is not ready any more. `reached`: it has reached the barrier; with the empty name: it is ready.
   * `passed`: the barrier is passed, the host's word.
   */
  readonly state: "notReady" | "reached" | "passed";
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
    state: t.oneOf("notReady", "reached", "passed"),
    term: t.uint,
    name,
    peerIds: toEnd(peerId, LIMITS.peers),
  }),
  ({ state, name, peerIds }) =>
    state === "passed" ? name !== "" : peerIds.length === 0 && (name === "" || state === "reached"),
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
