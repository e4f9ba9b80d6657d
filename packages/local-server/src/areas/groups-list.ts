import { compareKeyLists, fitsFilter, type GroupPlace, groupOrder } from "../groups/group-order.js";
import { GroupState } from "../groups/group-state.js";
import type { Membership } from "../groups/group-store.js";
import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, route } from "../http/route.js";
import type { Decoded, Encodable } from "../messages/field.js";
import {
  groupListTable,
  groupUserListTable,
  listGroupsRequestTable,
  listMembershipsRequestTable,
  userGroupListTable,
} from "../messages/group-tables.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import { groupView, readGroupId } from "./groups-view.js";
import { userView } from "./user-view.js";

const DEFAULT_GROUPS = 1;
const DEFAULT_MEMBERSHIPS = 100;
const MAX_LIMIT = 100;

/** Lists groups, a group's users, and a user's groups. */
export function groupsListArea(server: ServerContext): Area {
  const common = { method: "GET", access: "session", body: emptyTable } as const;
  return {
    routes: [
      route({
        ...common,
        path: "/v2/group",
        query: listGroupsRequestTable,
        response: groupListTable,
        handle: ({ query }) => listGroups(server, query),
      }),
      route({
        ...common,
        path: "/v2/group/{group_id}/user",
        query: listMembershipsRequestTable,
        response: groupUserListTable,
        handle({ path, query }) {
          const { page, cursor } = pageOf(server.groups.members(readGroupId(path["group_id"])), query);
          return {
            group_users: page.flatMap(({ userId, state }) => {
              const account = server.accounts.get(userId);
              return account === undefined ? [] : [{ user: userView(server, account), state }];
            }),
            cursor,
          };
        },
      }),
      route({
        ...common,
        path: "/v2/user/{user_id}/group",
        query: listMembershipsRequestTable,
        response: userGroupListTable,
        handle({ path, query }) {
          // A ban is the group's affair: on the real server no list of the user's shows it.
          const own = server.groups
            .of(readGroupId(path["user_id"]))
            .filter(({ state }) => state !== GroupState.banned);
          const { page, cursor } = pageOf(own, query);
          return {
            user_groups: page.flatMap(({ groupId, state }) => {
              const group = server.groups.get(groupId);
              return group === undefined ? [] : [{ group: groupView(group), state }];
            }),
            cursor,
          };
        },
      }),
    ],
  };
}

function checkLimit(limit: number): void {
  if (limit < 1 || limit > MAX_LIMIT) {
    throw invalidArgument("Invalid limit - limit must be between 1 and 100.");
  }
}

function listGroups(
  server: ServerContext,
  query: Decoded<typeof listGroupsRequestTable>,
): Encodable<typeof groupListTable> {
  const { limit = DEFAULT_GROUPS, open, members: maxMembers = -1, lang_tag: langTag } = query;
  checkLimit(limit);
  if (query.name !== "" && (langTag !== "" || open !== undefined || maxMembers > -1)) {
    throw invalidArgument("name filter cannot be combined with any other filter");
  }
  const filter = { name: query.name.replace(/^[% ]+/, ""), langTag, open, maxMembers };
  const order = groupOrder(filter);
  const direction = order.descending ? -1 : 1;
  const towardsNext = order.nextPageGoesBack ? -direction : direction;
  const after = query.cursor === "" ? undefined : readGroup(query.cursor);
  const groups = server.groups
    .all()
    .filter((group) => fitsFilter(group, filter))
    .map((group) => ({ group, keys: order.keys(group) }))
    .filter(({ keys }) => after === undefined || compareKeyLists(keys, order.keys(after)) * towardsNext > 0)
    .sort((a, b) => compareKeyLists(a.keys, b.keys) * direction)
    .map(({ group }) => group);
  const page = groups.slice(0, limit);
  const last = groups.length > limit ? page.at(-1) : undefined;
  return { groups: page.map(groupView), cursor: last === undefined ? "" : writeGroup(last) };
}

function writeGroup({ name, langTag, id, edgeCount, updatedAtMs }: GroupPlace): string {
  return encodeCursor([name, langTag, id, edgeCount, updatedAtMs]);
}

function readGroup(cursor: string): GroupPlace {
  const parts = decodeCursor(cursor, ["", "", "", 0, 0]);
  if (parts === undefined) throw new ApiError(GrpcCode.internal, "Error while trying to list groups.");
  const [name, langTag, id, edgeCount, updatedAtMs] = parts;
  return { name, langTag, id, edgeCount, updatedAtMs };
}

/** A page of memberships; banned users are shown only to those who ask for them. */
function pageOf(
  memberships: readonly Membership[],
  { limit = DEFAULT_MEMBERSHIPS, state, cursor }: Decoded<typeof listMembershipsRequestTable>,
): { readonly page: readonly Membership[]; readonly cursor: string } {
  checkLimit(limit);
  if (state !== undefined && (state < 0 || state > 4)) {
    throw invalidArgument("Invalid state - state must be between 0 and 4.");
  }
  const from = cursor === "" ? undefined : decodeCursor(cursor, [0, 0]);
  if (cursor !== "" && (from === undefined || (state !== undefined && state !== from[0]))) {
    throw invalidArgument("Cursor is invalid.");
  }
  const fitting = memberships
    .filter((one) => (state === undefined ? one.state !== GroupState.banned : one.state === state))
    .filter((one) => from === undefined || compareKeyLists([one.state, one.position], from) >= 0);
  const next = fitting[limit];
  return {
    page: fitting.slice(0, limit),
    cursor: next === undefined ? "" : encodeCursor([next.state, next.position]),
  };
}
