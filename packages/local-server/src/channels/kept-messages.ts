import { listOf, message, scalar } from "../messages/field.js";

const keptMessageTable = message("ChannelMessage", {
  id: scalar("string", 1),
  mode: scalar("int32", 2),
  subject: scalar("string", 3),
  subcontext: scalar("string", 4),
  label: scalar("string", 5),
  code: scalar("int32", 6),
  sender_id: scalar("string", 7),
  username: scalar("string", 8),
  content: scalar("string", 9),
  created_at: scalar("timestamp", 10),
  updated_at: scalar("timestamp", 11),
  position: scalar("int32", 12),
});

/** The form in which what was said in channels is kept in a file. */
export const keptMessagesTable = message("ChannelMessages", {
  messages: listOf(() => keptMessageTable, 1),
  last_position: scalar("int32", 2),
});
