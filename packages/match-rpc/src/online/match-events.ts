import type { NakodoError } from "@nakodo/core";
import type { Violation } from "../engine/engine-events.js";
import type { Player, PlayerStatus } from "../engine/peer-table.js";

/** Where a match stands. The names are the tutorial's. */
export const MatchState = {
  /** In no match. */
  LOBBY: "LOBBY",
  /** Searching for players. */
  MATCHING: "MATCHING",
  /** Entering a match, or waiting for its host to let us in. */
  CONNECTING: "CONNECTING",
  WAITING_FOR_ENOUGH_PLAYERS: "WAITING_FOR_ENOUGH_PLAYERS",
  /** Enough players are there. */
  READY: "READY",
  /** The host has started the match. */
  PLAYING: "PLAYING",
} as const;

/** One of {@link MatchState}. */
export type MatchState = (typeof MatchState)[keyof typeof MatchState];

/** How this peer came into the match. The names are the tutorial's. */
export const MatchMode = { NONE: "NONE", CREATE: "CREATE", JOIN: "JOIN", MATCHMAKER: "MATCHMAKER" } as const;

/** One of {@link MatchMode}. */
export type MatchMode = (typeof MatchMode)[keyof typeof MatchMode];

/** What happens in a match. */
export interface OnlineMatchEvents {
  /** The match stands elsewhere than before. */
  stateChanged: { readonly state: MatchState };
  /** This peer made the match and is its host. */
  matchCreated: { readonly matchId: string };
  /** This peer was let into a match. */
  matchJoined: { readonly matchId: string; readonly peerId: number };
  /** Players were found. Their ids are final, though nobody is connected yet. */
  matchmakerMatched: { readonly players: readonly Player[] };
  /** A player is in the match: one for each who was there before, for this peer itself, and for who comes. */
  playerJoined: Player;
  /** A player is gone for good: it left, was removed, or its place was not kept longer. */
  playerLeft: Player;
  /** A player came, dropped out for a while, or is back. */
  playerStatusChanged: { readonly player: Player; readonly status: PlayerStatus };
  /** A player, maybe this one, pressed ready, or is not ready any more: see `setReady`. */
  playerReadyChanged: { readonly player: Player; readonly isReady: boolean };
  /** There are enough players, and all of them are ready. The tutorial's "all pressed ready". */
  allReady: { readonly players: readonly Player[] };
  /** A player, maybe this one, has reached a barrier that others have not reached yet. */
  barrierReached: { readonly name: string; readonly player: Player };
  /** All players have reached the barrier. */
  barrierPassed: { readonly name: string };
  /** There are enough players, and all of them can be called. */
  matchReady: { readonly players: readonly Player[] };
  /** There are not enough players any more. */
  matchNotReady: { readonly players: readonly Player[] };
  /** Another peer is host now; `hostId` is its own id, `undefined` for the moment in which there is none. */
  hostChanged: { readonly hostId: number | undefined; readonly isHost: boolean };
  /**
   * Somebody else has authority over what is at `path`, and over what is below and has none of its own: a player, or `HOST`.
   * Also when an object with an authority of its own is added at the path, or taken out. See `watchAuthority`.
   */
  authorityChanged: { readonly path: string; readonly peerId: number };
  /** The host locked or unlocked the match, or started it. */
  settingsChanged: { readonly locked: boolean; readonly playing: boolean };
  /** The connection is lost. The match tries to come back: `reconnected` or `left` follows. */
  disconnected: Record<string, never>;
  /** Back in the match; `resumed` when this peer kept its id and missed nothing, false when it came anew. */
  reconnected: { readonly peerId: number; readonly resumed: boolean };
  /** Out of the match, with the reason where it was not one's own `leave()`. */
  left: { readonly error: NakodoError | undefined };
  /** The match ended against our will; `left` follows. */
  error: { readonly error: NakodoError };
  /** Something that another peer sent was dropped. For logs and statistics. */
  violation: Violation;
  /** A method that was called from another machine threw. Without a listener it is reported as uncaught. */
  methodError: {
    readonly error: unknown;
    readonly path: string;
    readonly method: string;
    readonly senderId: number;
  };
  /** Plain match state of the game's own, see `send`. `senderId` is 0 for what the server or a stranger sent. */
  data: { readonly opCode: number; readonly bytes: Uint8Array; readonly senderId: number };
}
