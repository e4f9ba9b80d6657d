import type { NakodoError } from "@nakodo/core";
import type { Fields } from "./envelope.js";
import type { MatchmakerMatched } from "./matchmaking.js";

/** The socket was lost, or was disconnected on purpose. */
export interface SocketDisconnected {
  /** The WebSocket's close code; 1006 without a closing handshake. */
  readonly code: number;
  /** The server's reason, or ours. May be empty. */
  readonly reason: string;
  /** Whether the socket now tries to come back by itself. */
  readonly willReconnect: boolean;
  /** Why it does not; `undefined` when it does. */
  readonly error: NakodoError | undefined;
  /** Matchmaker tickets that ended with the socket: the server keeps none over a reconnect. */
  readonly lostTickets: readonly string[];
}

/** A notification, as it comes over the socket. */
export interface SocketNotification {
  readonly id: string;
  /** Negative codes are Nakama's own. */
  readonly code: number;
  readonly subject: string;
  /** The content as the server sent it, JSON text. */
  readonly content: string;
  readonly senderId: string;
  readonly createTime: string;
  readonly persistent: boolean;
}

/** The events of {@link OnlineSocket}. */
export interface SocketEvents {
  /** The first connection, or the first after `disconnect()`. */
  connected: object;
  disconnected: SocketDisconnected;
  /** Try number `attempt` (from 1) follows in `delayMs`. */
  reconnecting: { readonly attempt: number; readonly delayMs: number };
  /** The socket is back. The matches that it was in come back by themselves. */
  reconnected: object;
  /** The reconnect was given up. */
  reconnectFailed: { readonly error: NakodoError };
  matchmakerMatched: MatchmakerMatched;
  notifications: { readonly notifications: readonly SocketNotification[] };
  /** An error that answers no request, or a message that could not be read. */
  error: { readonly error: NakodoError };
  /** Any other message of the server: `type` and fields as in Nakama's `realtime.proto`. */
  message: { readonly type: string; readonly body: Fields };
}
