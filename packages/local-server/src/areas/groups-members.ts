import type { Account } from "../accounts/account-store.js";
import type { SessionClaims } from "../auth/session-tokens.js";
import { MessageCode } from "../channels/message-code.js";
import { announceInGroup, leaveGroupChat } from "../groups/group-chat.js";
import { GroupState } from "../groups/group-state.js";
import type { Group } from "../groups/group-store.js";
import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, type Route, route } from "../http/route.js";
import { groupUsersRequestTable } from "../messages/group-tables.js";
import { NotificationCode } from "../notifications/notification-code.js";
import { sendNotification } from "../notifications/send-notification.js";
import type { ServerContext } from "../runtime/server-context.js";
import { NIL_UUID, parseUuid } from "../runtime/uuid.js";
import type { Area } from "./area.js";
import { readGroupId } from "./groups-view.js";

/** An admin at work on others. */
interface Work {
  readonly server: ServerContext;
  readonly group: Group;
  readonly caller: SessionClaims;
  /** The caller's own state: superadmin or admin. */
  readonly rank: GroupState;
  /** Whom it is about, without the caller. */
  readonly userIds: readonly string[];
}

/** What admins do with a group's users: add, kick, ban, promote, demote. */
export function groupsMembersArea(server: ServerContext): Area {
  return {
    routes: [
      workRoute(server, "add", add),
      workRoute(server, "kick", (work) => expel(work, MessageCode.groupKick)),
      workRoute(server, "ban", (work) => expel(work, MessageCode.groupBan)),
      workRoute(server, "promote", promote),
      workRoute(server, "demote", demote),
    ],
  };
}

function workRoute(server: ServerContext, name: string, run: (work: Work) => void): Route {
  return route({
    method: "POST",
    path: `/v2/group/{group_id}/${name}`,
    access: "session",
    body: emptyTable,
    query: groupUsersRequestTable,
    response: emptyTable,
    handle({ path, query, caller }) {
      const groupId = readGroupId(path["group_id"]);
      if (query.user_ids.length === 0) {
        if (name === "demote") throw invalidArgument("User IDs must be set.");
        return {};
      }
      const userIds = query.user_ids.map(readUserId);
      const group = server.groups.get(groupId);
      const rank = server.groups.membership(groupId, caller.userId)?.state;
      if (group === undefined || rank === undefined || rank > GroupState.admin) {
        throw new ApiError(GrpcCode.notFound, "Group not found or permission denied.");
      }
      run({ server, group, caller, rank, userIds: userIds.filter((id) => id !== caller.userId) });
      return {};
    },
  });
}

function readUserId(text: string): string {
  const id = parseUuid(text);
  if (id === undefined || id === NIL_UUID) throw invalidArgument("User ID must be a valid ID.");
  return id;
}

/** Adds users and accepts requests, all of them or none. Who is a member or banned is left as they are. */
function add({ server, group, caller, userIds }: Work): void {
  const added = new Set<Account>();
  for (const userId of userIds) {
    const account = server.accounts.get(userId);
    if (account === undefined) throw invalidArgument("One or more users not found.");
    const state = server.groups.membership(group.id, userId)?.state;
    if (state !== undefined && state !== GroupState.joinRequest) continue;
    added.add(account);
    if (group.edgeCount + added.size > group.maxCount) throw invalidArgument("Group is full.");
  }
  for (const account of added) {
    server.groups.put(group.id, account.id, GroupState.member);
    server.groups.count(group.id, 1);
    announceInGroup(server, group.id, MessageCode.groupAdd, account);
  }
  for (const account of added) {
    sendNotification(server, {
      userId: account.id,
      subject: `You've been added to group ${group.name}`,
      content: { group_id: group.id, name: group.name },
      code: NotificationCode.groupAdd,
      senderId: caller.userId,
      persistent: true,
    });
  }
}

/**
 * Makes users leave, those who only asked to join too; a kick ends a ban. Admins cannot expel admins. As on the real
 * server a ban of several users at once bans the first of them and merely expels the others.
 */
function expel({ server, group, rank, userIds }: Work, code: number): void {
  let mayBan = code === MessageCode.groupBan;
  const members: string[] = [];
  for (const userId of userIds) {
    const state = server.groups.membership(group.id, userId)?.state;
    if (state === undefined) continue;
    if (rank !== GroupState.superadmin && state <= GroupState.admin) continue;
    server.groups.remove(group.id, userId);
    if (mayBan) server.groups.put(group.id, userId, GroupState.banned);
    mayBan = false;
    if (state > GroupState.member) continue;
    server.groups.count(group.id, -1);
    members.push(userId);
  }
  for (const userId of members) announceAbout(server, group, code, userId);
  for (const userId of members) leaveGroupChat(server, group.id, userId);
}

/** Raises members by a rank, up to the caller's own. */
function promote({ server, group, rank, userIds }: Work): void {
  for (const userId of userIds) {
    const state = server.groups.membership(group.id, userId)?.state;
    if (state === GroupState.member) server.groups.put(group.id, userId, GroupState.admin);
    else if (state === GroupState.admin && rank === GroupState.superadmin) {
      server.groups.put(group.id, userId, GroupState.superadmin);
    } else continue;
    announceAbout(server, group, MessageCode.groupPromote, userId);
  }
}

/** Lowers admins by a rank; only superadmins can lower superadmins. */
function demote({ server, group, rank, userIds }: Work): void {
  for (const userId of userIds) {
    const state = server.groups.membership(group.id, userId)?.state;
    if (state === GroupState.admin) server.groups.put(group.id, userId, GroupState.member);
    else if (state === GroupState.superadmin && rank === GroupState.superadmin) {
      server.groups.put(group.id, userId, GroupState.admin);
    } else continue;
    announceAbout(server, group, MessageCode.groupDemote, userId);
  }
}

function announceAbout(server: ServerContext, group: Group, code: number, userId: string): void {
  const username = server.accounts.get(userId)?.username ?? "";
  announceInGroup(server, group.id, code, { id: userId, username });
}
