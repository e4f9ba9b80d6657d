import { createMatch } from "../authoritative/create-match.js";
import { sendNotification } from "../notifications/send-notification.js";
import { parseDottedId } from "../presence/dotted-id.js";
import { type Stream, stream } from "../presence/stream.js";
import type { ServerContext } from "../runtime/server-context.js";
import { NIL_UUID } from "../runtime/uuid.js";
import { type BoardServices, boardServices } from "./board-services.js";
import { type DataServices, dataServices } from "./data-services.js";

/** A stream of a module's own, as clients are told of it. */
export interface StreamName {
  /** Above 7: the others are the server's own. */
  readonly mode: number;
  /** A UUID. */
  readonly subject?: string;
  /** Any text; empty unless given. */
  readonly label?: string;
}

/** What a module may do with the server. */
export interface ModuleServices extends BoardServices, DataServices {
  /** Sends a notification to a player, kept until it is deleted when `persistent`. */
  notify(
    userId: string,
    notification: {
      readonly subject: string;
      readonly content: Readonly<Record<string, unknown>>;
      /** Above 0: the others are the server's own. */
      readonly code: number;
      readonly persistent: boolean;
    },
  ): void;
  /** Puts a socket into a stream. */
  streamJoin(sessionId: string, name: StreamName): void;
  /** Takes a socket out of a stream. */
  streamLeave(sessionId: string, name: StreamName): void;
  /** Sends text to every socket in a stream. */
  streamSend(name: StreamName, data: string): void;
  /** Starts a match of a kind that a module has registered, and returns its id. Throws where there is none. */
  createMatch(name: string, params: Readonly<Record<string, unknown>>): string;
  /** Says something to a running match and returns its answer. Throws where there is none. */
  signalMatch(matchId: string, data: string): string;
}

function streamOf({ mode, subject = "", label = "" }: StreamName): Stream {
  return stream(mode, subject, label);
}

/** Makes what the modules of one server may do with it. */
export function moduleServices(server: ServerContext): ModuleServices {
  return {
    ...boardServices(server),
    ...dataServices(server),
    notify(userId, { persistent, ...notification }) {
      sendNotification(server, { userId, senderId: NIL_UUID, ...notification, persistent });
    },
    streamJoin(sessionId, name) {
      const session = server.sockets.get(sessionId);
      if (session !== undefined) server.tracker.track(session, streamOf(name));
    },
    createMatch: (name, params) => createMatch(server, name, params),
    signalMatch(matchId, data) {
      const id = parseDottedId(matchId);
      const match = id === undefined ? undefined : server.matches.find(id);
      if (match === undefined) throw new Error(`There is no match "${matchId}".`);
      return match.signal(data);
    },
    streamLeave: (sessionId, name) => server.tracker.untrack(sessionId, streamOf(name)),
    streamSend(name, data) {
      const { mode, subject, label } = streamOf(name);
      server.sockets.sendTo(server.tracker.sessionIds(streamOf(name)), {
        stream_data: { stream: { mode, subject, label }, data, reliable: true },
      });
    },
  };
}
