// The HTTP messages of the match listing, as in Nakama's api.proto.
import { listOf, message, scalar, wrapper } from "./field.js";

export const listMatchesRequestTable = message("ListMatchesRequest", {
  limit: wrapper("int32", 1),
  authoritative: wrapper("bool", 2),
  label: wrapper("string", 3),
  min_size: wrapper("int32", 4),
  max_size: wrapper("int32", 5),
  query: wrapper("string", 6),
});

export const listedMatchTable = message("Match", {
  match_id: scalar("string", 1),
  authoritative: scalar("bool", 2),
  label: wrapper("string", 3),
  size: scalar("int32", 4),
  tick_rate: scalar("int32", 5),
  handler_name: scalar("string", 6),
});

export const matchListTable = message("MatchList", {
  matches: listOf(() => listedMatchTable, 1),
});
