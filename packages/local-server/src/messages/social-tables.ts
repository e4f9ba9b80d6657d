// The HTTP messages of social networks' accounts, as in Nakama's api.proto.
import { embedded, message, scalar } from "./field.js";

/** What any of the networks' accounts may hold. Each network reads its own and ignores the rest, as all bodies may hold more. */
export const socialAccountTable = message("SocialAccount", {
  token: scalar("string", 1),
  signed_player_info: scalar("string", 2),
  player_id: scalar("string", 3),
  bundle_id: scalar("string", 4),
  timestamp_seconds: scalar("int64", 5),
  salt: scalar("string", 6),
  signature: scalar("string", 7),
  public_key_url: scalar("string", 8),
});

/** Alone among the networks, Steam's account is wrapped when it is linked. */
export const linkSteamRequestTable = message("LinkSteamRequest", {
  account: embedded(() => socialAccountTable, 1),
});
