import { call } from "./api.js";
import { at, listAt } from "./json.js";
import type { Player } from "./player.js";

/** The notifications that wait for a player, oldest first. */
export async function notificationsOf({ authorization }: Player): Promise<readonly unknown[]> {
  return listAt((await call("GET", "/v2/notification?limit=100", { authorization })).json, "notifications");
}

/** Their codes. */
export async function codesOf(player: Player): Promise<readonly unknown[]> {
  return (await notificationsOf(player)).map((one) => at(one, "code"));
}
