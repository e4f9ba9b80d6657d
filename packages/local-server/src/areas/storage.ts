import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, route } from "../http/route.js";
import type { Decoded, Encodable } from "../messages/field.js";
import {
  deleteStorageObjectsRequestTable,
  readStorageObjectsRequestTable,
  storageObjectAcksTable,
  type storageObjectAckTable,
  storageObjectsTable,
  writeStorageObjectsRequestTable,
  type writeStorageObjectTable,
} from "../messages/storage-tables.js";
import type { ServerContext } from "../runtime/server-context.js";
import { NIL_UUID, parseUuid } from "../runtime/uuid.js";
import { jsonbText } from "../storage/jsonb-text.js";
import type { StorageObject, StorageWrite } from "../storage/storage-store.js";
import type { Area } from "./area.js";
import { isJsonObject } from "./json-object.js";
import { storageView } from "./storage-view.js";

/** Width of the columns of collection and key in the real server's database, in characters. */
const MAX_NAME_LENGTH = 128;

const REFUSALS = {
  version: "Storage write rejected - version check failed.",
  permission: "Storage write rejected - permission denied.",
  "not-deleted": "Storage delete rejected - not found, version check failed, or permission denied.",
};

/** Objects of players and of the server: read, write, delete. */
export function storageArea(server: ServerContext): Area {
  server.accounts.onDelete(({ id }) => server.storage.deleteAllOf(id));
  const path = "/v2/storage";
  return {
    routes: [
      route({
        method: "POST",
        path,
        access: "session",
        body: readStorageObjectsRequestTable,
        query: emptyTable,
        response: storageObjectsTable,
        handle: ({ body, caller }) => ({ objects: read(server, caller.userId, body).map(storageView) }),
      }),
      route({
        method: "PUT",
        path,
        access: "session",
        body: writeStorageObjectsRequestTable,
        query: emptyTable,
        response: storageObjectAcksTable,
        handle({ body, caller }) {
          body.objects.forEach(checkWrite);
          const result = server.storage.write(
            body.objects.map((object) => writeOf(caller.userId, object)),
            false,
          );
          if (!result.ok) throw invalidArgument(REFUSALS[result.reason]);
          return { acks: result.objects.map(ackView) };
        },
      }),
      route({
        method: "PUT",
        path: `${path}/delete`,
        access: "session",
        body: deleteStorageObjectsRequestTable,
        query: emptyTable,
        response: emptyTable,
        handle({ body, caller }) {
          body.object_ids.forEach(checkName);
          const wishes = body.object_ids.map((id) => ({ ...id, userId: caller.userId }));
          if (!server.storage.delete(wishes, false)) throw invalidArgument(REFUSALS["not-deleted"]);
          return {};
        },
      }),
    ],
  };
}

function checkName({ collection, key }: { readonly collection: string; readonly key: string }): void {
  if (collection === "" || key === "") {
    throw invalidArgument("Invalid collection or key value supplied. They must be set.");
  }
}

/** Without a user id, what is read is the server's own, not the caller's. */
function read(
  server: ServerContext,
  callerId: string,
  { object_ids: ids }: Decoded<typeof readStorageObjectsRequestTable>,
): StorageObject[] {
  const found = new Set<StorageObject>();
  for (const id of ids) {
    checkName(id);
    const userId = id.user_id === "" ? NIL_UUID : parseUuid(id.user_id);
    if (userId === undefined || (userId === NIL_UUID && id.user_id !== "")) {
      throw invalidArgument("Invalid user ID - make sure user ID is a valid UUID.");
    }
    const object = server.storage.get({ collection: id.collection, key: id.key, userId });
    if (object !== undefined && mayRead(callerId, object)) found.add(object);
  }
  return [...found];
}

function mayRead(callerId: string, { permissionRead, userId }: StorageObject): boolean {
  return permissionRead === 2 || (permissionRead === 1 && userId === callerId);
}

function checkWrite(object: Decoded<typeof writeStorageObjectTable>): void {
  const { permission_read: mayRead = 1, permission_write: mayWrite = 1, value } = object;
  if (value === "") throw invalidArgument("Invalid collection or key value supplied. They must be set.");
  checkName(object);
  if (mayRead < 0 || mayRead > 2) {
    throw invalidArgument("Invalid Read permission supplied. It must be either 0, 1 or 2.");
  }
  if (mayWrite < 0 || mayWrite > 1) {
    throw invalidArgument("Invalid Write permission supplied. It must be either 0 or 1.");
  }
  if (!isJsonObject(value)) throw invalidArgument("Value must be a JSON object.");
}

function writeOf(userId: string, object: Decoded<typeof writeStorageObjectTable>): StorageWrite {
  const value = jsonbText(object.value);
  const fits = [...object.collection].length <= MAX_NAME_LENGTH && [...object.key].length <= MAX_NAME_LENGTH;
  if (value === undefined || !fits) throw new ApiError(GrpcCode.internal, "Error writing storage objects.");
  return {
    collection: object.collection,
    key: object.key,
    userId,
    sent: object.value,
    value,
    version: object.version,
    permissionRead: object.permission_read ?? 1,
    permissionWrite: object.permission_write ?? 1,
  };
}

function ackView(object: StorageObject): Encodable<typeof storageObjectAckTable> {
  return {
    collection: object.collection,
    key: object.key,
    version: object.version,
    user_id: object.userId,
    create_time: object.createdAtMs,
    update_time: object.updatedAtMs,
  };
}
