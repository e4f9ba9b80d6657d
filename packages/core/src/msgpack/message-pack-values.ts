import { FLOAT32_OPTIONS, Packr } from "msgpackr/pack";
import { NakodoError } from "../errors.js";
import { fromTree, toTree } from "../wire/tagged-tree.js";
import type { ValueCodec } from "../wire/values.js";
import { checkMessagePack } from "./check-message-pack.js";
import { messagePackTree } from "./message-pack-tree.js";
import { holdsNearDecimal } from "./near-decimal.js";

/**
 * Values as MessagePack: carries all that `jsonValues` carries, as exactly, in about half the bytes. Only the plain
 * part of the format is used and accepted (no extensions, no records); what it lacks travels as `{"$": kind,
 * "v": …}`, as in JSON. A number of at most six or seven decimal digits, such as 12.5 or 1034.27, takes 5 bytes, any
 * other that is not whole 9.
 *
 * Needs no `TextEncoder` and never makes code from text, so it runs under `script-src 'self'`.
 */
export function messagePackValues(): ValueCodec {
  const options = {
    useRecords: false,
    variableMapSize: true,
    mapsAsObjects: true,
    copyBuffers: true,
    useToJSON: false,
  };
  const packr = new Packr({ ...options, useFloat32: FLOAT32_OPTIONS.DECIMAL_FIT });
  const packrOfDoubles = new Packr(options);
  return {
    name: "msgpack",
    encode(value) {
      const tree = toTree(value, messagePackTree);
      const pooled: Uint8Array = (holdsNearDecimal(tree) ? packrOfDoubles : packr).pack(tree);
      return new Uint8Array(pooled);
    },
    decode(bytes) {
      // A plain view: the decoder leaves a mark on what it is given, and copies a Buffer into Buffers.
      const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      checkMessagePack(view);
      let tree: unknown;
      try {
        tree = packr.unpack(view);
      } catch (cause) {
        throw new NakodoError("bad-frame", "a value that is not MessagePack", { cause });
      }
      return fromTree(tree, messagePackTree);
    },
  };
}
