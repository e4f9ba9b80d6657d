import { listOf, message, scalar } from "../messages/field.js";

const keptEdgeTable = message("FriendEdge", {
  user_id: scalar("string", 1),
  other_id: scalar("string", 2),
  state: scalar("int32", 3),
  position: scalar("int32", 4),
  updated_at: scalar("timestamp", 5),
  /** A JSON object. */
  metadata: scalar("string", 6),
});

/** The form in which friendships, invitations and blocks are kept in a file. */
export const keptFriendsTable = message("Friends", {
  edges: listOf(() => keptEdgeTable, 1),
  last_position: scalar("int32", 2),
});
