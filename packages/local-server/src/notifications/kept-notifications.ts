import { listOf, message, scalar } from "../messages/field.js";

const keptNotificationTable = message("Notification", {
  id: scalar("string", 1),
  user_id: scalar("string", 2),
  subject: scalar("string", 3),
  content: scalar("string", 4),
  code: scalar("int32", 5),
  sender_id: scalar("string", 6),
  created_at: scalar("timestamp", 7),
  position: scalar("int32", 8),
});

/** The form in which notifications are kept in a file. */
export const keptNotificationsTable = message("Notifications", {
  notifications: listOf(() => keptNotificationTable, 1),
  last_position: scalar("int32", 2),
});
