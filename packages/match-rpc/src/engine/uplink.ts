import { ByteWriter } from "@nakodo/core";
import { frameHead, HEAD_LENGTH, KIND } from "../wire/frame.js";
import { FORWARD_IDS_BYTES, type ForwardTo, forward } from "../wire/route.js";
import type { Audience } from "./outbox.js";

/** A peer's way to the host of a star (PROTOCOL.md, R2): frames for any audience share a message. */
export class Uplink {
  /** Grows each time that this peer's streams begin again. */
  round = 0;
  readonly #maxBytes: number;
  readonly #message = new ByteWriter(4096);
  readonly #entry = new ByteWriter(4096);

  constructor(maxFrameBytes: number) {
    this.#maxBytes = maxFrameBytes;
    this.clear();
  }

  get isEmpty(): boolean {
    return this.#message.length <= HEAD_LENGTH;
  }

  /** Adds a frame for some of `known`. `send` is called with a message that is full: its bytes are good until it returns. */
  add(
    term: number,
    audience: Audience,
    known: readonly number[],
    frame: Uint8Array,
    send: (bytes: Uint8Array) => void,
  ): void {
    for (const to of splitAudience(audience, known)) {
      const entry = this.#entry;
      entry.reset();
      entry.u8(KIND.forward);
      forward.write(entry, { term, round: this.round, to }, frame);
      entry.prefixLength(1);
      if (this.#message.length + entry.length > this.#maxBytes) this.flush(send);
      this.#message.append(entry);
    }
  }

  /** Sends what there is. */
  flush(send: (bytes: Uint8Array) => void): void {
    if (this.isEmpty) return;
    send(this.#message.written());
    this.clear();
  }

  clear(): void {
    this.#message.reset();
    frameHead.write(this.#message, undefined);
  }
}

/** Few words for an audience: whom it leaves out of `known`, or lists that are short enough each. */
function splitAudience(audience: Audience, known: readonly number[]): ForwardTo[] {
  if (audience === undefined) return [{ kind: "all", peerIds: [] }];
  const others = known.filter((peerId) => !audience.includes(peerId));
  if (others.length < audience.length && idBytes(others) <= FORWARD_IDS_BYTES)
    return [{ kind: others.length === 0 ? "all" : "allBut", peerIds: others }];
  const lists: number[][] = [];
  for (const peerId of audience) {
    const last = lists.at(-1);
    if (last === undefined || idBytes([...last, peerId]) > FORWARD_IDS_BYTES) lists.push([peerId]);
    else last.push(peerId);
  }
  return lists.map((peerIds) => ({ kind: "only", peerIds }));
}

function idBytes(peerIds: readonly number[]): number {
  let bytes = 0;
  for (const peerId of peerIds) bytes += Math.ceil(Math.log2(peerId + 1) / 7);
  return bytes;
}
