// The socket messages of chat, as in Nakama's realtime.proto.
import { embedded, listOf, message, scalar, wrapper } from "./field.js";
import { userPresenceTable } from "./presence-tables.js";

export const channelTable = message("Channel", {
  id: scalar("string", 1),
  presences: listOf(() => userPresenceTable, 2),
  self: embedded(() => userPresenceTable, 3),
  room_name: scalar("string", 4),
  group_id: scalar("string", 5),
  user_id_one: scalar("string", 6),
  user_id_two: scalar("string", 7),
});

export const channelJoinTable = message("ChannelJoin", {
  target: scalar("string", 1),
  type: scalar("int32", 2),
  persistence: wrapper("bool", 3),
  hidden: wrapper("bool", 4),
});

export const channelLeaveTable = message("ChannelLeave", {
  channel_id: scalar("string", 1),
});

export const channelMessageTable = message("ChannelMessage", {
  channel_id: scalar("string", 1),
  message_id: scalar("string", 2),
  code: wrapper("int32", 3),
  sender_id: scalar("string", 4),
  username: scalar("string", 5),
  content: scalar("string", 6),
  create_time: scalar("timestamp", 7),
  update_time: scalar("timestamp", 8),
  persistent: wrapper("bool", 9),
  room_name: scalar("string", 10),
  group_id: scalar("string", 11),
  user_id_one: scalar("string", 12),
  user_id_two: scalar("string", 13),
});

export const channelMessageAckTable = message("ChannelMessageAck", {
  channel_id: scalar("string", 1),
  message_id: scalar("string", 2),
  code: wrapper("int32", 3),
  username: scalar("string", 4),
  create_time: scalar("timestamp", 5),
  update_time: scalar("timestamp", 6),
  persistent: wrapper("bool", 7),
  room_name: scalar("string", 8),
  group_id: scalar("string", 9),
  user_id_one: scalar("string", 10),
  user_id_two: scalar("string", 11),
});

export const channelMessageSendTable = message("ChannelMessageSend", {
  channel_id: scalar("string", 1),
  content: scalar("string", 2),
});

export const channelMessageUpdateTable = message("ChannelMessageUpdate", {
  channel_id: scalar("string", 1),
  message_id: scalar("string", 2),
  content: scalar("string", 3),
});

export const channelMessageRemoveTable = message("ChannelMessageRemove", {
  channel_id: scalar("string", 1),
  message_id: scalar("string", 2),
});

export const channelPresenceEventTable = message("ChannelPresenceEvent", {
  channel_id: scalar("string", 1),
  joins: listOf(() => userPresenceTable, 2),
  leaves: listOf(() => userPresenceTable, 3),
  room_name: scalar("string", 4),
  group_id: scalar("string", 5),
  user_id_one: scalar("string", 6),
  user_id_two: scalar("string", 7),
});
