// The socket messages of the matchmaker, as in Nakama's realtime.proto.
import { embedded, listOf, mapOf, message, oneof, scalar, wrapper } from "./field.js";
import { userPresenceTable } from "./presence-tables.js";

export const matchmakerAddTable = message("MatchmakerAdd", {
  min_count: scalar("int32", 1),
  max_count: scalar("int32", 2),
  query: scalar("string", 3),
  string_properties: mapOf("string", 4),
  numeric_properties: mapOf("double", 5),
  count_multiple: wrapper("int32", 6),
});

export const matchmakerUserTable = message("MatchmakerUser", {
  presence: embedded(() => userPresenceTable, 1),
  party_id: scalar("string", 2),
  string_properties: mapOf("string", 5),
  numeric_properties: mapOf("double", 6),
});

export const matchmakerMatchedTable = message("MatchmakerMatched", {
  ticket: scalar("string", 1),
  match_id: oneof("id", scalar("string", 2)),
  token: oneof("id", scalar("string", 3)),
  users: listOf(() => matchmakerUserTable, 4),
  self: embedded(() => matchmakerUserTable, 5),
});

export const matchmakerRemoveTable = message("MatchmakerRemove", {
  ticket: scalar("string", 1),
});

export const matchmakerTicketTable = message("MatchmakerTicket", {
  ticket: scalar("string", 1),
});
