/** What a chat message says of itself. The server writes those of groups. */
export const MessageCode = {
  chat: 0,
  update: 1,
  remove: 2,
  groupJoin: 3,
  groupAdd: 4,
  groupLeave: 5,
  groupKick: 6,
  groupPromote: 7,
  groupBan: 8,
  groupDemote: 9,
} as const;
