// The socket messages of parties, as in Nakama's realtime.proto.
import { embedded, listOf, mapOf, message, scalar, wrapper } from "./field.js";
import { userPresenceTable } from "./presence-tables.js";

export const partyTable = message("Party", {
  party_id: scalar("string", 1),
  open: scalar("bool", 2),
  hidden: scalar("bool", 3),
  max_size: scalar("int32", 4),
  self: embedded(() => userPresenceTable, 5),
  leader: embedded(() => userPresenceTable, 6),
  presences: listOf(() => userPresenceTable, 7),
  label: scalar("string", 8),
});

export const partyCreateTable = message("PartyCreate", {
  open: scalar("bool", 1),
  max_size: scalar("int32", 2),
  label: scalar("string", 3),
  hidden: scalar("bool", 4),
});

export const partyUpdateTable = message("PartyUpdate", {
  party_id: scalar("string", 1),
  label: scalar("string", 2),
  open: scalar("bool", 3),
  hidden: scalar("bool", 4),
});

export const partyJoinTable = message("PartyJoin", {
  party_id: scalar("string", 1),
});

export const partyLeaveTable = message("PartyLeave", {
  party_id: scalar("string", 1),
});

export const partyPromoteTable = message("PartyPromote", {
  party_id: scalar("string", 1),
  presence: embedded(() => userPresenceTable, 2),
});

export const partyLeaderTable = message("PartyLeader", {
  party_id: scalar("string", 1),
  presence: embedded(() => userPresenceTable, 2),
});

export const partyAcceptTable = message("PartyAccept", {
  party_id: scalar("string", 1),
  presence: embedded(() => userPresenceTable, 2),
});

export const partyRemoveTable = message("PartyRemove", {
  party_id: scalar("string", 1),
  presence: embedded(() => userPresenceTable, 2),
});

export const partyCloseTable = message("PartyClose", {
  party_id: scalar("string", 1),
});

export const partyJoinRequestListTable = message("PartyJoinRequestList", {
  party_id: scalar("string", 1),
});

export const partyJoinRequestTable = message("PartyJoinRequest", {
  party_id: scalar("string", 1),
  presences: listOf(() => userPresenceTable, 2),
});

export const partyMatchmakerAddTable = message("PartyMatchmakerAdd", {
  party_id: scalar("string", 1),
  min_count: scalar("int32", 2),
  max_count: scalar("int32", 3),
  query: scalar("string", 4),
  string_properties: mapOf("string", 5),
  numeric_properties: mapOf("double", 6),
  count_multiple: wrapper("int32", 7),
});

export const partyMatchmakerRemoveTable = message("PartyMatchmakerRemove", {
  party_id: scalar("string", 1),
  ticket: scalar("string", 2),
});

export const partyMatchmakerTicketTable = message("PartyMatchmakerTicket", {
  party_id: scalar("string", 1),
  ticket: scalar("string", 2),
});

export const partyDataTable = message("PartyData", {
  party_id: scalar("string", 1),
  presence: embedded(() => userPresenceTable, 2),
  op_code: scalar("int64", 3),
  data: scalar("bytes", 4),
});

export const partyDataSendTable = message("PartyDataSend", {
  party_id: scalar("string", 1),
  op_code: scalar("int64", 2),
  data: scalar("bytes", 3),
});

export const partyPresenceEventTable = message("PartyPresenceEvent", {
  party_id: scalar("string", 1),
  joins: listOf(() => userPresenceTable, 2),
  leaves: listOf(() => userPresenceTable, 3),
});
