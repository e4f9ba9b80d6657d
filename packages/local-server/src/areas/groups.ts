import type { SessionClaims } from "../auth/session-tokens.js";
import { MessageCode } from "../channels/message-code.js";
import { announceInGroup, groupStream, leaveGroupChat } from "../groups/group-chat.js";
import { GroupState } from "../groups/group-state.js";
import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, route } from "../http/route.js";
import type { Decoded, Encodable } from "../messages/field.js";
import { createGroupRequestTable, groupTable, updateGroupRequestTable } from "../messages/group-tables.js";
import { NotificationCode } from "../notifications/notification-code.js";
import { sendNotification } from "../notifications/send-notification.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";
import { groupView, readGroupId } from "./groups-view.js";

const DEFAULT_MAX_COUNT = 100;
/** The columns' widths in the real server's database, in characters. */
const MAX_LENGTH = { name: 255, description: 255, avatar_url: 512, lang_tag: 18 };

/** Making, changing and deleting groups; joining and leaving them. */
export function groupsArea(server: ServerContext): Area {
  server.accounts.onDelete(({ id }) => server.groups.forget(id));
  const path = "/v2/group/{group_id}";
  const common = { access: "session", body: emptyTable, query: emptyTable, response: emptyTable } as const;
  return {
    routes: [
      route({
        ...common,
        method: "POST",
        path: "/v2/group",
        body: createGroupRequestTable,
        response: groupTable,
        handle: ({ body, caller }) => create(server, caller.userId, body),
      }),
      route({
        ...common,
        method: "PUT",
        path,
        body: updateGroupRequestTable,
        handle({ path, body, caller }) {
          update(server, caller.userId, readGroupId(path["group_id"]), body);
          return {};
        },
      }),
      route({
        ...common,
        method: "DELETE",
        path,
        handle({ path, caller }) {
          const groupId = readGroupId(path["group_id"]);
          if (!server.groups.isAtLeast(groupId, caller.userId, GroupState.superadmin)) {
            throw invalidArgument("Group not found or you're not allowed to delete.");
          }
          deleteGroup(server, groupId);
          return {};
        },
      }),
      route({
        ...common,
        method: "POST",
        path: `${path}/join`,
        handle({ path, caller }) {
          join(server, caller, readGroupId(path["group_id"]));
          return {};
        },
      }),
      route({
        ...common,
        method: "POST",
        path: `${path}/leave`,
        handle({ path, caller }) {
          leave(server, caller, readGroupId(path["group_id"]));
          return {};
        },
      }),
    ],
  };
}

function create(
  server: ServerContext,
  userId: string,
  body: Decoded<typeof createGroupRequestTable>,
): Encodable<typeof groupTable> {
  if (body.name === "") throw invalidArgument("Group name must be set.");
  if (body.max_count < 0) throw invalidArgument("Group max count must be >= 1 when set.");
  if (!fits(body)) throw new ApiError(GrpcCode.internal, "Error while trying to create group.");
  if (server.groups.byName(body.name) !== undefined) {
    throw new ApiError(GrpcCode.alreadyExists, "Group name is in use.");
  }
  const group = server.groups.create({
    creatorId: userId,
    name: body.name,
    description: body.description,
    avatarUrl: body.avatar_url,
    langTag: body.lang_tag === "" ? "en" : body.lang_tag,
    open: body.open,
    maxCount: body.max_count === 0 ? DEFAULT_MAX_COUNT : body.max_count,
  });
  return groupView(group);
}

function fits(fields: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(MAX_LENGTH).every(([name, maxLength]) => {
    const value = fields[name];
    return typeof value !== "string" || [...value].length <= maxLength;
  });
}

function update(
  server: ServerContext,
  userId: string,
  groupId: string,
  body: Decoded<typeof updateGroupRequestTable>,
): void {
  if (body.name === "") throw invalidArgument("Group name cannot be empty.");
  if (body.lang_tag === "") throw invalidArgument("Group language cannot be empty.");
  const group = server.groups.get(groupId);
  if (group === undefined || !server.groups.isAtLeast(groupId, userId, GroupState.admin)) {
    throw new ApiError(GrpcCode.notFound, "Group not found or you're not allowed to update.");
  }
  if (Object.values(body).every((value) => value === undefined)) {
    throw invalidArgument("Specify at least one field to update.");
  }
  if (!fits(body)) throw new ApiError(GrpcCode.internal, "Error while trying to update group.");
  const namesake = body.name === undefined ? undefined : server.groups.byName(body.name);
  if (namesake !== undefined && namesake !== group) throw invalidArgument("Group name is in use.");
  group.name = body.name ?? group.name;
  group.langTag = body.lang_tag ?? group.langTag;
  group.description = body.description ?? group.description;
  group.avatarUrl = body.avatar_url ?? group.avatarUrl;
  group.open = body.open ?? group.open;
  server.groups.touch(group);
}

function deleteGroup(server: ServerContext, groupId: string): void {
  server.groups.delete(groupId);
  server.tracker.clear(groupStream(groupId));
}

/** Who is anything in the group already, a banned user too, is let be without a word. */
function join(server: ServerContext, caller: SessionClaims, groupId: string): void {
  const group = server.groups.get(groupId);
  if (group === undefined) throw new ApiError(GrpcCode.notFound, "Group not found.");
  if (group.edgeCount >= group.maxCount) throw invalidArgument("Group is full.");
  if (server.groups.membership(groupId, caller.userId) !== undefined) return;
  if (group.open) {
    server.groups.put(groupId, caller.userId, GroupState.member);
    server.groups.count(groupId, 1);
    announceInGroup(server, groupId, MessageCode.groupJoin, {
      id: caller.userId,
      username: caller.username,
    });
    return;
  }
  server.groups.put(groupId, caller.userId, GroupState.joinRequest);
  for (const { userId, state } of server.groups.members(groupId)) {
    if (state > GroupState.admin) continue;
    sendNotification(server, {
      userId,
      subject: `User ${caller.username} wants to join your group`,
      content: { group_id: groupId, username: caller.username },
      code: NotificationCode.groupJoinRequest,
      senderId: caller.userId,
      persistent: true,
    });
  }
}

/** A last member who is superadmin takes the group along. Taking back a request is announced as a leave, too. */
function leave(server: ServerContext, caller: SessionClaims, groupId: string): void {
  const { userId, username } = caller;
  const state = server.groups.membership(groupId, userId)?.state;
  if (state === undefined || state === GroupState.banned) return;
  if (state === GroupState.superadmin && server.groups.otherSuperadmins(groupId, userId) === 0) {
    const others = server.groups.members(groupId).filter((one) => one.userId !== userId);
    if (others.some((one) => one.state <= GroupState.member)) {
      throw invalidArgument("Cannot leave group when you are the last superadmin.");
    }
    deleteGroup(server, groupId);
    return;
  }
  server.groups.remove(groupId, userId);
  if (state <= GroupState.member) server.groups.count(groupId, -1);
  announceInGroup(server, groupId, MessageCode.groupLeave, { id: userId, username });
  leaveGroupChat(server, groupId, userId);
}
