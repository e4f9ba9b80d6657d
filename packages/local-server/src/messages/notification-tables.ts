// The HTTP messages of notifications, as in Nakama's api.proto.
import { listOf, listOfScalars, message, scalar, wrapper } from "./field.js";
import { notificationTable } from "./presence-tables.js";

export const notificationListTable = message("NotificationList", {
  notifications: listOf(() => notificationTable, 1),
  cacheable_cursor: scalar("string", 2),
});

export const listNotificationsRequestTable = message("ListNotificationsRequest", {
  limit: wrapper("int32", 1),
  cacheable_cursor: scalar("string", 2),
});

export const deleteNotificationsRequestTable = message("DeleteNotificationsRequest", {
  ids: listOfScalars("string", 1),
});
