import { call, outcome } from "./api.js";
import { at, listAt, textAt } from "./json.js";
import { type Player, signIn } from "./player.js";

/** Asks something of the server about friends; `query` as it stands in the URL. */
export function friendCall(method: string, player: Player, query: string, path = ""): Promise<unknown> {
  return outcome(method, `/v2/friend${path}?${query}`, { authorization: player.authorization });
}

/** Invites players, or accepts their invitations. */
export async function befriend(player: Player, ...others: readonly Player[]): Promise<void> {
  for (const other of others) await friendCall("POST", player, `ids=${other.userId}`);
}

/** Two players who are friends. */
export async function twoFriends(): Promise<[Player, Player]> {
  const [one, two] = [await signIn(), await signIn()];
  await befriend(one, two);
  await befriend(two, one);
  return [one, two];
}

/** Who a player knows: user ids and states, in the server's order. */
export async function friendsOf(player: Player, query = ""): Promise<readonly (readonly unknown[])[]> {
  const answer = await friendCall("GET", player, query);
  return listAt(answer, "json", "friends").map((one) => [textAt(one, "user", "id"), at(one, "state")]);
}

/** The number of relations that an account counts. */
export async function edgeCount({ authorization }: Player): Promise<unknown> {
  return at((await call("GET", "/v2/account", { authorization })).json, "user", "edge_count") ?? 0;
}
