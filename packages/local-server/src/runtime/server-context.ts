import type { AccountStore } from "../accounts/account-store.js";
import type { SessionBlacklist } from "../auth/session-blacklist.js";
import type { SessionTokens } from "../auth/session-tokens.js";
import type { MatchRegistry } from "../authoritative/match-registry.js";
import type { MessageStore } from "../channels/message-store.js";
import type { FriendStore } from "../friends/friend-store.js";
import type { GroupStore } from "../groups/group-store.js";
import type { LeaderboardStore } from "../leaderboards/leaderboard-store.js";
import type { Matchmaker } from "../matchmaking/matchmaker.js";
import type { ModuleRegistry } from "../modules/module-registry.js";
import type { NotificationStore } from "../notifications/notification-store.js";
import type { PartyStore } from "../parties/party-store.js";
import type { PresenceTracker } from "../presence/presence-tracker.js";
import type { SocketRegistry } from "../socket/socket-registry.js";
import type { StorageStore } from "../storage/storage-store.js";
import type { Clock } from "./clock.js";
import type { RandomSource } from "./random.js";
import type { ServerConfig } from "./server-config.js";

/** Everything that an area may use: settings, time, chance and the stores. */
export interface ServerContext {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Tells whoever runs the server of a mistake in a module's code that no client is told of. */
  readonly warn: (text: string, error: unknown) => void;
  /** Says that something that outlives the server may have changed. */
  readonly changed: () => void;
  readonly accounts: AccountStore;
  readonly tokens: SessionTokens;
  readonly blacklist: SessionBlacklist;
  readonly tracker: PresenceTracker;
  readonly sockets: SocketRegistry;
  readonly matchmaker: Matchmaker;
  readonly parties: PartyStore;
  /** The matches that modules run. */
  readonly matches: MatchRegistry;
  readonly leaderboards: LeaderboardStore;
  readonly modules: ModuleRegistry;
  readonly storage: StorageStore;
  readonly notifications: NotificationStore;
  readonly friends: FriendStore;
  readonly groups: GroupStore;
  readonly messages: MessageStore;
}
