import { NakodoError, type Transport, type TransportEvent } from "@nakodo/core";
import { TransportLayer } from "../plugins/transport-layer.js";
import * as KIND from "../wire/kind.js";
import { JsonFrames } from "./json-frame.js";
import type { MatchWire, MatchWireContext } from "./match-wire.js";

/** Bytes of text around a frame that travels as it is. */
const AROUND_BYTES = 16;

/**
 * Frames as readable text: `new OnlineMatch(online, { wire: jsonWire })`. Every message of the match then reads well in
 * the browser's network panel, in the server's log and in a proxy, and takes several times the bytes. All copies of the
 * game need it: who comes with another wire is refused with `protocol-mismatch`.
 */
export const jsonWire: MatchWire = {
  name: "json-wire",
  wrap: (inner, context) => new JsonTransport(inner, context),
};

class JsonTransport extends TransportLayer {
  readonly #frames: JsonFrames;
  readonly #opCode: number;

  constructor(inner: Transport, context: MatchWireContext) {
    super(inner);
    this.#frames = new JsonFrames(context);
    this.#opCode = context.opCodeBase;
  }

  /** A frame of this size fits in hexadecimal digits, whatever is in it. */
  override get maxFrameBytes(): number {
    return Math.floor((this.inner.maxFrameBytes - AROUND_BYTES) / 2);
  }

  override send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean {
    const isText = opCode === this.#opCode && !isForAnyWire(bytes);
    return super.send(opCode, isText ? this.#frames.encode(bytes, this.inner.maxFrameBytes) : bytes, to);
  }

  protected override receive(event: TransportEvent): void {
    if (event.type !== "message" || event.opCode !== this.#opCode || isForAnyWire(event.bytes))
      this.toMatch(event);
    else this.toMatch({ ...event, bytes: this.#decode(event.bytes) });
  }

  /** A text that is no frame becomes a frame that is none: its sender's violation. */
  #decode(bytes: Uint8Array): Uint8Array {
    try {
      return this.#frames.decode(bytes);
    } catch (error) {
      if (error instanceof NakodoError) return new Uint8Array(0);
      throw error;
    }
  }
}

/** What peers say to each other before they know which wire the other has: always in bytes. */
function isForAnyWire(bytes: Uint8Array): boolean {
  return bytes[0] !== 0x7b && bytes[1] === 0 && (bytes[2] === KIND.hello || bytes[2] === KIND.refuse);
}
