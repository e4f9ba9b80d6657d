/**
 * Account, session and socket on a Nakama server. Start at {@link Online}.
 *
 * @packageDocumentation
 */
export { NakodoError, type NakodoErrorCode } from "@nakodo/core";
export type { SessionInfo } from "./active-session.js";
export type { Group, GroupList, GroupUserList, UserGroupList } from "./api/groups.js";
export type { ApiCalls, OnlineApi, RpcResult, ScoreToWrite, SessionCallsOfClient } from "./api/online-api.js";
export type { Account, Friend, FriendList, FriendsOfFriendsList, User, UserList } from "./api/people.js";
export type {
  SubscriptionList,
  ValidatedPurchase,
  ValidatedPurchases,
  ValidatedSubscription,
  ValidatedSubscriptionAnswer,
} from "./api/purchases.js";
export type {
  LeaderboardRecord,
  LeaderboardRecordList,
  Tournament,
  TournamentList,
} from "./api/records.js";
export type { ApiResults } from "./api/results.js";
export type {
  StorageObject,
  StorageObjectAcks,
  StorageObjectList,
  StorageObjects,
} from "./api/storage-objects.js";
export type {
  ChannelMessage,
  ChannelMessageList,
  MatchList,
  NotificationList,
  UserNotification,
} from "./api/talk.js";
export type { Clock } from "./clock.js";
export {
  Credential,
  type CredentialKind,
  type CredentialOptions,
  type CustomOptions,
  custom,
  type DeviceOptions,
  device,
  type EmailOptions,
  email,
} from "./credential.js";
export type { Fields } from "./fields.js";
export type { SendRequest } from "./http.js";
export { Online } from "./online.js";
export type { OnlineEvents } from "./online-events.js";
export type { OnlineOptions } from "./online-options.js";
export type { OnlinePlugin, OnlinePluginHost } from "./online-plugin.js";
export type { ApiRequest } from "./session-calls.js";
export type { SessionChangeReason } from "./session-keeper.js";
export {
  apple,
  type FacebookInstantOptions,
  type FriendTokenOptions,
  facebook,
  facebookInstant,
  type GameCenterOptions,
  gameCenter,
  google,
  steam,
  type TokenOptions,
} from "./social-credentials.js";
export type { BackoffOptions } from "./socket/backoff.js";
export type { Envelope } from "./socket/envelope.js";
export type { Presence } from "./socket/messages.js";
export type { OnlineSocket } from "./socket/online-socket.js";
export type { EncodeMatchData, MatchDataFormat, SocketCodec } from "./socket/socket-codec.js";
export type { SocketState } from "./socket/socket-connection.js";
export type {
  SocketDisconnected,
  SocketEvents,
  SocketFailure,
  SocketMessage,
  SocketNotifications,
  SocketReconnecting,
} from "./socket/socket-events.js";
export type { OpenWebSocket, StandardWebSocket } from "./socket/standard-websocket.js";
export {
  memoryTokens,
  type StoredTokens,
  type TokenStore,
  type WebStorageLike,
  webStorageTokens,
} from "./token-store.js";
