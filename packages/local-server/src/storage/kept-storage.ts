import { listOf, message, scalar } from "../messages/field.js";

const keptObjectTable = message("StorageObject", {
  collection: scalar("string", 1),
  key: scalar("string", 2),
  user_id: scalar("string", 3),
  value: scalar("string", 4),
  version: scalar("string", 5),
  permission_read: scalar("int32", 6),
  permission_write: scalar("int32", 7),
  created_at: scalar("timestamp", 8),
  updated_at: scalar("timestamp", 9),
});

/** The form in which stored objects are kept in a file. */
export const keptStorageTable = message("Storage", { objects: listOf(() => keptObjectTable, 1) });
