import { call, outcome } from "./api.js";
import { at, listAt, textAt } from "./json.js";
import { type Player, unique } from "./player.js";

/** Asks something of the server about groups; the path without `/v2/group`. */
export function groupCall(method: string, player: Player, path: string, body?: unknown): Promise<unknown> {
  const { authorization } = player;
  return outcome(
    method,
    `/v2/group${path}`,
    body === undefined ? { authorization } : { authorization, body },
  );
}

/** Makes a group with a name of its own, an open one unless said otherwise, and gives back its id. */
export async function createGroup(
  player: Player,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const body = { name: unique("group"), open: true, ...fields };
  const answer = await groupCall("POST", player, "", body);
  return textAt(answer, "json", "id");
}

/** Joins a group. */
export async function joinGroup(groupId: string, ...players: readonly Player[]): Promise<void> {
  for (const player of players) await groupCall("POST", player, `/${groupId}/join`, {});
}

/** What an admin does with a group's users. */
export function manage(
  admin: Player,
  groupId: string,
  action: "add" | "ban" | "demote" | "kick" | "promote",
  ...users: readonly (Player | string)[]
): Promise<unknown> {
  const ids = users.map((user) => `user_ids=${typeof user === "string" ? user : user.userId}`);
  return groupCall("POST", admin, `/${groupId}/${action}?${ids.join("&")}`);
}

/** Who is in a group: user ids and states, in the server's order. */
export async function membersOf(
  player: Player,
  groupId: string,
  query = "",
): Promise<readonly (readonly unknown[])[]> {
  const answer = await groupCall("GET", player, `/${groupId}/user?${query}`);
  return listAt(answer, "json", "group_users").map((one) => [textAt(one, "user", "id"), at(one, "state")]);
}

/** What a player is in which groups: group ids and states, in the server's order. */
export async function groupsOf(player: Player, query = ""): Promise<readonly (readonly unknown[])[]> {
  const { authorization, userId } = player;
  const { json } = await call("GET", `/v2/user/${userId}/group?${query}`, { authorization });
  return listAt(json, "user_groups").map((one) => [textAt(one, "group", "id"), at(one, "state")]);
}

/** A group as its members' lists show it. */
export async function groupOf(player: Player, groupId: string): Promise<unknown> {
  const { authorization, userId } = player;
  const { json } = await call("GET", `/v2/user/${userId}/group`, { authorization });
  return listAt(json, "user_groups")
    .map((one) => at(one, "group"))
    .find((group) => at(group, "id") === groupId);
}
