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
  superadmin: 0,
  admin: 1,
  member: 2,
  /** Has asked to join a group that is not open: `addGroupUsers` lets in, `kickGroupUsers` refuses. */
  joinRequest: 3,
  banned: 4,
} as const;

/** Who may read a storage object: `permission_read`. */
export const ReadPermission = { nobody: 0, owner: 1, everybody: 2 } as const;

/** Who may write a storage object: `permission_write`. Nobody means: the server's own code alone. */
export const WritePermission = { nobody: 0, owner: 1 } as const;

/** As `user_id` in `readStorageObjects`: the objects that no player owns, which the server's own code wrote. */
export const SYSTEM_USER_ID = "";

/** `code` of the notifications that Nakama itself sends. A game's own are above 0. */
export const NotificationCode = {
  directMessage: -1,
  friendRequest: -2,
  friendAccepted: -3,
  groupAdded: -4,
  groupJoinRequest: -5,
  friendJoinedGame: -6,
  singleSocket: -7,
  banned: -8,
  friendRemoved: -9,
} as const;
