import { AccountStore } from "./accounts/account-store.js";
import { SessionBlacklist } from "./auth/session-blacklist.js";
import { SessionTokens } from "./auth/session-tokens.js";
import { MatchRegistry } from "./authoritative/match-registry.js";
import { MessageStore } from "./channels/message-store.js";
import type { KeptParts } from "./data-file/data-text.js";
import { FriendStore } from "./friends/friend-store.js";
import { GroupStore } from "./groups/group-store.js";
import type { ServerParts } from "./in-memory-server.js";
import { LeaderboardStore } from "./leaderboards/leaderboard-store.js";
import { announceMatch } from "./matchmaking/announce-match.js";
import { Matchmaker } from "./matchmaking/matchmaker.js";
import { ModuleRegistry } from "./modules/module-registry.js";
import { NotificationStore } from "./notifications/notification-store.js";
import { PartyStore } from "./parties/party-store.js";
import { PresenceTracker } from "./presence/presence-tracker.js";
import type { ServerContext } from "./runtime/server-context.js";
import { SocketRegistry } from "./socket/socket-registry.js";
import { StorageStore } from "./storage/storage-store.js";

/** Makes the stores of one server. `changed` is told of changes to what outlives it. */
export function createContext(
  { config, clock, random, warn, presenceOrder }: ServerParts,
  changed: () => void,
): ServerContext {
  const sockets = new SocketRegistry();
  const modules = new ModuleRegistry();
  const accounts = new AccountStore(clock, random);
  return {
    config,
    clock,
    random,
    warn,
    changed,
    sockets,
    accounts,
    tokens: new SessionTokens(config, clock),
    parties: new PartyStore(),
    matches: new MatchRegistry(),
    leaderboards: new LeaderboardStore(clock),
    modules,
    blacklist: new SessionBlacklist(config, clock),
    tracker: new PresenceTracker(presenceOrder === "after-reply" ? queueMicrotask : (run) => run()),
    storage: new StorageStore(clock),
    notifications: new NotificationStore(changed),
    friends: new FriendStore(clock, accounts),
    groups: new GroupStore(clock, random),
    messages: new MessageStore(changed),
    matchmaker: new Matchmaker(config, clock, random, (entries) =>
      announceMatch({ config, clock, random, sockets, modules, warn }, entries),
    ),
  };
}

/** What of it outlives the server, in the order in which it is read: friends need accounts. */
export function keptOf({
  accounts,
  storage,
  friends,
  groups,
  messages,
  notifications,
  leaderboards,
}: ServerContext): KeptParts {
  return {
    accounts: accounts.kept,
    storage: storage.kept,
    friends: friends.kept,
    groups: groups.kept,
    messages: messages.kept,
    notifications: notifications.kept,
    leaderboards: leaderboards.kept,
  };
}
