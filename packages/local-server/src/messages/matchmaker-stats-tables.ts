// The HTTP message of the matchmaker's state, as in Nakama's api.proto.
import { listOf, message, scalar } from "./field.js";

const matchmakerCompletionStatsTable = message("MatchmakerCompletionStats", {
  create_time: scalar("timestamp", 1),
  complete_time: scalar("timestamp", 2),
});

export const matchmakerStatsTable = message("MatchmakerStats", {
  ticket_count: scalar("int32", 1),
  oldest_ticket_create_time: scalar("timestamp", 2),
  completions: listOf(() => matchmakerCompletionStatsTable, 3),
});
