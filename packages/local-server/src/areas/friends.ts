import type { SessionClaims } from "../auth/session-tokens.js";
import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, route } from "../http/route.js";
import { addFriendsRequestTable, namedFriendsRequestTable } from "../messages/friend-tables.js";
import { NotificationCode } from "../notifications/notification-code.js";
import { sendNotification } from "../notifications/send-notification.js";
import type { ServerContext } from "../runtime/server-context.js";
import { NIL_UUID, parseUuid } from "../runtime/uuid.js";
import type { Area } from "./area.js";
import { directStream } from "./channel-id.js";

/** Making, ending and blocking friendships. */
export function friendsArea(server: ServerContext): Area {
  const path = "/v2/friend";
  return {
    routes: [
      route({
        method: "POST",
        path,
        access: "session",
        body: emptyTable,
        query: addFriendsRequestTable,
        response: emptyTable,
        handle({ query, caller }) {
          const others = named(server, caller, query, "Cannot add self as friend.");
          if (others === undefined) return {};
          if (others.length === 0) throw nobodyNamed();
          const metadata = readMetadata(query.metadata);
          for (const otherId of others) add(server, caller, otherId, metadata);
          return {};
        },
      }),
      route({
        method: "DELETE",
        path,
        access: "session",
        body: emptyTable,
        query: namedFriendsRequestTable,
        response: emptyTable,
        handle({ query, caller }) {
          for (const otherId of named(server, caller, query, "Cannot delete self.") ?? []) {
            if (server.friends.remove(caller.userId, otherId)) {
              tell(server, caller, otherId, NotificationCode.friendRemove, "removed you as a friend");
            }
          }
          return {};
        },
      }),
      route({
        method: "POST",
        path: `${path}/block`,
        access: "session",
        body: emptyTable,
        query: namedFriendsRequestTable,
        response: emptyTable,
        handle({ query, caller }) {
          const others = named(server, caller, query, "Cannot block self.");
          if (others?.length === 0) throw nobodyNamed();
          for (const otherId of others ?? []) {
            if (server.friends.block(caller.userId, otherId)) {
              server.tracker.clear(directStream(caller.userId, otherId));
            }
          }
          return {};
        },
      }),
    ],
  };
}

/** The players that a request names, each once; `undefined` when it names none at all. Unknown names are left out. */
function named(
  server: ServerContext,
  caller: SessionClaims,
  { ids, usernames }: { readonly ids: readonly string[]; readonly usernames: readonly string[] },
  selfText: string,
): readonly string[] | undefined {
  if (ids.length === 0 && usernames.length === 0) return undefined;
  const found = new Set<string>();
  for (const id of ids) {
    const uuid = parseUuid(id);
    if (uuid === caller.userId) throw invalidArgument(selfText);
    if (uuid === undefined || uuid === NIL_UUID) throw invalidArgument(`Invalid user ID '${id}'.`);
    found.add(uuid);
  }
  for (const username of usernames) {
    if (username === "") throw invalidArgument("Username must not be empty.");
    if (username === caller.username) throw invalidArgument(selfText);
    const account = server.accounts.byUsername(username);
    if (account !== undefined) found.add(account.id);
  }
  return [...found];
}

function nobodyNamed(): ApiError {
  return invalidArgument("No valid ID or username was provided.");
}

function readMetadata(text: string): Readonly<Record<string, unknown>> {
  if (text === "") return {};
  try {
    const metadata: unknown = JSON.parse(text);
    if (typeof metadata === "object" && metadata !== null && !Array.isArray(metadata)) {
      return Object.fromEntries(Object.entries(metadata));
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ApiError(GrpcCode.internal, "Error while trying to add friends.");
}

function add(
  server: ServerContext,
  caller: SessionClaims,
  otherId: string,
  metadata: Readonly<Record<string, unknown>>,
): void {
  const outcome = server.friends.add(caller.userId, otherId, metadata);
  if (outcome === "invited") {
    tell(server, caller, otherId, NotificationCode.friendRequest, "wants to add you as a friend");
  } else if (outcome === "accepted") {
    tell(server, caller, otherId, NotificationCode.friendAccept, "accepted your friend request");
  }
}

function tell(
  server: ServerContext,
  caller: SessionClaims,
  userId: string,
  code: number,
  what: string,
): void {
  sendNotification(server, {
    userId,
    subject: `${caller.username} ${what}`,
    content: { username: caller.username },
    code,
    senderId: caller.userId,
    persistent: true,
  });
}
