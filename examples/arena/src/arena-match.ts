import { TransformRemotes } from "@nakodo/adapters-three";
import { OnlineMatch } from "@nakodo/match-rpc";
import type { Online } from "@nakodo/session";
import { AvatarRemotes } from "./avatar.js";
import { BallRemotes } from "./ball.js";
import { PingRemotes } from "./ping.js";
import { ScoreRemotes } from "./score.js";

/** All whose methods are called from other machines. */
export const ARENA_REMOTES = [
  TransformRemotes,
  AvatarRemotes,
  BallRemotes,
  PingRemotes,
  ScoreRemotes,
] as const;

/** The arena's kind of match. */
export type ArenaMatch = OnlineMatch<typeof ARENA_REMOTES>;

/** The one match object of the page: it serves one match after the other. */
export function createArenaMatch(online: Online): ArenaMatch {
  return new OnlineMatch(online, {
    remotes: ARENA_REMOTES,
    minPlayers: 1,
    maxPlayers: 8,
    joinWhilePlaying: true,
    clientVersion: __ARENA_VERSION__,
  });
}
