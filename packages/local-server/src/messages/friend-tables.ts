// The HTTP messages of friends, as in Nakama's api.proto.
import { userTable } from "./account-tables.js";
import { embedded, listOf, listOfScalars, message, scalar, wrapper } from "./field.js";

export const friendTable = message("Friend", {
  user: embedded(() => userTable, 1),
  state: wrapper("int32", 2),
  update_time: scalar("timestamp", 3),
  metadata: scalar("string", 4),
});

export const friendListTable = message("FriendList", {
  friends: listOf(() => friendTable, 1),
  cursor: scalar("string", 2),
});

export const friendOfFriendTable = message("FriendOfFriend", {
  referrer: scalar("string", 1),
  user: embedded(() => userTable, 2),
});

export const friendsOfFriendsListTable = message("FriendsOfFriendsList", {
  friends_of_friends: listOf(() => friendOfFriendTable, 1),
  cursor: scalar("string", 2),
});

export const listFriendsRequestTable = message("ListFriendsRequest", {
  limit: wrapper("int32", 1),
  state: wrapper("int32", 2),
  cursor: scalar("string", 3),
});

export const listFriendsOfFriendsRequestTable = message("ListFriendsOfFriendsRequest", {
  limit: wrapper("int32", 1),
  cursor: scalar("string", 2),
});

export const addFriendsRequestTable = message("AddFriendsRequest", {
  ids: listOfScalars("string", 1),
  usernames: listOfScalars("string", 2),
  metadata: scalar("string", 3),
});

/** Who is no longer to be a friend, or is to be blocked: the two requests are alike. */
export const namedFriendsRequestTable = message("DeleteFriendsRequest", {
  ids: listOfScalars("string", 1),
  usernames: listOfScalars("string", 2),
});
