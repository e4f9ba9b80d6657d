import { channelNames } from "../channels/message-view.js";
import { GroupState } from "../groups/group-state.js";
import type { channelJoinTable } from "../messages/channel-tables.js";
import type { Decoded } from "../messages/field.js";
import { NotificationCode } from "../notifications/notification-code.js";
import { sendNotification } from "../notifications/send-notification.js";
import type { Presence, PresenceChange } from "../presence/presence-tracker.js";
import { type Stream, StreamMode, stream } from "../presence/stream.js";
import type { ServerContext } from "../runtime/server-context.js";
import { NIL_UUID, parseUuid } from "../runtime/uuid.js";
import { SocketErrorCode, type SocketRequest } from "../socket/message-handlers.js";
import type { SocketSession } from "../socket/socket-session.js";
import type { Area } from "./area.js";
import { channelId, directStream, isRoomName, parseChannelId } from "./channel-id.js";
import { presenceView } from "./presence-view.js";

const CHANNEL_MODES = [StreamMode.channel, StreamMode.group, StreamMode.directMessage];
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL_CHARACTERS = /[\0-\x1f\x7f]/;

/** Coming into channels and leaving them: rooms, groups, two players. */
export function channelsArea(server: ServerContext): Area {
  const tell = ({ stream, joins, leaves }: PresenceChange): void => {
    server.sockets.sendTo(server.tracker.sessionIds(stream), {
      channel_presence_event: {
        channel_id: channelId(stream),
        joins: joins.map(presenceView),
        leaves: leaves.map(presenceView),
        ...channelNames(stream),
      },
    });
  };
  for (const mode of CHANNEL_MODES) server.tracker.listen(mode, tell);
  return {
    messages: {
      channel_join: (request) => join(server, request),
      channel_leave({ session, body, reply, fail }) {
        const channel = parseChannelId(body.channel_id);
        if (channel === undefined) {
          fail(SocketErrorCode.badInput, "Invalid channel identifier");
          return;
        }
        server.tracker.untrack(session.id, channel);
        reply({});
      },
    },
  };
}

type Target = { readonly channel: Stream } | { readonly refusal: string };

function join(server: ServerContext, request: SocketRequest<Decoded<typeof channelJoinTable>>): void {
  const { session, body, reply, fail } = request;
  const target = readTarget(server, session.userId, body);
  if ("refusal" in target) {
    fail(SocketErrorCode.badInput, target.refusal);
    return;
  }
  const { channel } = target;
  const persistence = body.persistence ?? true;
  const isNew = server.tracker.track(session, channel, { hidden: body.hidden ?? false, persistence });
  const present = server.tracker.list(channel);
  if (isNew && channel.mode === StreamMode.directMessage) inviteToChat(server, session, channel, present);
  const presences = isNew ? present.filter((one) => one.sessionId !== session.id) : present;
  reply({
    channel: {
      id: channelId(channel),
      presences: presences.map(presenceView),
      self: {
        user_id: session.userId,
        session_id: session.id,
        username: session.username,
        persistence,
      },
      ...channelNames(channel),
    },
  });
}

function readTarget(
  server: ServerContext,
  userId: string,
  { target, type }: Decoded<typeof channelJoinTable>,
): Target {
  const refuse = (text: string): Target => ({ refusal: `${text}: Invalid channel target` });
  if (target === "") return { refusal: "Invalid channel target" };
  switch (type) {
    case 0:
    case 1:
      if (!isRoomName(target)) return refuse("Channel name is required and must be 1-64 chars");
      if (CONTROL_CHARACTERS.test(target)) return refuse("Channel name must not contain control chars");
      return { channel: stream(StreamMode.channel, "", target) };
    case 2: {
      const otherId = parseUuid(target);
      if (otherId === undefined || otherId === NIL_UUID) {
        return refuse("Invalid user ID in direct message join");
      }
      const reachable = server.accounts.get(otherId) !== undefined;
      if (!reachable || server.friends.hasBlocked(otherId, userId)) return refuse("User ID not found");
      return { channel: directStream(userId, otherId) };
    }
    case 3: {
      const groupId = parseUuid(target);
      if (groupId === undefined) return refuse("Invalid group ID in group channel join");
      if (!server.groups.isAtLeast(groupId, userId, GroupState.member)) return refuse("Group not found");
      return { channel: stream(StreamMode.group, groupId) };
    }
    default:
      return { refusal: "Invalid channel type" };
  }
}

/** Tells the other of two players that one waits for them, unless they are there. */
function inviteToChat(
  server: ServerContext,
  { userId, username }: SocketSession,
  { subject, subcontext }: Stream,
  present: readonly Presence[],
): void {
  const otherId = subject === userId ? subcontext : subject;
  if (present.some((one) => one.userId === otherId)) return;
  sendNotification(server, {
    userId: otherId,
    subject: `${username} wants to chat`,
    content: { username },
    code: NotificationCode.directMessageRequest,
    senderId: userId,
    persistent: true,
  });
}
