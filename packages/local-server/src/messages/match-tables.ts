// The socket messages of matches, as in Nakama's realtime.proto.
import { embedded, listOf, mapOf, message, oneof, scalar, wrapper } from "./field.js";
import { userPresenceTable } from "./presence-tables.js";

export const matchTable = message("Match", {
  match_id: scalar("string", 1),
  authoritative: scalar("bool", 2),
  label: wrapper("string", 3),
  size: scalar("int32", 4),
  presences: listOf(() => userPresenceTable, 5),
  self: embedded(() => userPresenceTable, 6),
});

export const matchCreateTable = message("MatchCreate", {
  name: scalar("string", 1),
});

export const matchDataTable = message("MatchData", {
  match_id: scalar("string", 1),
  presence: embedded(() => userPresenceTable, 2),
  op_code: scalar("int64", 3),
  data: scalar("bytes", 4),
  reliable: scalar("bool", 5),
});

export const matchDataSendTable = message("MatchDataSend", {
  match_id: scalar("string", 1),
  op_code: scalar("int64", 2),
  data: scalar("bytes", 3),
  presences: listOf(() => userPresenceTable, 4),
  reliable: scalar("bool", 5),
});

export const matchJoinTable = message("MatchJoin", {
  match_id: oneof("id", scalar("string", 1)),
  token: oneof("id", scalar("string", 2)),
  metadata: mapOf("string", 3),
});

export const matchLeaveTable = message("MatchLeave", {
  match_id: scalar("string", 1),
});

export const matchPresenceEventTable = message("MatchPresenceEvent", {
  match_id: scalar("string", 1),
  joins: listOf(() => userPresenceTable, 2),
  leaves: listOf(() => userPresenceTable, 3),
});
