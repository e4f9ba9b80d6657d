import { type Fields, isFields } from "../fields.js";
import { readText } from "./messages.js";
import type { SocketNotification } from "./socket-events.js";

/** The notifications in a `notifications` message. */
export function readNotifications(body: Fields): readonly SocketNotification[] {
  const list = body["notifications"];
  return Array.isArray(list) ? list.filter(isFields).map(readNotification) : [];
}

function readNotification(fields: Fields): SocketNotification {
  return {
    id: readText(fields["id"]),
    code: Number(fields["code"] ?? 0),
    subject: readText(fields["subject"]),
    content: readText(fields["content"]),
    senderId: readText(fields["sender_id"]),
    createTime: readText(fields["create_time"]),
    persistent: fields["persistent"] === true,
  };
}
