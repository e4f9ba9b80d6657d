import type { NakodoError } from "@nakodo/core";
import type { UserNotification } from "../api/talk.js";
import type { Fields } from "../fields.js";

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
  readonly notifications: readonly UserNotification[];
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
  /** The server has something to tell this account. */
  notifications: SocketNotifications;
  /** An error that answers no request, or a message that could not be read. */
  error: SocketFailure;
  /** Any other message of the server. */
  message: SocketMessage;
}
