/** What a user is in a group. */
export const GroupState = { superadmin: 0, admin: 1, member: 2, joinRequest: 3, banned: 4 } as const;

/** One of the five states. */
export type GroupState = (typeof GroupState)[keyof typeof GroupState];

/** Whether a number is one of the five states. */
export function isGroupState(state: number): state is GroupState {
  return Object.values<number>(GroupState).includes(state);
}
