/**
 * Nakama's services over `Online`: matches, matchmaking, status, chat, parties, streams, and the calls that nakama-js lacks. A game's
 * bundle holds only those that it imports.
 *
 * @packageDocumentation
 */
export { Chat, type ChatEvents, type ChatOptions, chat } from "../socket/chat.js";
export type { ChatChannel, ChatMessage, ChatMessageKind } from "../socket/chat-channel.js";
export { maxMatchDataBytes } from "../socket/json-match-data.js";
export type {
  JoinTarget,
  MatchChannel,
  MatchChannelEvent,
  MatchTarget,
  OpenMatchOptions,
} from "../socket/match-channel.js";
export { type MatchmakeOptions, matchmake, onMatched, removeMatchmaker } from "../socket/matchmake.js";
export type { MatchmakerMatched, MatchmakerRequest, MatchmakerUser } from "../socket/matchmaking.js";
export { Parties, type PartyEvents, type PartyOptions, parties } from "../socket/parties.js";
export type { Party, PartyUpdate } from "../socket/party.js";
export { openMatch } from "../socket/socket-matches.js";
export { socketRpc } from "../socket/socket-rpc.js";
export {
  type FollowTargets,
  Status,
  type StatusEvents,
  type StatusPresence,
  status,
} from "../socket/status.js";
export { onStream, type StreamEvent, type StreamId } from "../socket/streams.js";
export { findGroups, type GroupFilter } from "./found-groups.js";
export { addFriendsWith, type FriendsToAdd } from "./friends.js";
export {
  deleteScore,
  type ScoreOperator,
  type ScoreOptions,
  writeScore,
  writeTournamentScore,
} from "./leaderboards.js";
export { type ListedParties, type ListedParty, listParties, type PartyFilter } from "./listed-parties.js";
export { type MatchmakerStats, matchmakerStats } from "./matchmaker-stats.js";
export { pages } from "./pages.js";
export {
  FriendState,
  GroupState,
  NotificationCode,
  ReadPermission,
  SYSTEM_USER_ID,
  WritePermission,
} from "./states.js";
