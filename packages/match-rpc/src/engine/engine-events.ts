import type { NakodoError } from "@nakodo/core";
import type { Player, PlayerStatus } from "./peer-table.js";

/** Why something that a peer sent was dropped. */
export type ViolationReason =
  /** Bytes that are no frame, or no arguments of the called method. */
  | "bad-frame"
  /** A host's word from one who is not host. */
  | "not-host"
  /** A method that is not declared, or not of the object at that path. */
  | "not-declared"
  /** A method that its sender has no right to call. */
  | "not-allowed"
  /** A call to a path at which no object appeared in time, or for which there was no room to wait. */
  | "no-object"
  /** An answer to what this peer has not asked. */
  | "not-asked"
  /** A claim to be host that was not its sender's to make. */
  | "false-claim"
  /** A limit of PROTOCOL.md, section L, was passed. */
  | "limit";

/** Something that a peer sent and that was dropped. */
export interface Violation {
  /** Why. */
  readonly reason: ViolationReason;
  /** Whose fault it is: its id, or 0 for a connection that is no peer of the match. */
  readonly peerId: number;
  /** The connection that it came over, as the relay stamped it: the host's, where a star's host passed it on. */
  readonly sessionId: string;
  /** A sentence for the log. Never holds what the peer sent. */
  readonly detail: string;
}

/** What the engine tells. */
export interface EngineEvents {
  /** In the match, with an id; `resumed` after a gap in which the id was kept. */
  admitted: { readonly peerId: number; readonly resumed: boolean };
  playerJoined: Player;
  playerLeft: Player;
  playerStatusChanged: { readonly player: Player; readonly status: PlayerStatus };
  playerReadyChanged: { readonly player: Player; readonly isReady: boolean };
  /** A player, maybe this one, has reached a barrier that is not passed yet. */
  barrierReached: { readonly name: string; readonly player: Player };
  barrierPassed: { readonly name: string };
  /** Another peer is host; `hostId` is its own id, and `undefined` while there is none. */
  hostChanged: { readonly hostId: number | undefined; readonly isHost: boolean };
  authorityChanged: { readonly path: string; readonly peerId: number };
  settingsChanged: { readonly locked: boolean; readonly playing: boolean };
  /** The connection is lost; `admitted` or `ended` follows. */
  down: undefined;
  /** The end. `error` says why, and is absent after one's own `leave`. */
  ended: { readonly error: NakodoError | undefined };
  violation: Violation;
  /** An exception thrown by a method that a peer called. */
  methodError: {
    readonly error: unknown;
    readonly path: string;
    readonly method: string;
    readonly senderId: number;
  };
  /** A message under an op code of the game's own. */
  data: {
    readonly opCode: number;
    readonly bytes: Uint8Array;
    readonly senderId: number;
  };
}
