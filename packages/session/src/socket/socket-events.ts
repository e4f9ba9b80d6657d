import type { NakodoError } from "@nakodo/core";
import type { Fields } from "../fields.js";
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

/** The socket is about to try again. */
export interface SocketReconnecting {
  /** Number of the try in this row, from 1. */
  readonly attempt: number;
  /** How long it waits before, in ms. */
  readonly delayMs: number;
}

/** Something that failed. */
export interface SocketFailure {
  /** What, and why. */
  readonly error: NakodoError;
}

/** A message of Nakama's realtime protocol. */
export interface SocketMessage {
  /** The field's name in `realtime.proto`, such as `match_join`; empty for an answer that holds nothing. */
  readonly type: string;
  /** Its fields, with their names on the wire. Unchecked. */
  readonly body: Fields;
}

/** Notifications that came together. */
export interface SocketNotifications {
  /** One at least. */
  readonly notifications: readonly SocketNotification[];
}

/** A notification, as it comes over the socket. */
export interface SocketNotification {
  /** The id by which it can be deleted. */
  readonly id: string;
  /** Negative codes are Nakama's own. */
  readonly code: number;
  /** What it is about. */
  readonly subject: string;
  /** The content as the server sent it, JSON text. */
  readonly content: string;
  /** Who caused it: a user id, or empty for the server itself. */
  readonly senderId: string;
  /** When, by the server's clock, as RFC 3339 text. */
  readonly createTime: string;
  /** Whether the server keeps it until it is deleted. */
  readonly persistent: boolean;
}

/** The events of {@link OnlineSocket}. */
export interface SocketEvents {
  /** The first connection, or the first after `disconnect()`. */
  connected: object;
  /** The socket was lost, or was disconnected on purpose. */
  disconnected: SocketDisconnected;
  /** Another try follows. */
  reconnecting: SocketReconnecting;
  /** The socket is back. The matches that it was in come back by themselves. */
  reconnected: object;
  /** The reconnect was given up. */
  reconnectFailed: SocketFailure;
  /** The matchmaker found others for one of our tickets. */
  matchmakerMatched: MatchmakerMatched;
  /** The server has something to tell this account. */
  notifications: SocketNotifications;
  /** An error that answers no request, or a message that could not be read. */
  error: SocketFailure;
  /** Any other message of the server. */
  message: SocketMessage;
}
