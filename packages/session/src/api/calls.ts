import { type Fields, isFields } from "../fields.js";
import { shapeReader } from "./shapes.js";

/**
 * What calls of nakama-js answer with, as a name or fields of `shapeReader`: a call that is not here answers with
 * nothing. Before it, where a call takes its limit: the place among its arguments.
 */
const CALLS: Readonly<Record<string, string>> = {
  createGroup: "group",
  getAccount: "account",
  getSubscription: "subscription",
  getUsers: "users[user",
  listChannelMessages: "1 messages[message next_cursor prev_cursor cacheable_cursor",
  listFriends: "friends[friend cursor",
  listFriendsOfFriends: "0 friends_of_friends[known cursor",
  listGroups: "2 groups[group cursor",
  listGroupUsers: "group_users[member cursor",
  listLeaderboardRecords: "2 records",
  listLeaderboardRecordsAroundOwner: "2 records",
  listMatches: "0 matches[match",
  listNotifications: "0 notifications[notification cacheable_cursor",
  listStorageObjects: "2 objects[object cursor",
  listSubscriptions: "validated_subscriptions[subscription cursor prev_cursor",
  listTournamentRecords: "2 records",
  listTournamentRecordsAroundOwner: "2 records",
  listTournaments: "tournaments[tournament cursor",
  listUserGroups: "user_groups[membership cursor",
  readStorageObjects: "objects[object",
  validatePurchase: "validated_purchases[purchase",
  validateSubscription: "validated_subscription:subscription",
  writeLeaderboardRecord: "record",
  writeStorageObjects: "acks[ack",
  writeTournamentRecord: "record",
};

/** What is in the table for a call, of those that are named after a shop under their common name. */
const entryOf = (name: string): string | undefined =>
  CALLS[name.replace(/^(validatePurchase|validateSubscription).+/, "$1")];

/** Reads what the server answers to a call. */
export function answerReader(name: string): (answer: unknown) => unknown {
  const shape = entryOf(name)?.replace(/^\d /, "");
  return shape === undefined ? () => undefined : shapeReader(shape);
}

/** Gives a call's arguments as it should have taken them: with its limit, and of a storage object whose it is. */
export function argumentAdjuster(name: string): (given: unknown[], userId: string) => readonly unknown[] {
  const place = Number.parseInt(entryOf(name) ?? "", 10);
  // The server's own limit is 1, so that a list looks as if it had one item.
  const limit = name.endsWith("Owner") ? 10 : 100;
  if (place >= 0)
    return (given) => {
      // Asked for some owners without a limit, the server gives these alone.
      const someOwners = name.endsWith("Records") && Array.isArray(given[1]) && given[1].length > 0;
      if (!someOwners) given[place] ??= limit;
      return given;
    };
  if (name !== "readStorageObjects") return (given) => given;
  return ([request, ...rest], userId) => [isFields(request) ? withOwner(request, userId) : request, ...rest];
}

/** An object without a user id would be the system's, not the player's. */
function withOwner(request: Fields, userId: string): Fields {
  const ids = request["object_ids"];
  return {
    object_ids: Array.isArray(ids)
      ? ids.map((id: unknown) => (isFields(id) ? { ...id, user_id: id["user_id"] ?? userId } : id))
      : ids,
  };
}
