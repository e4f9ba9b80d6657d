import { listOf, message, scalar } from "../messages/field.js";

const keptGroupTable = message("Group", {
  id: scalar("string", 1),
  creator_id: scalar("string", 2),
  name: scalar("string", 3),
  description: scalar("string", 4),
  avatar_url: scalar("string", 5),
  lang_tag: scalar("string", 6),
  metadata: scalar("string", 7),
  open: scalar("bool", 8),
  edge_count: scalar("int32", 9),
  max_count: scalar("int32", 10),
  created_at: scalar("timestamp", 11),
  updated_at: scalar("timestamp", 12),
});

const keptMembershipTable = message("Membership", {
  group_id: scalar("string", 1),
  user_id: scalar("string", 2),
  state: scalar("int32", 3),
  position: scalar("int32", 4),
});

/** The form in which groups are kept in a file. */
export const keptGroupsTable = message("Groups", {
  groups: listOf(() => keptGroupTable, 1),
  memberships: listOf(() => keptMembershipTable, 2),
  last_position: scalar("int32", 3),
});
