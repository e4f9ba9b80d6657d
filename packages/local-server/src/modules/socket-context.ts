import type { SocketSession } from "../socket/socket-session.js";
import type { CallContext } from "./call-context.js";

/** What a module's function knows of the socket that calls it. */
export function socketContext({ id, userId, username, vars }: SocketSession): CallContext {
  return { userId, username, vars: Object.fromEntries(vars), sessionId: id, queryParams: {} };
}
