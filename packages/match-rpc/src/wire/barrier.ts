import { type ByteReader, type ByteWriter, NakodoError } from "@nakodo/core";
import { LIMITS } from "../engine/limits.js";
import { KIND } from "./frame.js";
import { readPeerId } from "./layout.js";

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

/**
 *     barrier: [state] u8 [term] varint [name] string { [peerId] varint }
 */
export function writeBarrier(writer: ByteWriter, { state, term, name, peerIds }: BarrierEntry): void {
  writer.u8(KIND.barrier);
  writer.u8(state);
  writer.varint(term);
  writer.string(name);
  for (const peerId of peerIds) writer.varint(peerId);
  writer.prefixLength(1);
}

/** Reads the body of such an entry, to its end. @throws {NakodoError} `bad-frame` */
export function readBarrier(reader: ByteReader): BarrierEntry {
  const byte = reader.u8();
  const term = reader.varint();
  const name = reader.string(LIMITS.nameBytes);
  const peerIds: number[] = [];
  while (reader.remaining > 0 && peerIds.length < LIMITS.peers) peerIds.push(readPeerId(reader));
  reader.expectEnd();
  const state = Object.values(BARRIER_STATE).find((one) => one === byte);
  const isSound =
    state === BARRIER_STATE.passed
      ? name !== ""
      : peerIds.length === 0 && (name === "" || state === BARRIER_STATE.reached);
  if (state === undefined || !isSound) throw new NakodoError("bad-frame", "a barrier in no known state");
  return { state, term, name, peerIds };
}
