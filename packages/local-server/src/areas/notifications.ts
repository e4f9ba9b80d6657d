import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, route } from "../http/route.js";
import {
  deleteNotificationsRequestTable,
  listNotificationsRequestTable,
  notificationListTable,
} from "../messages/notification-tables.js";
import type { KeptNotification } from "../notifications/notification-store.js";
import type { ServerContext } from "../runtime/server-context.js";
import { NIL_UUID, parseUuid } from "../runtime/uuid.js";
import type { Area } from "./area.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import { wholeSeconds } from "./whole-seconds.js";

const DEFAULT_LIMIT = 1;
const MAX_LIMIT = 100;

/** The notifications that were kept for a player: list, delete. */
export function notificationsArea(server: ServerContext): Area {
  server.accounts.onDelete(({ id }) => server.notifications.deleteAllOf(id));
  const path = "/v2/notification";
  return {
    routes: [
      route({
        method: "GET",
        path,
        access: "session",
        body: emptyTable,
        query: listNotificationsRequestTable,
        response: notificationListTable,
        handle({ query, caller }) {
          const limit = query.limit ?? DEFAULT_LIMIT;
          if (limit < 1 || limit > MAX_LIMIT) {
            throw invalidArgument("Invalid limit - limit must be between 1 and 100.");
          }
          const after = readPosition(query.cacheable_cursor);
          const page = server.notifications.after(caller.userId, after).slice(0, limit);
          return {
            notifications: page.map(view),
            cacheable_cursor: encodeCursor([page.at(-1)?.position ?? after]),
          };
        },
      }),
      route({
        method: "DELETE",
        path,
        access: "session",
        body: emptyTable,
        query: deleteNotificationsRequestTable,
        response: emptyTable,
        handle({ query, caller }) {
          const ids = query.ids.map(parseUuid);
          if (ids.includes(undefined)) {
            throw new ApiError(GrpcCode.internal, "Error while deleting notifications.");
          }
          for (const id of ids) if (id !== undefined) server.notifications.delete(caller.userId, id);
          return {};
        },
      }),
    ],
  };
}

function readPosition(cursor: string): number {
  if (cursor === "") return 0;
  const [position] = decodeCursor(cursor, [0]) ?? [];
  if (position === undefined) throw new ApiError(GrpcCode.internal, "Error retrieving notifications.");
  return position;
}

function view(notification: KeptNotification) {
  return {
    id: notification.id,
    subject: notification.subject,
    content: notification.content,
    code: notification.code,
    sender_id: notification.senderId === NIL_UUID ? "" : notification.senderId,
    create_time: wholeSeconds(notification.createdAtMs),
    persistent: true,
  };
}
