import { type Fields, isFields } from "./fields.js";

/** Where a call of nakama-js takes its limit: the place among the arguments after the session. */
const LIMIT_PLACES: Readonly<Record<string, number>> = {
  listChannelMessages: 1,
  listGroups: 2,
  listLeaderboardRecords: 2,
  listLeaderboardRecordsAroundOwner: 2,
  listMatches: 0,
  listNotifications: 0,
  listStorageObjects: 2,
  listTournamentRecords: 2,
  listTournamentRecordsAroundOwner: 2,
};

/** Lists that nakama-js leaves out when they are empty. */
const LISTS: Readonly<Record<string, string>> = {
  listMatches: "matches",
  listSubscriptions: "validated_subscriptions",
  writeStorageObjects: "acks",
};

/** The arguments as the call should have taken them: with its limit, and of a storage object whose it is. */
export function adjustedArguments(name: string, given: readonly unknown[], userId: string): unknown[] {
  const adjusted = [...given];
  const place = LIMIT_PLACES[name];
  // Asked for some owners without a limit, the server gives these alone.
  const someOwners = name.endsWith("Records") && Array.isArray(given[1]) && given[1].length > 0;
  // The server's own limit is 1, so that a list looks as if it had one item.
  if (place !== undefined && !someOwners) adjusted[place] ??= name.endsWith("Owner") ? 10 : 100;
  if (name === "readStorageObjects" && isFields(given[0])) adjusted[0] = withOwner(given[0], userId);
  return adjusted;
}

/** The result with an empty list where there is one. */
export function adjustedResult(name: string, result: unknown): unknown {
  const list = LISTS[name];
  return list !== undefined && isFields(result) ? { [list]: [], ...result } : result;
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
