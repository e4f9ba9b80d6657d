import { embedded, listOf, message, scalar } from "../messages/field.js";

const keptRulesTable = message("TournamentRules", {
  duration_sec: scalar("double", 1),
  title: scalar("string", 2),
  description: scalar("string", 3),
  category: scalar("int32", 4),
  start_time_sec: scalar("double", 5),
  end_time_sec: scalar("double", 6),
  max_size: scalar("int32", 7),
  max_num_score: scalar("int32", 8),
  join_required: scalar("bool", 9),
});

const keptRecordTable = message("ScoreRecord", {
  expiry_sec: scalar("double", 1),
  owner_id: scalar("string", 2),
  username: scalar("string", 3),
  score: scalar("int64", 4),
  subscore: scalar("int64", 5),
  num_score: scalar("int32", 6),
  max_num_score: scalar("int32", 7),
  metadata: scalar("string", 8),
  created_at: scalar("timestamp", 9),
  updated_at: scalar("timestamp", 10),
});

/** The form in which one leaderboard or tournament is kept in a file. */
export const keptBoardTable = message("Leaderboard", {
  id: scalar("string", 1),
  authoritative: scalar("bool", 2),
  /** `asc` or `desc`. */
  sort: scalar("string", 3),
  /** `best`, `set`, `incr` or `decr`. */
  operator: scalar("string", 4),
  /** Empty for none. */
  schedule: scalar("string", 5),
  metadata: scalar("string", 6),
  enable_ranks: scalar("bool", 7),
  created_at: scalar("timestamp", 8),
  tournament: embedded(() => keptRulesTable, 9),
  records: listOf(() => keptRecordTable, 10),
  size: scalar("int32", 11),
});

/** The form in which leaderboards and tournaments are kept in a file. */
export const keptBoardsTable = message("Leaderboards", { boards: listOf(() => keptBoardTable, 1) });
