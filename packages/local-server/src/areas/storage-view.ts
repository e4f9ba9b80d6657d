import type { Encodable } from "../messages/field.js";
import type { storageObjectTable } from "../messages/storage-tables.js";
import type { StorageObject } from "../storage/storage-store.js";
import { wholeSeconds } from "./whole-seconds.js";

/** A stored object as it is sent to clients. */
export function storageView(object: StorageObject): Encodable<typeof storageObjectTable> {
  return {
    collection: object.collection,
    key: object.key,
    user_id: object.userId,
    value: object.value,
    version: object.version,
    permission_read: object.permissionRead,
    permission_write: object.permissionWrite,
    create_time: wholeSeconds(object.createdAtMs),
    update_time: wholeSeconds(object.updatedAtMs),
  };
}
