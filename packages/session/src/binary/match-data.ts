import type { Presence } from "../socket/messages.js";
import type { EncodeMatchData } from "../socket/socket-codec.js";

// An envelope whose only field is `match_data_send`, with 1 match_id, 2 op_code, 3 data and 4 presences in it, those
// with 1 user_id and 2 session_id. What is zero or empty is not there.
const ENVELOPE_TAG = 0x7a;
const MATCH_ID_TAG = 0x0a;
const OP_CODE_TAG = 0x10;
const DATA_TAG = 0x1a;
const PRESENCE_TAG = 0x22;
const USER_ID_TAG = 0x0a;
const SESSION_ID_TAG = 0x12;

/** Longest match id: a UUID, a dot, and a node name of up to 16 characters in authoritative matches. */
const MAX_MATCH_ID_LENGTH = 53;
/** Op codes above 99999 are possible and leave fewer bytes for the payload. */
const MAX_OP_CODE = 99_999;
/** Of a UUID. */
const ID_LENGTH = 36;

/** The writer for one match: each message is written once, into bytes of its exact length. */
export function matchDataEncoder(matchId: string): EncodeMatchData {
  const idBytes = new TextEncoder().encode(matchId);
  const prefix = new Uint8Array(1 + spanLength(idBytes.length));
  prefix[0] = MATCH_ID_TAG;
  prefix.set(idBytes, putVarint(prefix, 1, idBytes.length));

  return (opCode, data, to) => {
    let length = prefix.length;
    if (opCode !== 0) length += 1 + varintLength(opCode);
    if (data.length > 0) length += 1 + spanLength(data.length);
    for (const one of to) length += 1 + spanLength(presenceLength(one));
    const message = new Uint8Array(1 + spanLength(length));
    message[0] = ENVELOPE_TAG;
    let at = putVarint(message, 1, length);
    message.set(prefix, at);
    at += prefix.length;
    if (opCode !== 0) {
      message[at] = OP_CODE_TAG;
      at = putVarint(message, at + 1, opCode);
    }
    if (data.length > 0) {
      message[at] = DATA_TAG;
      at = putVarint(message, at + 1, data.length);
      message.set(data, at);
      at += data.length;
    }
    for (const one of to) {
      message[at] = PRESENCE_TAG;
      at = putVarint(message, at + 1, presenceLength(one));
      at = putId(message, at, USER_ID_TAG, one.userId);
      at = putId(message, at, SESSION_ID_TAG, one.sessionId);
    }
    return message;
  };
}

/** Most payload bytes of one message to that many recipients, in any match. */
export function maxMatchDataBytes(recipients: number, maxMessageBytes: number): number {
  const id = "x".repeat(ID_LENGTH);
  const one = 1 + spanLength(presenceLength({ userId: id, sessionId: id }));
  const fixed = 1 + spanLength(MAX_MATCH_ID_LENGTH) + 1 + varintLength(MAX_OP_CODE) + recipients * one;
  const body = longestSpan(maxMessageBytes - 1);
  return Math.max(0, longestSpan(body - fixed - 1));
}

function presenceLength({ userId, sessionId }: Pick<Presence, "userId" | "sessionId">): number {
  return 2 + spanLength(userId.length) + spanLength(sessionId.length);
}

/** An id is ASCII: as many bytes as characters. */
function putId(bytes: Uint8Array, start: number, tag: number, id: string): number {
  bytes[start] = tag;
  let at = putVarint(bytes, start + 1, id.length);
  for (let i = 0; i < id.length; i++) bytes[at++] = id.charCodeAt(i);
  return at;
}

function putVarint(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
  bytes[at++] = rest;
  return at;
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 0x7f; rest >>>= 7) length++;
  return length;
}

/** Of so many bytes with their length before them. */
function spanLength(bytes: number): number {
  return varintLength(bytes) + bytes;
}

/** Most bytes that fit into `room` with their length before them. */
function longestSpan(room: number): number {
  let bytes = room - 1;
  while (bytes > 0 && spanLength(bytes) > room) bytes--;
  return bytes;
}
