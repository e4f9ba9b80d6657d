import { outcome } from "./api.js";
import { at, listAt, textAt } from "./json.js";
import { type Player, unique } from "./player.js";
import type { RawSocket } from "./socket.js";

/** The kinds of channels, as they are asked for. */
export const ChannelType = { room: 1, direct: 2, group: 3 } as const;

/** Joins a channel, a room unless said otherwise, and gives back the channel. Throws when it is refused. */
export async function joinChannel(
  socket: RawSocket,
  target: string,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const answer = await socket.request({ channel_join: { target, type: ChannelType.room, ...fields } });
  const channel = at(answer, "channel");
  if (channel === undefined) throw new Error(`no channel in ${JSON.stringify(answer)}`);
  return channel;
}

/** A room with everyone in it that was given, all having seen each other come. */
export async function openRoom(...sockets: readonly RawSocket[]): Promise<string> {
  const name = unique("room");
  for (const [index, socket] of sockets.entries()) {
    const sessionId = textAt(await joinChannel(socket, name), "self", "session_id");
    for (const other of sockets.slice(0, index + 1)) await nextChange(other, "joins", sessionId);
  }
  return `2...${name}`;
}

/** Waits for the event in which a session comes to a channel or leaves it. */
export function nextChange(socket: RawSocket, kind: "joins" | "leaves", sessionId: string): Promise<unknown> {
  return socket.next((envelope) =>
    listAt(envelope, "channel_presence_event", kind).some((one) => at(one, "session_id") === sessionId),
  );
}

/** Says something in a channel and gives back the answer. */
export async function say(socket: RawSocket, channelId: string, content: unknown): Promise<unknown> {
  const answer = await socket.request({
    channel_message_send: { channel_id: channelId, content: JSON.stringify(content) },
  });
  return at(answer, "channel_message_ack") ?? at(answer, "error");
}

/** Reads a channel's history. */
export function history({ authorization }: Player, channelId: string, query = ""): Promise<unknown> {
  return outcome("GET", `/v2/channel/${encodeURIComponent(channelId)}?${query}`, { authorization });
}

/** What was said, in the history's order. */
export function contentsIn(answer: unknown): readonly unknown[] {
  return listAt(answer, "json", "messages").map((one) => at(one, "content"));
}
