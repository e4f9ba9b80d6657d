// The HTTP messages of groups, as in Nakama's api.proto.
import { userTable } from "./account-tables.js";
import { embedded, listOf, listOfScalars, message, scalar, wrapper } from "./field.js";

export const groupTable = message("Group", {
  id: scalar("string", 1),
  creator_id: scalar("string", 2),
  name: scalar("string", 3),
  description: scalar("string", 4),
  lang_tag: scalar("string", 5),
  metadata: scalar("string", 6),
  avatar_url: scalar("string", 7),
  open: wrapper("bool", 8),
  edge_count: scalar("int32", 9),
  max_count: scalar("int32", 10),
  create_time: scalar("timestamp", 11),
  update_time: scalar("timestamp", 12),
});

export const groupListTable = message("GroupList", {
  groups: listOf(() => groupTable, 1),
  cursor: scalar("string", 2),
});

export const groupUserTable = message("GroupUser", {
  user: embedded(() => userTable, 1),
  state: wrapper("int32", 2),
});

export const groupUserListTable = message("GroupUserList", {
  group_users: listOf(() => groupUserTable, 1),
  cursor: scalar("string", 2),
});

export const userGroupTable = message("UserGroup", {
  group: embedded(() => groupTable, 1),
  state: wrapper("int32", 2),
});

export const userGroupListTable = message("UserGroupList", {
  user_groups: listOf(() => userGroupTable, 1),
  cursor: scalar("string", 2),
});

export const createGroupRequestTable = message("CreateGroupRequest", {
  name: scalar("string", 1),
  description: scalar("string", 2),
  lang_tag: scalar("string", 3),
  avatar_url: scalar("string", 4),
  open: scalar("bool", 5),
  max_count: scalar("int32", 6),
});

export const updateGroupRequestTable = message("UpdateGroupRequest", {
  name: wrapper("string", 2),
  description: wrapper("string", 3),
  lang_tag: wrapper("string", 4),
  avatar_url: wrapper("string", 5),
  open: wrapper("bool", 6),
});

/** Whom an admin adds, bans, kicks, promotes or demotes: the requests are alike. */
export const groupUsersRequestTable = message("GroupUsersRequest", {
  user_ids: listOfScalars("string", 2),
});

export const listGroupsRequestTable = message("ListGroupsRequest", {
  name: scalar("string", 1),
  cursor: scalar("string", 2),
  limit: wrapper("int32", 3),
  lang_tag: scalar("string", 4),
  members: wrapper("int32", 5),
  open: wrapper("bool", 6),
});

/** Lists a group's users, or a user's groups: the requests are alike. */
export const listMembershipsRequestTable = message("ListMembershipsRequest", {
  limit: wrapper("int32", 2),
  state: wrapper("int32", 3),
  cursor: scalar("string", 4),
});
