/** The codes of the server's own notifications. */
export const NotificationCode = {
  directMessageRequest: -1,
  friendRequest: -2,
  friendAccept: -3,
  groupAdd: -4,
  groupJoinRequest: -5,
  banned: -8,
  friendRemove: -9,
} as const;
