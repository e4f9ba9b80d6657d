// The HTTP messages of the party listing, as in Nakama's api.proto.
import { listOf, message, scalar, wrapper } from "./field.js";

export const listPartiesRequestTable = message("ListPartiesRequest", {
  limit: wrapper("int32", 1),
  open: wrapper("bool", 2),
  query: wrapper("string", 3),
  cursor: wrapper("string", 4),
});

export const listedPartyTable = message("Party", {
  party_id: scalar("string", 1),
  open: scalar("bool", 2),
  hidden: scalar("bool", 3),
  max_size: scalar("int32", 4),
  label: scalar("string", 5),
});

export const partyListTable = message("PartyList", {
  parties: listOf(() => listedPartyTable, 1),
  cursor: scalar("string", 2),
});
