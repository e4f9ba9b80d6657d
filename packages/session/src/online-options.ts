import { NakodoError } from "@nakodo/core";
import { openWebSocket } from "#websocket";
import { type Clock, systemClock } from "./clock.js";
import type { OnlinePlugin } from "./online-plugin.js";
import type { BackoffOptions } from "./socket/backoff.js";
import { jsonCodec } from "./socket/json-codec.js";
import type { SocketCodec } from "./socket/socket-codec.js";
import type { OpenWebSocket } from "./socket/standard-websocket.js";
import { memoryTokens, type TokenStore } from "./token-store.js";

/** How `Online` reaches its server, and what it keeps. Everything has a default. */
export interface OnlineOptions {
  /** Name or address of the server, without scheme and port (default `127.0.0.1`). An IPv6 address in brackets. */
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

/** The options that have one value when nobody gave any. */
const DEFAULTS = {
  host: "127.0.0.1",
  port: 7350,
  ssl: false,
  serverKey: "defaultkey",
  timeoutMs: 7000,
  keepCredential: true,
  reauthTimeoutMs: 300_000,
  appearOnline: true,
  reconnect: {},
  pingIntervalMs: 5000,
  pingTimeoutMs: 5000,
  maxMessageBytes: DEFAULT_MAX_MESSAGE_BYTES,
  plugins: [],
  codec: jsonCodec,
  webSocket: openWebSocket,
  clock: systemClock,
  random: () => Math.random(),
} satisfies OnlineOptions;

/** All options, each with a value. */
export type Settings = Required<OnlineOptions>;

/**
 * The options as they were given, and what was left out.
 *
 * @throws {NakodoError} `invalid-argument` for a host that is no name or address
 */
export function settingsOf(options: OnlineOptions): Settings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const settings: Settings = { ...DEFAULTS, store: memoryTokens(), ...Object.fromEntries(given) };
  if (!/^([^\s/:@]+|\[[\d:a-f.]+\])$/i.test(settings.host)) {
    throw new NakodoError(
      "invalid-argument",
      `host "${settings.host}" is no name or address: say \`ssl\` and \`port\` besides`,
    );
  }
  return settings;
}
