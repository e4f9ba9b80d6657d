// The HTTP messages of storage, as in Nakama's api.proto.
import { listOf, message, scalar, wrapper } from "./field.js";

export const storageObjectTable = message("StorageObject", {
  collection: scalar("string", 1),
  key: scalar("string", 2),
  user_id: scalar("string", 3),
  value: scalar("string", 4),
  version: scalar("string", 5),
  permission_read: scalar("int32", 6),
  permission_write: scalar("int32", 7),
  create_time: scalar("timestamp", 8),
  update_time: scalar("timestamp", 9),
});

export const storageObjectsTable = message("StorageObjects", {
  objects: listOf(() => storageObjectTable, 1),
});

export const storageObjectListTable = message("StorageObjectList", {
  objects: listOf(() => storageObjectTable, 1),
  cursor: scalar("string", 2),
});

export const storageObjectAckTable = message("StorageObjectAck", {
  collection: scalar("string", 1),
  key: scalar("string", 2),
  version: scalar("string", 3),
  user_id: scalar("string", 4),
  create_time: scalar("timestamp", 5),
  update_time: scalar("timestamp", 6),
});

export const storageObjectAcksTable = message("StorageObjectAcks", {
  acks: listOf(() => storageObjectAckTable, 1),
});

export const readStorageObjectIdTable = message("ReadStorageObjectId", {
  collection: scalar("string", 1),
  key: scalar("string", 2),
  user_id: scalar("string", 3),
});

export const readStorageObjectsRequestTable = message("ReadStorageObjectsRequest", {
  object_ids: listOf(() => readStorageObjectIdTable, 1),
});

export const writeStorageObjectTable = message("WriteStorageObject", {
  collection: scalar("string", 1),
  key: scalar("string", 2),
  value: scalar("string", 3),
  version: scalar("string", 4),
  permission_read: wrapper("int32", 5),
  permission_write: wrapper("int32", 6),
});

export const writeStorageObjectsRequestTable = message("WriteStorageObjectsRequest", {
  objects: listOf(() => writeStorageObjectTable, 1),
});

export const deleteStorageObjectIdTable = message("DeleteStorageObjectId", {
  collection: scalar("string", 1),
  key: scalar("string", 2),
  version: scalar("string", 3),
});

export const deleteStorageObjectsRequestTable = message("DeleteStorageObjectsRequest", {
  object_ids: listOf(() => deleteStorageObjectIdTable, 1),
});

export const listStorageObjectsRequestTable = message("ListStorageObjectsRequest", {
  user_id: scalar("string", 1),
  limit: wrapper("int32", 3),
  cursor: scalar("string", 4),
});
