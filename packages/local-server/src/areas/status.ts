import type { Decoded, Encodable } from "../messages/field.js";
import type { statusFollowTable, userPresenceTable } from "../messages/presence-tables.js";
import type { Presence } from "../presence/presence-tracker.js";
import { StreamMode, stream } from "../presence/stream.js";
import type { ServerContext } from "../runtime/server-context.js";
import { NIL_UUID, parseUuid } from "../runtime/uuid.js";
import { SocketErrorCode } from "../socket/message-handlers.js";
import type { SocketSession } from "../socket/socket-session.js";
import { FollowerStore } from "../status/follower-store.js";
import type { Area } from "./area.js";
import { presenceView } from "./presence-view.js";

const MAX_STATUS_BYTES = 2048;

/** Players' statuses, and being told of those one follows. Every session follows its own player. */
export function statusArea(server: ServerContext): Area {
  const followers = new FollowerStore();
  server.tracker.listen(StreamMode.status, ({ stream, joins, leaves }) => {
    server.sockets.sendTo(followers.followersOf(stream.subject), {
      status_presence_event: { joins: joins.map(statusView), leaves: leaves.map(statusView) },
    });
  });
  return {
    connected: (session) => followers.follow(session.id, session.userId),
    ended: (session) => followers.remove(session.id),
    messages: {
      status_follow({ session, body, reply, fail }) {
        const wish = readFollow(server, session, body);
        if ("refusal" in wish) {
          fail(SocketErrorCode.badInput, wish.refusal);
          return;
        }
        for (const userId of wish.userIds) followers.follow(session.id, userId);
        const presences = [...wish.userIds].flatMap((id) =>
          server.tracker.list(stream(StreamMode.status, id)),
        );
        reply({ status: { presences: presences.map(statusView) } });
      },
      status_unfollow({ session, body, reply, fail }) {
        const userIds = body.user_ids.map(parseUuid);
        if (userIds.includes(undefined)) {
          fail(SocketErrorCode.badInput, "Invalid user identifier");
          return;
        }
        for (const userId of userIds) {
          if (userId !== undefined && userId !== session.userId) followers.unfollow(session.id, userId);
        }
        reply({});
      },
      status_update({ session, body, reply, fail }) {
        const own = stream(StreamMode.status, session.userId);
        if (body.status === undefined) server.tracker.untrack(session.id, own);
        else if (Buffer.byteLength(body.status) > MAX_STATUS_BYTES) {
          fail(SocketErrorCode.badInput, "Status must be 2048 characters or less");
          return;
        } else server.tracker.update(session, own, { status: body.status });
        reply({});
      },
    },
  };
}

function statusView(presence: Presence): Encodable<typeof userPresenceTable> {
  return { ...presenceView(presence), status: presence.status };
}

/** Oneself, the system and players who do not exist are left out without a word. */
function readFollow(
  server: ServerContext,
  session: SocketSession,
  body: Decoded<typeof statusFollowTable>,
): { readonly userIds: ReadonlySet<string> } | { readonly refusal: string } {
  const userIds = new Set<string>();
  for (const text of body.user_ids) {
    const userId = parseUuid(text);
    if (userId === undefined) return { refusal: "Invalid user identifier" };
    if (server.accounts.get(userId) !== undefined) userIds.add(userId);
  }
  for (const username of body.usernames) {
    if (username === "") return { refusal: "Invalid username" };
    const account = server.accounts.byUsername(username);
    if (account !== undefined) userIds.add(account.id);
  }
  userIds.delete(session.userId);
  userIds.delete(NIL_UUID);
  return { userIds };
}
