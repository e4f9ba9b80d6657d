import { StreamMode, stream } from "../presence/stream.js";
import type { ServerContext } from "../runtime/server-context.js";
import { NIL_UUID, randomUuid } from "../runtime/uuid.js";
import { jsonbText } from "../storage/jsonb-text.js";

/** A notification to be sent. */
export interface NewNotification {
  readonly userId: string;
  readonly subject: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Below 0 for the server's own. */
  readonly code: number;
  /** The nil UUID for the server. */
  readonly senderId: string;
  /** Whether it is kept for players to read later. */
  readonly persistent: boolean;
}

/** Tells a player of something, on all their sockets, and keeps it if it is persistent. */
export function sendNotification(server: ServerContext, wish: NewNotification): void {
  const { userId, subject, code, senderId, persistent } = wish;
  const id = randomUuid(server.random);
  const createdAtMs = server.clock.nowMs();
  const content = JSON.stringify(wish.content);
  if (persistent) {
    const kept = jsonbText(content) ?? "{}";
    server.notifications.add({ id, userId, subject, content: kept, code, senderId, createdAtMs });
  }
  server.sockets.sendTo(server.tracker.sessionIds(stream(StreamMode.notifications, userId)), {
    notifications: {
      notifications: [
        {
          id,
          subject,
          content: escapeLikeGo(content),
          code,
          sender_id: senderId === NIL_UUID ? "" : senderId,
          create_time: Math.floor(createdAtMs / 1000) * 1000,
          persistent,
        },
      ],
    },
  });
}

/** Go writes these characters of a JSON text as escapes, so that it can stand in a page. */
function escapeLikeGo(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
