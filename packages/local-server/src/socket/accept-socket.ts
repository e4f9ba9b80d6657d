import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { SessionClaims } from "../auth/session-tokens.js";
import { splitUrl } from "../http/request-handler.js";
import { formatNamed, type SocketFormat } from "./socket-format.js";

/** What is needed to let sockets in. */
export interface SocketGate {
  readonly maxMessageBytes: number;
  /** Who a session token belongs to; `undefined` when the token is not good. */
  readClaims(token: string): SessionClaims | undefined;
  /** A socket has been let in. */
  accepted(socket: WebSocket, admission: Admission, query: URLSearchParams): void;
  /** A line for people, without the query: it carries the token. */
  log(line: string): void;
}

/** Makes the function that answers every request to become a WebSocket. */
export function socketAcceptor(
  gate: SocketGate,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: gate.maxMessageBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  return (request, socket, head) => {
    const { pathname, query } = splitUrl(request.url ?? "/");
    const admission =
      pathname === "/ws" ? admit(gate, request, query) : ({ status: 404, text: "Not Found" } as const);
    gate.log(`GET ${pathname} ${"claims" in admission ? 101 : admission.status}`);
    if (!("claims" in admission)) {
      refuse(socket, admission);
      return;
    }
    server.handleUpgrade(request, socket, head, (webSocket) => gate.accepted(webSocket, admission, query));
  };
}

/** Whose socket it is, and how it speaks. */
export interface Admission {
  readonly claims: SessionClaims;
  readonly format: SocketFormat;
}

/** Why a request for a socket is refused. */
export interface SocketRefusal {
  readonly status: 400 | 401 | 404;
  readonly text: string;
}

/** Why a request for a socket is refused, or whose socket it is. Refusals are plain text. */
export function admit(
  gate: Pick<SocketGate, "readClaims">,
  request: IncomingMessage,
  query: URLSearchParams,
): SocketRefusal | Admission {
  const format = formatNamed(query.get("format") ?? "");
  if (format === undefined) return { status: 400, text: "Invalid format parameter" };
  const { authorization } = request.headers;
  const token = authorization === undefined ? (query.get("token") ?? "") : bearer(authorization);
  const claims = token === "" ? undefined : gate.readClaims(token);
  if (claims === undefined) return { status: 401, text: "Missing or invalid token" };
  return { claims, format };
}

function bearer(authorization: string): string {
  return authorization.startsWith("Bearer ") ? authorization.slice("Bearer ".length) : "";
}

const STATUS_TEXT = { 400: "Bad Request", 401: "Unauthorized", 404: "Not Found" } as const;

function refuse(socket: Duplex, { status, text }: SocketRefusal): void {
  const body = `${text}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_TEXT[status]}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
