import type { Clock } from "./clock.js";
import type { OnlinePlugin } from "./online-plugin.js";
import type { BackoffOptions } from "./socket/backoff.js";
import type { SocketCodec } from "./socket/socket-codec.js";
import type { OpenWebSocket } from "./socket/standard-websocket.js";
import type { TokenStore } from "./token-store.js";

/** How `Online` reaches its server, and what it keeps. Everything has a default. */
export interface OnlineOptions {
  /** Name or address of the server (default `127.0.0.1`). */
  readonly host?: string;
  /** The server's `socket.port` (default 7350). */
  readonly port?: number;
  /** Whether to speak `https` and `wss` (default false). A page that came by https needs it. */
  readonly ssl?: boolean;
  /** The server's `socket.server_key` (default `defaultkey`). Every player can read it: no secret. */
  readonly serverKey?: string;
  /** How long one call, one answer of the socket or its opening may take, in ms (default 7000). */
  readonly timeoutMs?: number;
  /** Where the tokens are kept between two starts (default: nowhere, see `memoryTokens`). */
  readonly store?: TokenStore;
  /**
   * Whether the credential of the last sign-in stays in memory, to sign in again when the server no longer renews
   * the session (default true). It is never written anywhere.
   */
  readonly keepCredential?: boolean;
  /** How long calls wait for the application to sign in again after `reauthRequired`, in ms (default 300000). */
  readonly reauthTimeoutMs?: number;
  /** Whether friends and followers see the account as online while the socket is connected (default true). */
  readonly appearOnline?: boolean;
  /** How the socket comes back. */
  readonly reconnect?: BackoffOptions;
  /** After how much silence the socket asks the server for a sign of life, in ms (default 5000). */
  readonly pingIntervalMs?: number;
  /** After how much more silence the socket takes the connection for dead, in ms (default 5000). */
  readonly pingTimeoutMs?: number;
  /** The server's `socket.max_message_size_bytes` (default 4096). */
  readonly maxMessageBytes?: number;
  /** What else sees and changes what is sent and received; the first is nearest to the game (default none). */
  readonly plugins?: readonly OnlinePlugin[];
  /** How the socket's messages travel (default: as JSON text). `binarySocket` makes the other way. */
  readonly codec?: SocketCodec;
  /** Opens WebSockets (default: the platform's, `ws` under Node). */
  readonly webSocket?: OpenWebSocket;
  /** Where the time comes from (default: the platform's). */
  readonly clock?: Clock;
  /** Random numbers from 0 to below 1, for the waits between reconnects (default `Math.random`). */
  readonly random?: () => number;
}

/** A server's `socket.max_message_size_bytes` when nobody changed it. */
export const DEFAULT_MAX_MESSAGE_BYTES = 4096;
