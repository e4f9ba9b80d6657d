import { MessageCode } from "../channels/message-code.js";
import type { StoredMessage } from "../channels/message-store.js";
import { messageView } from "../channels/message-view.js";
import type { channelMessageAckTable } from "../messages/channel-tables.js";
import type { Encodable } from "../messages/field.js";
import type { Stream } from "../presence/stream.js";
import type { ServerContext } from "../runtime/server-context.js";
import { parseUuid, randomUuid } from "../runtime/uuid.js";
import { SocketErrorCode } from "../socket/message-handlers.js";
import type { SocketSession } from "../socket/socket-session.js";
import { jsonbText } from "../storage/jsonb-text.js";
import type { Area } from "./area.js";
import { parseChannelId } from "./channel-id.js";
import { isJsonObject } from "./json-object.js";

/** A message on its way: who says what where, and whether the history keeps it. */
interface Saying {
  readonly channel: Stream;
  readonly session: SocketSession;
  readonly content: string;
  readonly persistent: boolean;
}

/** What became of it: what is told to everyone in the channel, or why it was refused. */
type Outcome =
  | { readonly message: StoredMessage }
  | { readonly code: (typeof SocketErrorCode)[keyof typeof SocketErrorCode]; readonly refusal: string };

/** Saying things in channels, correcting them and taking them back. */
export function channelsMessagesArea(server: ServerContext): Area {
  return {
    messages: {
      channel_message_send({ session, body, reply, fail }) {
        const saying = readSaying(server, session, body, "sending");
        const outcome = "refusal" in saying ? saying : send(server, saying);
        if ("refusal" in outcome) fail(outcome.code, outcome.refusal);
        else reply({ channel_message_ack: publish(server, outcome.message, session) });
      },
      channel_message_update({ session, body, reply, fail }) {
        const saying = readSaying(server, session, body, "updating", body.message_id);
        const outcome = "refusal" in saying ? saying : update(server, saying, body.message_id);
        if ("refusal" in outcome) fail(outcome.code, outcome.refusal);
        else reply({ channel_message_ack: publish(server, outcome.message, session) });
      },
      channel_message_remove({ session, body, reply, fail }) {
        const saying = readSaying(server, session, { ...body, content: "{}" }, "removing", body.message_id);
        const outcome = "refusal" in saying ? saying : remove(server, saying, body.message_id);
        if ("refusal" in outcome) fail(outcome.code, outcome.refusal);
        else reply({ channel_message_ack: publish(server, outcome.message, session) });
      },
    },
  };
}

function badInput(refusal: string): Outcome & { readonly refusal: string } {
  return { code: SocketErrorCode.badInput, refusal };
}

function readSaying(
  server: ServerContext,
  session: SocketSession,
  body: { readonly channel_id: string; readonly content: string },
  doing: string,
  messageId?: string,
): Saying | (Outcome & { readonly refusal: string }) {
  if (messageId !== undefined && parseUuid(messageId) === undefined) {
    return badInput("Invalid message identifier");
  }
  const channel = parseChannelId(body.channel_id);
  if (channel === undefined) return badInput("Invalid channel identifier");
  if (!isJsonObject(body.content)) return badInput("Message content must be a valid JSON object");
  const presence = server.tracker.get(session.id, channel);
  if (presence === undefined) return badInput(`Must join channel before ${doing} messages`);
  return { channel, session, content: body.content, persistent: presence.persistence };
}

function messageOf(
  server: ServerContext,
  { channel, session, content }: Saying,
  code: number,
): StoredMessage {
  const nowMs = server.clock.nowMs();
  return {
    id: randomUuid(server.random),
    stream: channel,
    code,
    senderId: session.userId,
    username: session.username,
    content,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}

function send(server: ServerContext, saying: Saying): Outcome {
  const message = messageOf(server, saying, MessageCode.chat);
  if (saying.persistent) {
    const content = jsonbText(saying.content);
    if (content === undefined) return notKept("message");
    server.messages.add({ ...message, content });
  }
  return { message };
}

function notKept(what: string): Outcome {
  return {
    code: SocketErrorCode.runtimeException,
    refusal: `Could not persist ${what} to channel history`,
  };
}

/** Without persistence nothing is looked up, and everyone is told whatever the sender says. */
function update(server: ServerContext, saying: Saying, messageId: string): Outcome {
  const message = { ...messageOf(server, saying, MessageCode.update), id: messageId };
  if (!saying.persistent) return { message };
  const content = jsonbText(saying.content);
  if (content === undefined) return notKept("message update");
  const { username, updatedAtMs } = message;
  const changed = server.messages.update(messageId, message.senderId, { username, content, updatedAtMs });
  if (changed === undefined) return badInput("Could not find message to update in channel history");
  return { message: { ...message, createdAtMs: changed.createdAtMs } };
}

function remove(server: ServerContext, saying: Saying, messageId: string): Outcome {
  const message = { ...messageOf(server, saying, MessageCode.remove), id: messageId };
  if (!saying.persistent) return { message };
  const removed = server.messages.remove(messageId, message.senderId);
  if (removed === undefined) return badInput("Could not find message to remove in channel history");
  const { createdAtMs, updatedAtMs } = removed;
  return { message: { ...message, createdAtMs, updatedAtMs } };
}

/** Tells everyone in the channel, the sender too, and gives back what the sender gets as answer. */
function publish(
  server: ServerContext,
  message: StoredMessage,
  session: SocketSession,
): Encodable<typeof channelMessageAckTable> {
  const persistent = server.tracker.get(session.id, message.stream)?.persistence ?? false;
  const view = messageView(message, persistent);
  server.sockets.sendTo(server.tracker.sessionIds(message.stream), { channel_message: view });
  return view;
}
