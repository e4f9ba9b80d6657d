import { NakodoError } from "@nakodo/core";
import { decodeBase64, encodeBase64 } from "../base64.js";
import { type Fields, isFields, parseFields } from "../fields.js";
import type { Envelope } from "./envelope.js";
import type { SocketCodec } from "./socket-codec.js";

/** Messages as JSON text, with bytes in base64. */
export const jsonCodec: SocketCodec = {
  format: "json",

  encode({ cid, type, body }) {
    return JSON.stringify(cid === undefined ? { [type]: body } : { cid, [type]: body }, bytesAsBase64);
  },

  decode(data) {
    const message = parseFields(data);
    if (message === undefined)
      throw unreadable(typeof data === "string" ? "no object of JSON" : "binary data");
    return envelopeOf(message);
  },
};

function envelopeOf({ cid: id, ...message }: Fields): Envelope {
  const cid = typeof id === "string" ? id : undefined;
  const [type = "", value] = Object.entries(message)[0] ?? [];
  const body = isFields(value) ? value : {};
  return { cid, type, body: hasBytes(type) ? withBytes(body) : body };
}

function bytesAsBase64(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? encodeBase64(value) : value;
}

function hasBytes(type: string): boolean {
  return type === "match_data" || type === "party_data";
}

/** Op code and data as number and bytes; both are absent on the wire when zero or empty. */
function withBytes(body: Fields): Fields {
  const { op_code, data } = body;
  const bytes = typeof data === "string" ? decodeBase64(data) : new Uint8Array(0);
  if (bytes === undefined) throw unreadable("data that is not base64");
  return Object.assign(body, { op_code: Number(op_code ?? 0), data: bytes });
}

function unreadable(cause: unknown): NakodoError {
  return new NakodoError("bad-response", "the server sent a message that cannot be read", { cause });
}
