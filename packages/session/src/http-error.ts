import { NakodoError, type NakodoErrorCode, type NakodoErrorDetails } from "@nakodo/core";
import { addressOf, cureForUnreachable, type Endpoint } from "./endpoint.js";
import { parseFields } from "./fields.js";

/** What the server refuses a token with, in all its versions of "expired", "malformed" and "logged out". */
const TOKEN_REFUSALS: readonly string[] = ["Auth token invalid", "Auth token required"];

/** Whether the server refused the session's token, and so did not run the call. */
export function isTokenRefusal(error: unknown): boolean {
  return (
    error instanceof NakodoError &&
    error.httpStatus === 401 &&
    error.serverMessage !== undefined &&
    TOKEN_REFUSALS.includes(error.serverMessage)
  );
}

/** The error for an HTTP answer that is not 2xx. `body` is its text. */
export function errorOfAnswer(endpoint: Endpoint, status: number, body: string): NakodoError {
  const details = { httpStatus: status, ...readErrorBody(body) };
  const { serverMessage } = details;
  if (serverMessage === undefined) {
    const text = `${addressOf(endpoint)} answered HTTP ${status} as no Nakama does: check \`host\` and \`port\``;
    return new NakodoError("bad-response", text, details);
  }
  if (status === 401 && serverMessage.startsWith("Server key")) {
    const text = `the server at ${addressOf(endpoint)} rejects the server key: set \`serverKey\` to its socket.server_key`;
    return new NakodoError("server-key-rejected", text, details);
  }
  return new NakodoError(codeOfStatus(status, serverMessage), serverMessage, details);
}

const CODES: Readonly<Record<number, NakodoErrorCode>> = {
  400: "invalid-argument",
  401: "invalid-credentials",
  403: "permission-denied",
  404: "not-found",
  409: "already-exists",
  429: "rate-limited",
};

function codeOfStatus(status: number, serverMessage: string): NakodoErrorCode {
  const ended = TOKEN_REFUSALS.includes(serverMessage) || serverMessage.startsWith("Refresh token");
  return status === 401 && ended ? "session-expired" : (CODES[status] ?? "server-error");
}

/** Empty when it is not Nakama's own answer: then the status is all there is to tell. */
function readErrorBody(body: string): NakodoErrorDetails {
  const { code, message } = parseFields(body) ?? {};
  return {
    ...(typeof code === "number" ? { grpcCode: code } : {}),
    ...(typeof message === "string" ? { serverMessage: message } : {}),
  };
}

/** What Node tells of a connection that broke after it stood: the request may have been executed. */
const BROKEN_CODES: readonly string[] = ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"];

/** The error for a `fetch` that rejected. */
export function errorOfFetch(endpoint: Endpoint, cause: unknown): NakodoError {
  if (BROKEN_CODES.includes(systemCode(cause))) {
    const text = `the connection to ${addressOf(endpoint)} broke before the answer came: it is not known whether the call was executed`;
    return new NakodoError("connection-lost", text, { cause });
  }
  const text = `no server at ${addressOf(endpoint)}: ${cureForUnreachable(endpoint)}`;
  return new NakodoError("server-unreachable", text, { cause });
}

function systemCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return "";
  return String(cause.code);
}

/** The error for anything else that a call over HTTP rejected with. */
export function errorOfFailure(endpoint: Endpoint, cause: unknown): NakodoError {
  if (cause instanceof NakodoError) return cause;
  if (cause instanceof SyntaxError) {
    const text = `${addressOf(endpoint)} answered no JSON, as no Nakama does: check \`host\` and \`port\``;
    return new NakodoError("bad-response", text, { cause });
  }
  if (cause instanceof Error && cause.message.includes("required parameter")) {
    return new NakodoError("invalid-argument", cause.message, { cause });
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  return new NakodoError("bad-response", `the call to ${addressOf(endpoint)} failed: ${text}`, { cause });
}
