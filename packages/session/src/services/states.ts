/** What one player is to another: `state` of a friend, and the argument of `listFriends`. */
export const FriendState = {
  /** Both have agreed. */
  friend: 0,
  /** We have asked. */
  inviteSent: 1,
  /** The other has asked: `addFriends` agrees, `deleteFriends` refuses. */
  inviteReceived: 2,
  /** We have blocked the other, who is not told. */
  blocked: 3,
} as const;

/** What a player is in a group: `state` of a member, and the argument of `listGroupUsers`. */
export const GroupState = {
  /** Made it, or was promoted so far: may do everything. */
  superadmin: 0,
  /** May let in, kick and ban. */
  admin: 1,
  /** Is in it. */
  member: 2,
  /** Has asked to join a group that is not open: `addGroupUsers` lets in, `kickGroupUsers` refuses. */
  joinRequest: 3,
  /** Cannot join any more. */
  banned: 4,
} as const;

/** Who may read a storage object: `permission_read`. */
export const ReadPermission = {
  /** The server's own code alone. */
  nobody: 0,
  /** The player whose it is. */
  owner: 1,
  /** Every player. */
  everybody: 2,
} as const;

/** Who may write a storage object: `permission_write`. */
export const WritePermission = {
  /** The server's own code alone. */
  nobody: 0,
  /** The player whose it is. */
  owner: 1,
} as const;

/** As `user_id` in `readStorageObjects`: the objects that no player owns, which the server's own code wrote. */
export const SYSTEM_USER_ID = "";

/** `code` of the notifications that Nakama itself sends. A game's own are above 0. */
export const NotificationCode = {
  /** Somebody wants to chat. */
  directMessage: -1,
  /** Somebody asks to be friends. */
  friendRequest: -2,
  /** Somebody agreed to be friends. */
  friendAccepted: -3,
  /** We were let into a group. */
  groupAdded: -4,
  /** Somebody asks to join a group of ours. */
  groupJoinRequest: -5,
  /** A friend from another service plays this game. */
  friendJoinedGame: -6,
  /** We connected elsewhere, and only one socket is allowed. */
  singleSocket: -7,
  /** We were banned. */
  banned: -8,
  /** Somebody ended the friendship. */
  friendRemoved: -9,
} as const;
