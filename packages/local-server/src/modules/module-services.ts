import { sendNotification } from "../notifications/send-notification.js";
import { type Stream, stream } from "../presence/stream.js";
import type { ServerContext } from "../runtime/server-context.js";
import { NIL_UUID } from "../runtime/uuid.js";

/** A stream of a module's own, as clients are told of it. */
export interface StreamName {
  /** Above 7: the others are the server's own. */
  readonly mode: number;
  /** A UUID. */
  readonly subject?: string;
  readonly label?: string;
}

/** What a module may do with the server. */
export interface ModuleServices {
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
}

function streamOf({ mode, subject = "", label = "" }: StreamName): Stream {
  return stream(mode, subject, label);
}

/** Makes what the modules of one server may do with it. */
export function moduleServices(server: ServerContext): ModuleServices {
  return {
    notify(userId, { persistent, ...notification }) {
      sendNotification(server, { userId, senderId: NIL_UUID, ...notification, persistent });
    },
    streamJoin(sessionId, name) {
      const session = server.sockets.get(sessionId);
      if (session !== undefined) server.tracker.track(session, streamOf(name));
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
