/** A method of Nakama's API that hooks can be registered for, by the name that the real server gives it. */
export type ApiMethod =
  | "GetAccount"
  | "UpdateAccount"
  | "DeleteAccount"
  | "AuthenticateCustom"
  | "AuthenticateDevice"
  | "AuthenticateEmail"
  | "AuthenticateApple"
  | "AuthenticateFacebook"
  | "AuthenticateFacebookInstantGame"
  | "AuthenticateGameCenter"
  | "AuthenticateGoogle"
  | "AuthenticateSteam"
  | "SessionRefresh"
  | "SessionLogout"
  | "LinkCustom"
  | "LinkDevice"
  | "LinkEmail"
  | "LinkApple"
  | "LinkFacebook"
  | "LinkFacebookInstantGame"
  | "LinkGameCenter"
  | "LinkGoogle"
  | "LinkSteam"
  | "UnlinkCustom"
  | "UnlinkDevice"
  | "UnlinkEmail"
  | "UnlinkApple"
  | "UnlinkFacebook"
  | "UnlinkFacebookInstantGame"
  | "UnlinkGameCenter"
  | "UnlinkGoogle"
  | "UnlinkSteam"
  | "GetUsers"
  | "ListFriends"
  | "AddFriends"
  | "DeleteFriends"
  | "BlockFriends"
  | "ListFriendsOfFriends"
  | "ImportFacebookFriends"
  | "ImportSteamFriends"
  | "ListGroups"
  | "CreateGroup"
  | "UpdateGroup"
  | "DeleteGroup"
  | "AddGroupUsers"
  | "BanGroupUsers"
  | "DemoteGroupUsers"
  | "KickGroupUsers"
  | "PromoteGroupUsers"
  | "JoinGroup"
  | "LeaveGroup"
  | "ListGroupUsers"
  | "ListUserGroups"
  | "ReadStorageObjects"
  | "WriteStorageObjects"
  | "DeleteStorageObjects"
  | "ListStorageObjects"
  | "ListNotifications"
  | "DeleteNotifications"
  | "ListChannelMessages"
  | "ListMatches"
  | "GetMatchmakerStats"
  | "ListParties"
  | "ListLeaderboardRecords"
  | "WriteLeaderboardRecord"
  | "DeleteLeaderboardRecord"
  | "ListLeaderboardRecordsAroundOwner"
  | "ListTournaments"
  | "ListTournamentRecords"
  | "WriteTournamentRecord"
  | "DeleteTournamentRecord"
  | "JoinTournament"
  | "ListTournamentRecordsAroundOwner"
  | "ValidatePurchaseApple"
  | "ValidatePurchaseFacebookInstant"
  | "ValidatePurchaseGoogle"
  | "ValidatePurchaseHuawei"
  | "ValidatePurchaseSamsung"
  | "ListSubscriptions"
  | "ValidateSubscriptionApple"
  | "ValidateSubscriptionGoogle"
  | "GetSubscription"
  | "Event";

/** The methods by the call that they are over HTTP; functions and the health check have no hooks. */
const NAMES: Readonly<Record<string, ApiMethod>> = {
  "GET /v2/account": "GetAccount",
  "PUT /v2/account": "UpdateAccount",
  "DELETE /v2/account": "DeleteAccount",
  "POST /v2/account/authenticate/custom": "AuthenticateCustom",
  "POST /v2/account/authenticate/device": "AuthenticateDevice",
  "POST /v2/account/authenticate/email": "AuthenticateEmail",
  "POST /v2/account/authenticate/apple": "AuthenticateApple",
  "POST /v2/account/authenticate/facebook": "AuthenticateFacebook",
  "POST /v2/account/authenticate/facebookinstantgame": "AuthenticateFacebookInstantGame",
  "POST /v2/account/authenticate/gamecenter": "AuthenticateGameCenter",
  "POST /v2/account/authenticate/google": "AuthenticateGoogle",
  "POST /v2/account/authenticate/steam": "AuthenticateSteam",
  "POST /v2/account/session/refresh": "SessionRefresh",
  "POST /v2/session/logout": "SessionLogout",
  "POST /v2/account/link/custom": "LinkCustom",
  "POST /v2/account/link/device": "LinkDevice",
  "POST /v2/account/link/email": "LinkEmail",
  "POST /v2/account/link/apple": "LinkApple",
  "POST /v2/account/link/facebook": "LinkFacebook",
  "POST /v2/account/link/facebookinstantgame": "LinkFacebookInstantGame",
  "POST /v2/account/link/gamecenter": "LinkGameCenter",
  "POST /v2/account/link/google": "LinkGoogle",
  "POST /v2/account/link/steam": "LinkSteam",
  "POST /v2/account/unlink/custom": "UnlinkCustom",
  "POST /v2/account/unlink/device": "UnlinkDevice",
  "POST /v2/account/unlink/email": "UnlinkEmail",
  "POST /v2/account/unlink/apple": "UnlinkApple",
  "POST /v2/account/unlink/facebook": "UnlinkFacebook",
  "POST /v2/account/unlink/facebookinstantgame": "UnlinkFacebookInstantGame",
  "POST /v2/account/unlink/gamecenter": "UnlinkGameCenter",
  "POST /v2/account/unlink/google": "UnlinkGoogle",
  "POST /v2/account/unlink/steam": "UnlinkSteam",
  "GET /v2/user": "GetUsers",
  "GET /v2/friend": "ListFriends",
  "POST /v2/friend": "AddFriends",
  "DELETE /v2/friend": "DeleteFriends",
  "POST /v2/friend/block": "BlockFriends",
  "GET /v2/friend/friends": "ListFriendsOfFriends",
  "POST /v2/friend/facebook": "ImportFacebookFriends",
  "POST /v2/friend/steam": "ImportSteamFriends",
  "GET /v2/group": "ListGroups",
  "POST /v2/group": "CreateGroup",
  "PUT /v2/group/{group_id}": "UpdateGroup",
  "DELETE /v2/group/{group_id}": "DeleteGroup",
  "POST /v2/group/{group_id}/add": "AddGroupUsers",
  "POST /v2/group/{group_id}/ban": "BanGroupUsers",
  "POST /v2/group/{group_id}/demote": "DemoteGroupUsers",
  "POST /v2/group/{group_id}/kick": "KickGroupUsers",
  "POST /v2/group/{group_id}/promote": "PromoteGroupUsers",
  "POST /v2/group/{group_id}/join": "JoinGroup",
  "POST /v2/group/{group_id}/leave": "LeaveGroup",
  "GET /v2/group/{group_id}/user": "ListGroupUsers",
  "GET /v2/user/{user_id}/group": "ListUserGroups",
  "POST /v2/storage": "ReadStorageObjects",
  "PUT /v2/storage": "WriteStorageObjects",
  "PUT /v2/storage/delete": "DeleteStorageObjects",
  "GET /v2/storage/{collection}": "ListStorageObjects",
  "GET /v2/storage/{collection}/{user_id}": "ListStorageObjects",
  "GET /v2/notification": "ListNotifications",
  "DELETE /v2/notification": "DeleteNotifications",
  "GET /v2/channel/{channel_id}": "ListChannelMessages",
  "GET /v2/match": "ListMatches",
  "GET /v2/matchmaker/stats": "GetMatchmakerStats",
  "GET /v2/party": "ListParties",
  "GET /v2/leaderboard/{leaderboard_id}": "ListLeaderboardRecords",
  "POST /v2/leaderboard/{leaderboard_id}": "WriteLeaderboardRecord",
  "DELETE /v2/leaderboard/{leaderboard_id}": "DeleteLeaderboardRecord",
  "GET /v2/leaderboard/{leaderboard_id}/owner/{owner_id}": "ListLeaderboardRecordsAroundOwner",
  "GET /v2/tournament": "ListTournaments",
  "GET /v2/tournament/{tournament_id}": "ListTournamentRecords",
  "POST /v2/tournament/{tournament_id}": "WriteTournamentRecord",
  "PUT /v2/tournament/{tournament_id}": "WriteTournamentRecord",
  "DELETE /v2/tournament/{tournament_id}": "DeleteTournamentRecord",
  "POST /v2/tournament/{tournament_id}/join": "JoinTournament",
  "GET /v2/tournament/{tournament_id}/owner/{owner_id}": "ListTournamentRecordsAroundOwner",
  "POST /v2/iap/purchase/apple": "ValidatePurchaseApple",
  "POST /v2/iap/purchase/facebookinstant": "ValidatePurchaseFacebookInstant",
  "POST /v2/iap/purchase/google": "ValidatePurchaseGoogle",
  "POST /v2/iap/purchase/huawei": "ValidatePurchaseHuawei",
  "POST /v2/iap/purchase/samsung": "ValidatePurchaseSamsung",
  "POST /v2/iap/subscription": "ListSubscriptions",
  "POST /v2/iap/subscription/apple": "ValidateSubscriptionApple",
  "POST /v2/iap/subscription/google": "ValidateSubscriptionGoogle",
  "GET /v2/iap/subscription/{product_id}": "GetSubscription",
  "POST /v2/event": "Event",
};

const BY_ROUTE: ReadonlyMap<string, ApiMethod> = new Map(Object.entries(NAMES));
const METHODS: ReadonlySet<string> = new Set(BY_ROUTE.values());

/** Every call over HTTP that hooks can be registered for: `GET /v2/account`. */
export const HOOKED_ROUTES: readonly string[] = [...BY_ROUTE.keys()];

/** The name that hooks of a route are registered by; `undefined` when it can have none. */
export function hookName(route: { readonly method: string; readonly path: string }): ApiMethod | undefined {
  return BY_ROUTE.get(`${route.method} ${route.path}`);
}

/** Whether hooks can be registered by this name. */
export function isApiMethod(name: string): name is ApiMethod {
  return METHODS.has(name);
}
