/** What another player is to one. */
export const FriendState = { friend: 0, inviteSent: 1, inviteReceived: 2, blocked: 3 } as const;

/** One of the four states. */
export type FriendState = (typeof FriendState)[keyof typeof FriendState];

/** Whether a number is one of the four states. */
export function isFriendState(state: number): state is FriendState {
  return Object.values<number>(FriendState).includes(state);
}
