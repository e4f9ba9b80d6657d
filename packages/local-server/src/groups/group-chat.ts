import { messageView } from "../channels/message-view.js";
import { type Stream, StreamMode, stream } from "../presence/stream.js";
import type { ServerContext } from "../runtime/server-context.js";
import { randomUuid } from "../runtime/uuid.js";

/** The stream of what is said in a group. */
export function groupStream(groupId: string): Stream {
  return stream(StreamMode.group, groupId);
}

/** Says in a group's chat what became of a user, and keeps it. In the history its time has no fraction of a second. */
export function announceInGroup(
  server: ServerContext,
  groupId: string,
  code: number,
  user: { readonly id: string; readonly username: string },
): void {
  const channel = groupStream(groupId);
  const nowMs = server.clock.nowMs();
  const message = {
    id: randomUuid(server.random),
    stream: channel,
    code,
    senderId: user.id,
    username: user.username,
    content: "{}",
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  const wholeSecondMs = Math.floor(nowMs / 1000) * 1000;
  server.messages.add({ ...message, createdAtMs: wholeSecondMs, updatedAtMs: wholeSecondMs });
  server.sockets.sendTo(server.tracker.sessionIds(channel), {
    channel_message: messageView(message, true),
  });
}

/** Takes a user's sockets out of a group's chat. */
export function leaveGroupChat(server: ServerContext, groupId: string, userId: string): void {
  for (const session of server.sockets.of(userId)) {
    server.tracker.untrack(session.id, groupStream(groupId));
  }
}
