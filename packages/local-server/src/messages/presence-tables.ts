// The socket messages of presence, status, streams, notifications and calls, as in Nakama's realtime.proto.
import { embedded, listOf, listOfScalars, mapOf, message, scalar, wrapper } from "./field.js";

export const userPresenceTable = message("UserPresence", {
  user_id: scalar("string", 1),
  session_id: scalar("string", 2),
  username: scalar("string", 3),
  persistence: scalar("bool", 4),
  status: wrapper("string", 5),
});

export const errorTable = message("Error", {
  code: scalar("int32", 1),
  message: scalar("string", 2),
  context: mapOf("string", 3),
});

export const pingTable = message("Ping", {});

export const pongTable = message("Pong", {});

export const statusTable = message("Status", {
  presences: listOf(() => userPresenceTable, 1),
});

export const statusFollowTable = message("StatusFollow", {
  user_ids: listOfScalars("string", 1),
  usernames: listOfScalars("string", 2),
});

export const statusPresenceEventTable = message("StatusPresenceEvent", {
  joins: listOf(() => userPresenceTable, 2),
  leaves: listOf(() => userPresenceTable, 3),
});

export const statusUnfollowTable = message("StatusUnfollow", {
  user_ids: listOfScalars("string", 1),
});

export const statusUpdateTable = message("StatusUpdate", {
  status: wrapper("string", 1),
});

export const streamTable = message("Stream", {
  mode: scalar("int32", 1),
  subject: scalar("string", 2),
  subcontext: scalar("string", 3),
  label: scalar("string", 4),
});

export const streamDataTable = message("StreamData", {
  stream: embedded(() => streamTable, 1),
  sender: embedded(() => userPresenceTable, 2),
  data: scalar("string", 3),
  reliable: scalar("bool", 4),
});

export const streamPresenceEventTable = message("StreamPresenceEvent", {
  stream: embedded(() => streamTable, 1),
  joins: listOf(() => userPresenceTable, 2),
  leaves: listOf(() => userPresenceTable, 3),
});

export const notificationsTable = message("Notifications", {
  notifications: listOf(() => notificationTable, 1),
});

export const notificationTable = message("Notification", {
  id: scalar("string", 1),
  subject: scalar("string", 2),
  content: scalar("string", 3),
  code: scalar("int32", 4),
  sender_id: scalar("string", 5),
  create_time: scalar("timestamp", 6),
  persistent: scalar("bool", 7),
});

export const rpcTable = message("Rpc", {
  id: scalar("string", 1),
  payload: scalar("string", 2),
  http_key: scalar("string", 3),
});
