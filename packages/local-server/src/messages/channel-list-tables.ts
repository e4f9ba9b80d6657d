// The HTTP messages of a channel's history, as in Nakama's api.proto.
import { channelMessageTable } from "./channel-tables.js";
import { listOf, message, scalar, wrapper } from "./field.js";

export const channelMessageListTable = message("ChannelMessageList", {
  messages: listOf(() => channelMessageTable, 1),
  next_cursor: scalar("string", 2),
  prev_cursor: scalar("string", 3),
  cacheable_cursor: scalar("string", 4),
});

export const listChannelMessagesRequestTable = message("ListChannelMessagesRequest", {
  limit: wrapper("int32", 2),
  forward: wrapper("bool", 3),
  cursor: scalar("string", 4),
});
