import { invalidArgument } from "../http/api-error.js";
import { emptyTable, route } from "../http/route.js";
import type { Encodable } from "../messages/field.js";
import { listStorageObjectsRequestTable, storageObjectListTable } from "../messages/storage-tables.js";
import type { ServerContext } from "../runtime/server-context.js";
import { NIL_UUID, parseUuid } from "../runtime/uuid.js";
import { compareText, type StorageObject } from "../storage/storage-store.js";
import type { Area } from "./area.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import { storageView } from "./storage-view.js";

const DEFAULT_LIMIT = 1;
const MAX_LIMIT = 100;

/** Lists the objects of a collection: one's own, another's public ones, or everybody's public ones. */
export function storageListArea(server: ServerContext): Area {
  return {
    routes: [
      route({
        method: "GET",
        path: "/v2/storage/{collection}",
        access: "session",
        body: emptyTable,
        query: listStorageObjectsRequestTable,
        response: storageObjectListTable,
        handle: ({ path, query, caller }) =>
          list(server, caller.userId, path["collection"] ?? "", { ...query, userId: query.user_id }),
      }),
      route({
        method: "GET",
        path: "/v2/storage/{collection}/{user_id}",
        access: "session",
        body: emptyTable,
        query: listStorageObjectsRequestTable,
        response: storageObjectListTable,
        handle: ({ path, query, caller }) =>
          list(server, caller.userId, path["collection"] ?? "", { ...query, userId: path["user_id"] ?? "" }),
      }),
    ],
  };
}

interface Wish {
  /** Empty: everybody. */
  readonly userId: string;
  readonly limit: number | undefined;
  readonly cursor: string;
}

/** Where an object stands in a listing. */
interface Place {
  readonly permissionRead: number;
  readonly key: string;
  readonly userId: string;
}

function list(
  server: ServerContext,
  callerId: string,
  collection: string,
  wish: Wish,
): Encodable<typeof storageObjectListTable> {
  const limit = wish.limit ?? DEFAULT_LIMIT;
  if (limit < 1 || limit > MAX_LIMIT) {
    throw invalidArgument("Invalid limit - limit must be between 1 and 100.");
  }
  const ownerId = wish.userId === "" ? undefined : parseUuid(wish.userId);
  if (ownerId === undefined && wish.userId !== "") {
    throw invalidArgument("Invalid user ID - make sure user ID is a valid UUID.");
  }
  const after = wish.cursor === "" ? undefined : readPlace(wish.cursor);
  const least = ownerId === callerId ? 1 : 2;
  const objects = server.storage
    .inCollection(collection)
    .filter((one) => one.permissionRead >= least && (ownerId === undefined || one.userId === ownerId))
    .filter((one) => after === undefined || comparePlaces(one, after) > 0)
    .sort(comparePlaces);
  const page = objects.slice(0, limit);
  const cursor = objects.length > limit ? cursorAfter(page.at(-1)) : "";
  return { objects: page.map(storageView), cursor };
}

function comparePlaces(a: Place, b: Place): number {
  return a.permissionRead - b.permissionRead || compareText(a.key, b.key) || compareText(a.userId, b.userId);
}

function cursorAfter(last: StorageObject | undefined): string {
  return last === undefined ? "" : encodeCursor([last.permissionRead, last.key, last.userId]);
}

function readPlace(cursor: string): Place {
  const parts = decodeCursor(cursor, [0, "", NIL_UUID]);
  if (parts === undefined) throw invalidArgument("Malformed cursor was used.");
  const [permissionRead, key, userId] = parts;
  return { permissionRead, key, userId };
}
