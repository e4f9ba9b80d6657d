import { channelId } from "../areas/channel-id.js";
import type { channelMessageTable } from "../messages/channel-tables.js";
import type { Encodable } from "../messages/field.js";
import { type Stream, StreamMode } from "../presence/stream.js";
import type { StoredMessage } from "./message-store.js";

/** What a channel is for, in the fields in which messages, events and answers name it. */
export interface ChannelNames {
  readonly room_name?: string;
  readonly group_id?: string;
  readonly user_id_one?: string;
  readonly user_id_two?: string;
}

/** Names a channel by what it is for. */
export function channelNames({ mode, subject, subcontext, label }: Stream): ChannelNames {
  if (mode === StreamMode.group) return { group_id: subject };
  if (mode === StreamMode.directMessage) return { user_id_one: subject, user_id_two: subcontext };
  return { room_name: label };
}

/** A message as it is sent to clients. */
export function messageView(
  message: StoredMessage,
  persistent: boolean,
): Encodable<typeof channelMessageTable> {
  return {
    channel_id: channelId(message.stream),
    message_id: message.id,
    code: message.code,
    sender_id: message.senderId,
    username: message.username,
    content: message.content,
    create_time: message.createdAtMs,
    update_time: message.updatedAtMs,
    persistent,
    ...channelNames(message.stream),
  };
}
