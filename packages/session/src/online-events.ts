import type { NakodoError } from "@nakodo/core";
import type { SessionInfo } from "./active-session.js";
import type { SessionChangeReason } from "./session-keeper.js";
import type { SocketDisconnected, SocketReconnecting } from "./socket/socket-events.js";

/** The events of `Online`. Replace the tutorial's `Online` signals of the same names. */
export interface OnlineEvents {
  /** There is another session than before, or none. */
  sessionChanged: {
    /** Who is signed in now; `undefined` after `logout`, and after `api.deleteAccount` (`accountDeleted`). */
    readonly session: SessionInfo | undefined;
    /** What made it so. */
    readonly reason: SessionChangeReason;
    /** Who was signed in before, if anybody. */
    readonly previousUserId: string | undefined;
  };
  /** Somebody signed in: by `authenticate`, `restore`, or by itself with the kept credential. */
  sessionConnected: {
    /** Who. */
    readonly session: SessionInfo;
  };
  /** The socket is connected for the first time, or again after `disconnect()`. */
  socketConnected: object;
  /** The socket was lost, or was disconnected on purpose. */
  socketDisconnected: SocketDisconnected;
  /** Another try follows. */
  socketReconnecting: SocketReconnecting;
  /** The socket is back. The matches that it was in come back by themselves. */
  socketReconnected: object;
  /**
   * The session has ended and cannot be renewed: show the sign-in and call `authenticate`. The calls that need the
   * session wait for it, and then run. Without a listener they reject at once. Replaces the tutorial's
   * ConnectionScreen.
   */
  reauthRequired: {
    /** Whose session has ended. */
    readonly session: SessionInfo;
    /** What the server refused it with. */
    readonly cause: NakodoError;
  };
  /** The token store threw. Play goes on; the next start will need a sign-in. */
  tokenStoreFailed: {
    /** What it threw. */
    readonly error: unknown;
  };
}
