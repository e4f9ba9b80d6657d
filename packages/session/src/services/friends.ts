import type { Online } from "../online.js";

/** Whom to add, and what to keep with it. */
export interface FriendsToAdd {
  /** By their user ids. */
  readonly userIds?: readonly string[];
  /** By their names. */
  readonly usernames?: readonly string[];
  /** Kept with the friendship, on our side: an object of JSON. `listFriends` gives it back. */
  readonly metadata: object;
}

/**
 * Asks players to be friends, or agrees, and keeps `metadata` with it, which `online.api.addFriends` cannot.
 *
 * @throws {NakodoError} `invalid-argument` (ourselves, no such name) and what `online.api` throws
 */
export async function addFriendsWith(online: Online, friends: FriendsToAdd): Promise<void> {
  const { userIds, usernames, metadata } = friends;
  await online.request({
    method: "POST",
    path: "/v2/friend",
    query: { ids: userIds, usernames, metadata: JSON.stringify(metadata) },
  });
}
