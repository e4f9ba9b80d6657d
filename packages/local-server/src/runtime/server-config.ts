/** The settings of one server, as the real server names them, with its defaults. */
export interface ServerConfig {
  readonly serverKey: string;
  /** The key that other servers call functions of modules with. */
  readonly httpKey: string;
  readonly tokenExpirySec: number;
  readonly refreshTokenExpirySec: number;
  readonly matchmakerIntervalSec: number;
  readonly sessionEncryptionKey: string;
  readonly refreshEncryptionKey: string;
  /** Largest socket message from a client, in bytes. */
  readonly maxMessageBytes: number;
  /** Largest HTTP body, in bytes. */
  readonly maxRequestBytes: number;
  /** Largest HTTP header block, in bytes. */
  readonly maxHeaderBytes: number;
  /** Messages that may wait for one socket before it is closed. */
  readonly outgoingQueueSize: number;
  readonly pingPeriodMs: number;
  readonly pongWaitMs: number;
  /** After this many messages from a client the ping and pong timers start anew. */
  readonly pingBackoffThreshold: number;
  /** How long one blocked write may take. */
  readonly writeWaitMs: number;
  /** How long a socket that the server closes may take to answer. */
  readonly closeAckWaitMs: number;
  readonly matchmakerMaxTickets: number;
  readonly matchmakerMaxIntervals: number;
  /** How long a token of the matchmaker admits to its match. */
  readonly matchTokenExpirySec: number;
}

/** The defaults: the real server's, but for the matchmaker's interval, which is 15 s there. */
export const DEFAULT_CONFIG: ServerConfig = {
  serverKey: "defaultkey",
  httpKey: "defaulthttpkey",
  tokenExpirySec: 60,
  refreshTokenExpirySec: 3600,
  matchmakerIntervalSec: 1,
  sessionEncryptionKey: "defaultencryptionkey",
  refreshEncryptionKey: "defaultrefreshencryptionkey",
  maxMessageBytes: 4096,
  maxRequestBytes: 262_144,
  maxHeaderBytes: 9216,
  outgoingQueueSize: 64,
  pingPeriodMs: 15_000,
  pongWaitMs: 25_000,
  pingBackoffThreshold: 20,
  writeWaitMs: 5000,
  closeAckWaitMs: 2000,
  matchmakerMaxTickets: 3,
  matchmakerMaxIntervals: 2,
  matchTokenExpirySec: 30,
};
