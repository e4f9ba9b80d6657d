import type { Table } from "./field.js";
import {
  bool,
  boolOrNone,
  bytes,
  doubleMap,
  int32,
  int32OrNone,
  int64,
  message,
  messageSeenOften,
  messages,
  text,
  textMap,
  textOrNone,
  textSeenOften,
  texts,
  time,
} from "./kinds.js";

// The messages of Nakama's realtime protocol. Names and numbers are those of its `realtime.proto` and `api.proto`.

const PRESENCE: Table = {
  1: text("user_id"),
  2: text("session_id"),
  3: text("username"),
  4: bool("persistence"),
  5: textOrNone("status"),
};

const presence = messageSeenOften("presence", PRESENCE);
const presences = (name: string) => messages(name, PRESENCE);

const CHANNEL: Table = {
  1: text("id"),
  2: presences("presences"),
  3: message("self", PRESENCE),
  4: text("room_name"),
  5: text("group_id"),
  6: text("user_id_one"),
  7: text("user_id_two"),
};

const CHANNEL_JOIN: Table = {
  1: text("target"),
  2: int32("type"),
  3: boolOrNone("persistence"),
  4: boolOrNone("hidden"),
};

const CHANNEL_MESSAGE: Table = {
  1: text("channel_id"),
  2: text("message_id"),
  3: int32OrNone("code"),
  4: text("sender_id"),
  5: text("username"),
  6: text("content"),
  7: time("create_time"),
  8: time("update_time"),
  9: boolOrNone("persistent"),
  10: text("room_name"),
  11: text("group_id"),
  12: text("user_id_one"),
  13: text("user_id_two"),
};

const CHANNEL_MESSAGE_ACK: Table = {
  1: text("channel_id"),
  2: text("message_id"),
  3: int32OrNone("code"),
  4: text("username"),
  5: time("create_time"),
  6: time("update_time"),
  7: boolOrNone("persistent"),
  8: text("room_name"),
  9: text("group_id"),
  10: text("user_id_one"),
  11: text("user_id_two"),
};

const CHANNEL_PRESENCE_EVENT: Table = {
  1: text("channel_id"),
  2: presences("joins"),
  3: presences("leaves"),
  4: text("room_name"),
  5: text("group_id"),
  6: text("user_id_one"),
  7: text("user_id_two"),
};

const ERROR: Table = { 1: int32("code"), 2: text("message"), 3: textMap("context") };

const MATCH: Table = {
  1: text("match_id"),
  2: bool("authoritative"),
  3: textOrNone("label"),
  4: int32("size"),
  5: presences("presences"),
  6: message("self", PRESENCE),
};

const MATCH_DATA: Table = {
  1: textSeenOften("match_id"),
  2: presence,
  3: int64("op_code"),
  4: bytes("data"),
  5: bool("reliable"),
};

const MATCH_DATA_SEND: Table = {
  1: text("match_id"),
  2: int64("op_code"),
  3: bytes("data"),
  4: presences("presences"),
  5: bool("reliable"),
};

const MATCH_JOIN: Table = { 1: text("match_id"), 2: text("token"), 3: textMap("metadata") };

const MATCHMAKER_ADD: Table = {
  1: int32("min_count"),
  2: int32("max_count"),
  3: text("query"),
  4: textMap("string_properties"),
  5: doubleMap("numeric_properties"),
  6: int32OrNone("count_multiple"),
};

const MATCHMAKER_USER: Table = {
  1: presence,
  2: text("party_id"),
  5: textMap("string_properties"),
  6: doubleMap("numeric_properties"),
};

const MATCHMAKER_MATCHED: Table = {
  1: text("ticket"),
  2: text("match_id"),
  3: text("token"),
  4: messages("users", MATCHMAKER_USER),
  5: message("self", MATCHMAKER_USER),
};

const NOTIFICATION: Table = {
  1: text("id"),
  2: text("subject"),
  3: text("content"),
  4: int32("code"),
  5: text("sender_id"),
  6: time("create_time"),
  7: bool("persistent"),
};

const STREAM: Table = { 1: int32("mode"), 2: text("subject"), 3: text("subcontext"), 4: text("label") };

const STREAM_DATA: Table = {
  1: message("stream", STREAM),
  2: message("sender", PRESENCE),
  3: text("data"),
  4: bool("reliable"),
};

const PARTY: Table = {
  1: text("party_id"),
  2: bool("open"),
  3: bool("hidden"),
  4: int32("max_size"),
  5: message("self", PRESENCE),
  6: message("leader", PRESENCE),
  7: presences("presences"),
  8: text("label"),
};

const PARTY_CREATE: Table = { 1: bool("open"), 2: int32("max_size"), 3: text("label"), 4: bool("hidden") };

const PARTY_UPDATE: Table = { 1: text("party_id"), 2: text("label"), 3: bool("open"), 4: bool("hidden") };

const PARTY_ID: Table = { 1: text("party_id") };

const PARTY_MEMBER: Table = { 1: text("party_id"), 2: presence };

const PARTY_MATCHMAKER_ADD: Table = {
  1: text("party_id"),
  2: int32("min_count"),
  3: int32("max_count"),
  4: text("query"),
  5: textMap("string_properties"),
  6: doubleMap("numeric_properties"),
  7: int32OrNone("count_multiple"),
};

const PARTY_TICKET: Table = { 1: text("party_id"), 2: text("ticket") };

const PARTY_DATA: Table = { 1: text("party_id"), 2: presence, 3: int64("op_code"), 4: bytes("data") };

/** The fields `joins` and `leaves`, with what stands before them. */
const changes = (...first: Table[]): Table =>
  Object.assign({ 2: presences("joins"), 3: presences("leaves") }, ...first);

/** The number of what joins an answer to its request. */
export const CID = 1;

/** What a message of the socket is: all but the first field are the messages themselves, of which one is there. */
export const ENVELOPE: Table = {
  1: text("cid"),
  2: message("channel", CHANNEL),
  3: message("channel_join", CHANNEL_JOIN),
  4: message("channel_leave", { 1: text("channel_id") }),
  5: message("channel_message", CHANNEL_MESSAGE),
  6: message("channel_message_ack", CHANNEL_MESSAGE_ACK),
  7: message("channel_message_send", { 1: text("channel_id"), 2: text("content") }),
  8: message("channel_message_update", { 1: text("channel_id"), 2: text("message_id"), 3: text("content") }),
  9: message("channel_message_remove", { 1: text("channel_id"), 2: text("message_id") }),
  10: message("channel_presence_event", CHANNEL_PRESENCE_EVENT),
  11: message("error", ERROR),
  12: message("match", MATCH),
  13: message("match_create", { 1: text("name") }),
  14: message("match_data", MATCH_DATA),
  15: message("match_data_send", MATCH_DATA_SEND),
  16: message("match_join", MATCH_JOIN),
  17: message("match_leave", { 1: text("match_id") }),
  18: message("match_presence_event", changes({ 1: text("match_id") })),
  19: message("matchmaker_add", MATCHMAKER_ADD),
  20: message("matchmaker_matched", MATCHMAKER_MATCHED),
  21: message("matchmaker_remove", { 1: text("ticket") }),
  22: message("matchmaker_ticket", { 1: text("ticket") }),
  23: message("notifications", { 1: messages("notifications", NOTIFICATION) }),
  24: message("rpc", { 1: text("id"), 2: text("payload"), 3: text("http_key") }),
  25: message("status", { 1: presences("presences") }),
  26: message("status_follow", { 1: texts("user_ids"), 2: texts("usernames") }),
  27: message("status_presence_event", changes()),
  28: message("status_unfollow", { 1: texts("user_ids") }),
  29: message("status_update", { 1: textOrNone("status") }),
  30: message("stream_data", STREAM_DATA),
  31: message("stream_presence_event", changes({ 1: message("stream", STREAM) })),
  32: message("ping", {}),
  33: message("pong", {}),
  34: message("party", PARTY),
  35: message("party_create", PARTY_CREATE),
  36: message("party_join", PARTY_ID),
  37: message("party_leave", PARTY_ID),
  38: message("party_promote", PARTY_MEMBER),
  39: message("party_leader", PARTY_MEMBER),
  40: message("party_accept", PARTY_MEMBER),
  41: message("party_remove", PARTY_MEMBER),
  42: message("party_close", PARTY_ID),
  43: message("party_join_request_list", PARTY_ID),
  44: message("party_join_request", { 1: text("party_id"), 2: presences("presences") }),
  45: message("party_matchmaker_add", PARTY_MATCHMAKER_ADD),
  46: message("party_matchmaker_remove", PARTY_TICKET),
  47: message("party_matchmaker_ticket", PARTY_TICKET),
  48: message("party_data", PARTY_DATA),
  49: message("party_data_send", { 1: text("party_id"), 2: int64("op_code"), 3: bytes("data") }),
  50: message("party_presence_event", changes({ 1: text("party_id") })),
  51: message("party_update", PARTY_UPDATE),
};

/** Those of them that are read with `op_code` and `data` set, be they zero and empty. */
export const WITH_DATA: readonly number[] = [14, 48];
