import { encodeBase64 } from "../base64.js";
import { DEFAULT_MAX_MESSAGE_BYTES } from "../online-options.js";
import type { MatchDataFormat } from "./socket-codec.js";

/** Longest match id: a UUID, a dot, and a node name of up to 16 characters in authoritative matches. */
const MAX_MATCH_ID_LENGTH = 53;
/** Op codes above 99999 are possible and leave fewer bytes for the payload. */
const MAX_OP_CODE_LENGTH = 5;
const ENVELOPE_LENGTH = '{"match_data_send":{"match_id":"","op_code":,"data":""}}'.length;
const PRESENCES_LENGTH = ',"presences":[]'.length;
/** One recipient: two UUIDs of 36 characters, and the comma before it. */
const PRESENCE_LENGTH = '{"user_id":"","session_id":""},'.length + 72;

/** Match data as JSON text, with the bytes in base64. */
export const jsonMatchData: MatchDataFormat = {
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

/** Most bytes of one message of match data to everyone, in any match of a server with default settings. */
export const maxMatchDataBytes: number = jsonMatchData.maxMatchDataBytes(0, DEFAULT_MAX_MESSAGE_BYTES);
