/**
 * Every code that a {@link NakodoError} can carry. The code is API and stays; the message is for people and
 * may change.
 *
 * - Caller's mistakes: `invalid-argument`, `invalid-state`, `closed`, `not-declared`, `not-authority`,
 *   `wrong-arguments`, `unknown-peer`, `not-added`, `path-taken`, `message-too-large`, `queue-full`.
 * - Another peer: `remote-error`, a method that was asked for its result threw there.
 * - Network: `server-unreachable`, `timeout`, `aborted`, `connection-lost`, `bad-response`, `port-in-use`.
 * - Account and session: `server-key-rejected`, `invalid-credentials`, `session-expired`, `reauth-required`,
 *   `signed-out`, `not-found`, `already-exists`, `permission-denied`, `rate-limited`, `server-error`.
 * - Match: `match-not-found`, `match-full`, `match-started`, `match-locked`, `match-refused`,
 *   `client-version-mismatch`, `schema-mismatch`, `protocol-mismatch`, `no-host`, `host-left`, `kicked`,
 *   `resume-refused`, `matchmaker-failed`.
 * - Wire: `bad-frame`, met only inside decoders; a peer's bad frame never reaches a caller as an exception.
 */
export type NakodoErrorCode =
  | "invalid-argument"
  | "invalid-state"
  | "closed"
  | "not-declared"
  | "not-authority"
  | "wrong-arguments"
  | "unknown-peer"
  | "not-added"
  | "path-taken"
  | "message-too-large"
  | "queue-full"
  | "remote-error"
  | "server-unreachable"
  | "timeout"
  | "aborted"
  | "connection-lost"
  | "bad-response"
  | "port-in-use"
  | "server-key-rejected"
  | "invalid-credentials"
  | "session-expired"
  | "reauth-required"
  | "signed-out"
  | "not-found"
  | "already-exists"
  | "permission-denied"
  | "rate-limited"
  | "server-error"
  | "match-not-found"
  | "match-full"
  | "match-started"
  | "match-locked"
  | "match-refused"
  | "client-version-mismatch"
  | "schema-mismatch"
  | "protocol-mismatch"
  | "no-host"
  | "host-left"
  | "kicked"
  | "resume-refused"
  | "matchmaker-failed"
  | "bad-frame";

/** What a server said, where a server said something. */
export interface NakodoErrorDetails {
  /** What went wrong below, unchanged: an `Error`, a close event, a string. */
  readonly cause?: unknown;
  /** HTTP status, 400 to 599. */
  readonly httpStatus?: number | undefined;
  /** gRPC status in the body of an HTTP answer, 1 to 16. */
  readonly grpcCode?: number | undefined;
  /** Code of a socket's error envelope, 0 to 7. */
  readonly socketCode?: number | undefined;
  /** The server's own words. */
  readonly serverMessage?: string | undefined;
}

/** The one error type that leaves this framework. Compare `code`, show `message`. */
export class NakodoError extends Error {
  /** Always `NakodoError`. */
  override readonly name: string = "NakodoError";
  /** What happened, for programs. See {@link NakodoErrorCode}. */
  readonly code: NakodoErrorCode;
  /** HTTP status, 400 to 599, where the failure came over HTTP. */
  readonly httpStatus: number | undefined;
  /** gRPC status, 1 to 16, where the server sent one. */
  readonly grpcCode: number | undefined;
  /** Code of a socket's error envelope, 0 to 7, where the server sent one. */
  readonly socketCode: number | undefined;
  /** The server's own words, where it said any. */
  readonly serverMessage: string | undefined;

  /** `message` names the cause and, where there is one, the cure. */
  constructor(code: NakodoErrorCode, message: string, details: NakodoErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.httpStatus = details.httpStatus;
    this.grpcCode = details.grpcCode;
    this.socketCode = details.socketCode;
    this.serverMessage = details.serverMessage;
  }
}
