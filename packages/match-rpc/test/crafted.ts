import { ByteWriter, jsonValues, type Presence } from "@nakodo/core";
import type { SimulatedTransport } from "@nakodo/core/testing";
import { proofHashOf } from "../src/engine/admission.js";
import type { Table } from "../src/wire/control.js";
import { type ControlEntry, control } from "../src/wire/control.js";
import { frameHead } from "../src/wire/frame.js";
import * as KIND from "../src/wire/kind.js";
import type { SimulatedMatch } from "./simulated-match.js";

/** Op code of the frames in simulated matches. */
export const FRAME = 9011;

/** A frame with one control entry. */
export function controlFrame(entry: ControlEntry): Uint8Array {
  const writer = new ByteWriter();
  frameHead.write(writer, undefined);
  control.write(writer, entry);
  return writer.copy();
}

/** A frame with one entry of the stream, given its body. */
export function streamFrame(kind: number, body: Uint8Array, seq?: number): Uint8Array {
  const writer = new ByteWriter();
  frameHead.write(writer, seq);
  writer.u8(kind);
  writer.bytes(body);
  return writer.copy();
}

/** A call's body with arguments that travel by the value codec. */
export function callBody(pathId: number, method: number, args: unknown): Uint8Array {
  const writer = new ByteWriter();
  writer.u32(pathId);
  writer.varint(method);
  writer.raw(jsonValues.encode(args));
  return writer.copy();
}

/** A frame with such a call. */
export function callFrame(pathId: number, method: number, args: unknown, seq?: number): Uint8Array {
  return streamFrame(KIND.call, callBody(pathId, method, args), seq);
}

/** A table in which `self` is host of `term`, with whoever is given besides. */
export function forgedTable(term: number, hostId: number, self: Presence, others: Table["rows"] = []): Table {
  const row = {
    peerId: hostId,
    seat: 100,
    ...self,
    proofHash: proofHashOf(new Uint8Array(16)),
    arrived: true,
  };
  return {
    term,
    hostId,
    nextPeerId: 900,
    settings: { locked: false, playing: false, star: false },
    inDoubt: false,
    rows: [row, ...others],
    authorities: [],
    former: [],
  };
}

/** A connection on the relay that is nobody in the match. It says nothing by itself. */
export function stranger(match: SimulatedMatch, name = "stranger"): SimulatedTransport {
  const transport = match.network.join(name);
  transport.start(() => {});
  return transport;
}
