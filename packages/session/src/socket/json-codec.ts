import { NakodoError } from "@nakodo/core";
import { decodeBase64, encodeBase64 } from "../base64.js";
import { type Fields, isFields, parseFields } from "../fields.js";
import { DEFAULT_MAX_MESSAGE_BYTES } from "../online-options.js";
import type { Envelope } from "./envelope.js";
import type { SocketCodec } from "./socket-codec.js";

/** Longest match id: a UUID, a dot, and a node name of up to 16 characters in authoritative matches. */
const MAX_MATCH_ID_LENGTH = 53;
/** Op codes above 99999 are possible and leave fewer bytes for the payload. */
const MAX_OP_CODE_LENGTH = 5;
const ENVELOPE_LENGTH = '{"match_data_send":{"match_id":"","op_code":,"data":""}}'.length;
const PRESENCES_LENGTH = ',"presences":[]'.length;
/** One recipient: two UUIDs of 36 characters, and the comma before it. */
const PRESENCE_LENGTH = '{"user_id":"","session_id":""},'.length + 72;

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

  matchDataEncoder(matchId) {
    const prefix = `{"match_data_send":{"match_id":${JSON.stringify(matchId)},"op_code":`;
    return (opCode, data, to) => {
      const start = `${prefix}${opCode},"data":"${encodeBase64(data)}"`;
      if (to.length === 0) return `${start}}}`;
      const presences = to.map((one) => ({ user_id: one.userId, session_id: one.sessionId }));
      return `${start},"presences":${JSON.stringify(presences)}}}`;
    };
  },

  maxMatchDataBytes(recipients, maxMessageBytes) {
    const overhead = ENVELOPE_LENGTH + MAX_MATCH_ID_LENGTH + MAX_OP_CODE_LENGTH;
    const presences = recipients === 0 ? 0 : PRESENCES_LENGTH + recipients * PRESENCE_LENGTH - 1;
    return Math.max(0, Math.floor((maxMessageBytes - overhead - presences) / 4) * 3);
  },
};

function envelopeOf(message: Fields): Envelope {
  const cid = typeof message["cid"] === "string" ? message["cid"] : undefined;
  for (const type in message) {
    if (type === "cid") continue;
    const body = message[type];
    const fields = isFields(body) ? body : {};
    return { cid, type, body: hasBytes(type) ? withBytes(fields) : fields };
  }
  return { cid, type: "", body: {} };
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

/** Most bytes of one message of match data to everyone, in any match of a server with default settings. */
export const maxMatchDataBytes: number = jsonCodec.maxMatchDataBytes(0, DEFAULT_MAX_MESSAGE_BYTES);
