// The HTTP messages of leaderboards and tournaments, as in Nakama's api.proto.
import { listOf, listOfScalars, message, scalar, wrapper } from "./field.js";

export const leaderboardRecordTable = message("LeaderboardRecord", {
  leaderboard_id: scalar("string", 1),
  owner_id: scalar("string", 2),
  username: wrapper("string", 3),
  score: scalar("int64", 4),
  subscore: scalar("int64", 5),
  num_score: scalar("int32", 6),
  metadata: scalar("string", 7),
  create_time: scalar("timestamp", 8),
  update_time: scalar("timestamp", 9),
  expiry_time: scalar("timestamp", 10),
  rank: scalar("int64", 11),
  max_num_score: scalar("int32", 12),
});

export const recordListTable = message("LeaderboardRecordList", {
  records: listOf(() => leaderboardRecordTable, 1),
  owner_records: listOf(() => leaderboardRecordTable, 2),
  next_cursor: scalar("string", 3),
  prev_cursor: scalar("string", 4),
  rank_count: scalar("int64", 5),
});

export const recordWriteTable = message("LeaderboardRecordWrite", {
  score: scalar("int64", 1),
  subscore: scalar("int64", 2),
  metadata: scalar("string", 3),
  operator: scalar("int32", 4),
});

export const listRecordsRequestTable = message("ListLeaderboardRecordsRequest", {
  owner_ids: listOfScalars("string", 2),
  limit: wrapper("int32", 3),
  cursor: scalar("string", 4),
  expiry: wrapper("int64", 5),
});

export const listAroundOwnerRequestTable = message("ListLeaderboardRecordsAroundOwnerRequest", {
  limit: wrapper("int32", 2),
  expiry: wrapper("int64", 4),
  cursor: scalar("string", 5),
});

export const listTournamentsRequestTable = message("ListTournamentsRequest", {
  category_start: wrapper("int32", 1),
  category_end: wrapper("int32", 2),
  start_time: wrapper("int32", 3),
  end_time: wrapper("int32", 4),
  limit: wrapper("int32", 6),
  cursor: scalar("string", 8),
});

export const tournamentTable = message("Tournament", {
  id: scalar("string", 1),
  title: scalar("string", 2),
  description: scalar("string", 3),
  category: scalar("int32", 4),
  sort_order: scalar("int32", 5),
  size: scalar("int32", 6),
  max_size: scalar("int32", 7),
  max_num_score: scalar("int32", 8),
  can_enter: scalar("bool", 9),
  end_active: scalar("int32", 10),
  next_reset: scalar("int32", 11),
  metadata: scalar("string", 12),
  create_time: scalar("timestamp", 13),
  start_time: scalar("timestamp", 14),
  end_time: scalar("timestamp", 15),
  duration: scalar("int32", 16),
  start_active: scalar("int32", 17),
  prev_reset: scalar("int32", 18),
  operator: scalar("int32", 19),
  authoritative: scalar("bool", 20),
  join_required: scalar("bool", 21),
});

export const tournamentListTable = message("TournamentList", {
  tournaments: listOf(() => tournamentTable, 1),
  cursor: scalar("string", 2),
});
