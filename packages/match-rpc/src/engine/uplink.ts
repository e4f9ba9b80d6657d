import { ByteWriter } from "@nakodo/core";
import { frameHead, HEAD_LENGTH } from "../wire/frame.js";
import * as KIND from "../wire/kind.js";
import { FORWARD_IDS_BYTES, type ForwardTo, forward } from "../wire/route.js";
import type { Audience } from "./outbox.js";

/** A peer's way to the host of a star (PROTOCOL.md, R2): frames for any audience share a message. */
export class Uplink {
  /** Grows each time that this peer's streams begin again: a host names it when it could not pass all on. */
  round = -1;
  readonly #maxBytes: number;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #message = new ByteWriter(4096);
  readonly #entry = new ByteWriter(4096);

  /** `send` is called with a message whose bytes are good until it returns. */
  constructor(maxFrameBytes: number, send: (bytes: Uint8Array) => void) {
    this.#maxBytes = maxFrameBytes;
    this.#send = send;
    this.begin();
  }

  get isEmpty(): boolean {
    return this.#message.length <= HEAD_LENGTH;
  }

  /** Adds a frame for some of `known`, and sends what is full. */
  add(term: number, audience: Audience, known: Iterable<number>, frame: Uint8Array): void {
    for (const to of splitAudience(audience, known)) {
      const entry = this.#entry;
      entry.reset();
      entry.u8(KIND.forward);
      forward.write(entry, { term, round: this.round, to }, frame);
      entry.prefixLength(1);
      if (this.#message.length + entry.length > this.#maxBytes) this.flush();
      this.#message.append(entry);
    }
  }

  /** Sends what there is. */
  flush(): void {
    if (this.isEmpty) return;
    this.#send(this.#message.written());
    this.#clear();
  }

  /** This peer's streams begin again: what has not been sent is asked for again. */
  begin(): void {
    this.round++;
    this.#clear();
  }

  #clear(): void {
    this.#message.reset();
    frameHead.write(this.#message, undefined);
  }
}

/** Few words for an audience: whom it leaves out of `known`, or lists that are short enough each. */
function splitAudience(audience: Audience, known: Iterable<number>): ForwardTo[] {
  if (audience === undefined) return [{ isOnly: false, peerIds: [] }];
  const others = [...known].filter((peerId) => !audience.includes(peerId));
  if (others.length < audience.length && idBytes(others) <= FORWARD_IDS_BYTES)
    return [{ isOnly: false, peerIds: others }];
  const lists: number[][] = [];
  for (const peerId of audience) {
    const last = lists.at(-1);
    if (last === undefined || idBytes([...last, peerId]) > FORWARD_IDS_BYTES) lists.push([peerId]);
    else last.push(peerId);
  }
  return lists.map((peerIds) => ({ isOnly: true, peerIds }));
}

function idBytes(peerIds: readonly number[]): number {
  let bytes = 0;
  for (const peerId of peerIds) bytes += Math.ceil(Math.log2(peerId + 1) / 7);
  return bytes;
}
