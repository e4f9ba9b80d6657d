import type { Route } from "../http/route.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { MessageHandlers } from "../socket/message-handlers.js";
import type { SocketSession } from "../socket/socket-session.js";

/** One part of Nakama: its HTTP routes, its socket messages, and what it does as sockets come and go. */
export interface Area {
  readonly routes?: readonly Route[];
  readonly messages?: MessageHandlers;
  /** A socket has just been accepted. */
  readonly connected?: (session: SocketSession, query: URLSearchParams) => void;
  /** A session has ended; it is still known to the stores. */
  readonly ended?: (session: SocketSession) => void;
}

/** Makes an area for one server. */
export type AreaFactory = (server: ServerContext) => Area;
