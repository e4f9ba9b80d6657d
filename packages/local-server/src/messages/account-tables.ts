// The HTTP messages of accounts and sessions, as in Nakama's api.proto.
import { embedded, listOf, listOfScalars, mapOf, message, scalar, wrapper } from "./field.js";

export const accountDeviceTable = message("AccountDevice", {
  id: scalar("string", 1),
  vars: mapOf("string", 2),
});

export const accountEmailTable = message("AccountEmail", {
  email: scalar("string", 1),
  password: scalar("string", 2),
  vars: mapOf("string", 3),
});

export const accountCustomTable = message("AccountCustom", {
  id: scalar("string", 1),
  vars: mapOf("string", 2),
});

export const sessionTable = message("Session", {
  created: scalar("bool", 1),
  token: scalar("string", 2),
  refresh_token: scalar("string", 3),
});

export const sessionRefreshRequestTable = message("SessionRefreshRequest", {
  token: scalar("string", 1),
  vars: mapOf("string", 2),
});

export const sessionLogoutRequestTable = message("SessionLogoutRequest", {
  token: scalar("string", 1),
  refresh_token: scalar("string", 2),
});

export const userTable = message("User", {
  id: scalar("string", 1),
  username: scalar("string", 2),
  display_name: scalar("string", 3),
  avatar_url: scalar("string", 4),
  lang_tag: scalar("string", 5),
  location: scalar("string", 6),
  timezone: scalar("string", 7),
  metadata: scalar("string", 8),
  facebook_id: scalar("string", 9),
  google_id: scalar("string", 10),
  gamecenter_id: scalar("string", 11),
  steam_id: scalar("string", 12),
  online: scalar("bool", 13),
  edge_count: scalar("int32", 14),
  create_time: scalar("timestamp", 15),
  update_time: scalar("timestamp", 16),
  facebook_instant_game_id: scalar("string", 17),
  apple_id: scalar("string", 18),
});

export const usersTable = message("Users", {
  users: listOf(() => userTable, 1),
});

export const accountTable = message("Account", {
  user: embedded(() => userTable, 1),
  wallet: scalar("string", 2),
  email: scalar("string", 3),
  devices: listOf(() => accountDeviceTable, 4),
  custom_id: scalar("string", 5),
  verify_time: scalar("timestamp", 6),
  disable_time: scalar("timestamp", 7),
});

export const updateAccountRequestTable = message("UpdateAccountRequest", {
  username: wrapper("string", 1),
  display_name: wrapper("string", 2),
  avatar_url: wrapper("string", 3),
  lang_tag: wrapper("string", 4),
  location: wrapper("string", 5),
  timezone: wrapper("string", 6),
});

export const getUsersRequestTable = message("GetUsersRequest", {
  ids: listOfScalars("string", 1),
  usernames: listOfScalars("string", 2),
  facebook_ids: listOfScalars("string", 3),
});
