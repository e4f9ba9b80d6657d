import { NakodoError, type NakodoErrorCode } from "@nakodo/core";
import { addressOf, cureForUnreachable, type Endpoint } from "./endpoint.js";
import { type Fields, isFields, readText } from "./fields.js";

/** What the server refuses a token with, in all its versions of "expired", "malformed" and "logged out". */
const TOKEN_REFUSAL = /^Auth token (invalid|required)$/;

/** Whether the server refused the session's token, and so did not run the call. */
export function isTokenRefusal(error: unknown): boolean {
  return (
    error instanceof NakodoError && error.httpStatus === 401 && TOKEN_REFUSAL.test(error.serverMessage ?? "")
  );
}

/** The error for an HTTP answer that is not 2xx, or is no object of JSON (`answer` is `undefined`). */
export function errorOfAnswer(
  endpoint: Endpoint,
  httpStatus: number,
  answer: Fields | undefined,
): NakodoError {
  const { code: grpcCode, message } = answer ?? {};
  if (typeof message !== "string") return notNakama(endpoint, `HTTP ${httpStatus}`, { httpStatus });
  const details = {
    httpStatus,
    grpcCode: typeof grpcCode === "number" ? grpcCode : undefined,
    serverMessage: message,
  };
  if (httpStatus === 401 && message.startsWith("Server key")) {
    const text = `${addressOf(endpoint)} rejects the server key: set \`serverKey\` to its socket.server_key`;
    return new NakodoError("server-key-rejected", text, details);
  }
  return new NakodoError(codeOf(httpStatus, message), message, details);
}

/** The error for an answer that cannot be Nakama's: `what` came. */
export function notNakama(endpoint: Endpoint, what: string, details: object = {}): NakodoError {
  const text = `${addressOf(endpoint)} answered ${what} as no Nakama does: check \`host\` and \`port\``;
  return new NakodoError("bad-response", text, details);
}

const CODES: Readonly<Record<number, NakodoErrorCode>> = {
  400: "invalid-argument",
  401: "invalid-credentials",
  403: "permission-denied",
  404: "not-found",
  409: "already-exists",
  429: "rate-limited",
};

function codeOf(httpStatus: number, message: string): NakodoErrorCode {
  const ended = TOKEN_REFUSAL.test(message) || message.startsWith("Refresh token");
  return httpStatus === 401 && ended ? "session-expired" : (CODES[httpStatus] ?? "server-error");
}

/** What Node tells of a connection that broke after it stood: the request may have been executed. */
const BROKEN = /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/;

/** The error for a `fetch` that rejected. `answered`: it broke in the middle of the answer. */
export function errorOfFetch(endpoint: Endpoint, cause: unknown, answered: boolean): NakodoError {
  const address = addressOf(endpoint);
  if (answered || BROKEN.test(systemCode(cause))) {
    const text = `the connection to ${address} broke: the call may have been executed or not`;
    return new NakodoError("connection-lost", text, { cause });
  }
  const text = `no server at ${address}: ${cureForUnreachable(endpoint)}`;
  return new NakodoError("server-unreachable", text, { cause });
}

function systemCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return isFields(cause) ? readText(cause["code"]) : "";
}
