import { FriendState } from "../friends/friend-state.js";
import type { FriendEdge } from "../friends/friend-store.js";
import { invalidArgument } from "../http/api-error.js";
import { emptyTable, route } from "../http/route.js";
import type { Decoded, Encodable } from "../messages/field.js";
import {
  friendListTable,
  friendsOfFriendsListTable,
  type friendTable,
  listFriendsOfFriendsRequestTable,
  listFriendsRequestTable,
} from "../messages/friend-tables.js";
import type { ServerContext } from "../runtime/server-context.js";
import { jsonbText } from "../storage/jsonb-text.js";
import { compareText } from "../storage/storage-store.js";
import type { Area } from "./area.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import { userView } from "./user-view.js";
import { wholeSeconds } from "./whole-seconds.js";

const DEFAULT_LIMIT = 1000;
const DEFAULT_FRIENDS_OF_FRIENDS = 10;

/** Lists friends, and the friends of friends. */
export function friendsListArea(server: ServerContext): Area {
  return {
    routes: [
      route({
        method: "GET",
        path: "/v2/friend",
        access: "session",
        body: emptyTable,
        query: listFriendsRequestTable,
        response: friendListTable,
        handle: ({ query, caller }) => listFriends(server, caller.userId, query),
      }),
      route({
        method: "GET",
        path: "/v2/friend/friends",
        access: "session",
        body: emptyTable,
        query: listFriendsOfFriendsRequestTable,
        response: friendsOfFriendsListTable,
        handle: ({ query, caller }) => listFriendsOfFriends(server, caller.userId, query),
      }),
    ],
  };
}

function listFriends(
  server: ServerContext,
  userId: string,
  { limit = DEFAULT_LIMIT, state, cursor }: Decoded<typeof listFriendsRequestTable>,
): Encodable<typeof friendListTable> {
  if (limit < 1 || limit > 1000) {
    throw invalidArgument("Invalid limit - limit must be between 1 and 1000.");
  }
  if (state !== undefined && (state < 0 || state > 3)) {
    throw invalidArgument("Invalid state - state must be between 0 and 3.");
  }
  const from = cursor === "" ? undefined : decodeCursor(cursor, [0, 0]);
  if (cursor !== "" && (from === undefined || (state !== undefined && state !== from[0]))) {
    throw invalidArgument("Cursor is invalid.");
  }
  const edges = server.friends
    .of(userId)
    .filter((edge) => state === undefined || edge.state === state)
    .filter((edge) => from === undefined || edge.state > from[0] || isFrom(edge, from));
  const next = edges[limit];
  return {
    friends: edges.slice(0, limit).flatMap((edge) => friendView(server, edge)),
    cursor: next === undefined ? "" : encodeCursor([next.state, next.position]),
  };
}

function isFrom(edge: FriendEdge, [state, position]: readonly [number, number]): boolean {
  return edge.state === state && edge.position >= position;
}

/** As on the real server, without the number of the friend's own friends. */
function friendView(server: ServerContext, edge: FriendEdge): Encodable<typeof friendTable>[] {
  const account = server.accounts.get(edge.otherId);
  if (account === undefined) return [];
  return [
    {
      user: { ...userView(server, account), edge_count: 0 },
      state: edge.state,
      update_time: wholeSeconds(edge.updatedAtMs),
      metadata: jsonbText(JSON.stringify(edge.metadata)) ?? "{}",
    },
  ];
}

function listFriendsOfFriends(
  server: ServerContext,
  userId: string,
  { limit = DEFAULT_FRIENDS_OF_FRIENDS, cursor }: Decoded<typeof listFriendsOfFriendsRequestTable>,
): Encodable<typeof friendsOfFriendsListTable> {
  if (limit < 1 || limit > 100) throw invalidArgument("Invalid limit - limit must be between 1 and 100.");
  const from = cursor === "" ? undefined : decodeCursor(cursor, ["", ""]);
  if (cursor !== "" && from === undefined) throw invalidArgument("Cursor is invalid.");
  const friends = friendIds(server, userId);
  const own = new Set([userId, ...friends]);
  // As on the real server, a page that starts from a cursor does not go beyond that friend.
  const found = friends
    .filter((friendId) => from === undefined || friendId === from[0])
    .flatMap((referrer) => friendIds(server, referrer).map((otherId) => ({ referrer, otherId })))
    .filter(({ otherId }) => !own.has(otherId) && (from === undefined || otherId >= from[1]));
  const next = found[limit];
  return {
    friends_of_friends: found.slice(0, limit).flatMap(({ referrer, otherId }) => {
      const account = server.accounts.get(otherId);
      return account === undefined ? [] : [{ referrer, user: userView(server, account) }];
    }),
    cursor: next === undefined ? "" : encodeCursor([next.referrer, next.otherId]),
  };
}

function friendIds(server: ServerContext, userId: string): string[] {
  return server.friends
    .of(userId)
    .filter((edge) => edge.state === FriendState.friend)
    .map((edge) => edge.otherId)
    .sort(compareText);
}
