import { compareMessages, type PlacedMessage } from "../channels/message-store.js";
import { messageView } from "../channels/message-view.js";
import { GroupState } from "../groups/group-state.js";
import { invalidArgument } from "../http/api-error.js";
import { emptyTable, route } from "../http/route.js";
import { channelMessageListTable, listChannelMessagesRequestTable } from "../messages/channel-list-tables.js";
import type { Decoded, Encodable } from "../messages/field.js";
import { type Stream, StreamMode } from "../presence/stream.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";
import { channelId, parseChannelId } from "./channel-id.js";
import { decodeCursor, encodeCursor } from "./cursor.js";

const DEFAULT_LIMIT = 1;
const MAX_LIMIT = 100;

/** The history of channels: of rooms for everybody, of groups for members, of two players for the two. */
export function channelsListArea(server: ServerContext): Area {
  server.accounts.onDelete(({ id }) => server.messages.removeAllOf(id));
  return {
    routes: [
      route({
        method: "GET",
        path: "/v2/channel/{channel_id}",
        access: "session",
        body: emptyTable,
        query: listChannelMessagesRequestTable,
        response: channelMessageListTable,
        handle: ({ path, query, caller }) => list(server, caller.userId, path["channel_id"] ?? "", query),
      }),
    ],
  };
}

/** Where a page ended, and which way to go from there. */
interface Place {
  readonly createdAtMs: number;
  readonly position: number;
  /** Whether the whole listing goes from the oldest to the youngest. */
  readonly forward: boolean;
  /** Whether this leads to the next page or back to the one before. */
  readonly isNext: boolean;
}

function list(
  server: ServerContext,
  userId: string,
  id: string,
  { limit = DEFAULT_LIMIT, forward = true, cursor }: Decoded<typeof listChannelMessagesRequestTable>,
): Encodable<typeof channelMessageListTable> {
  if (limit < 1 || limit > MAX_LIMIT) {
    throw invalidArgument("Invalid limit - limit must be between 1 and 100.");
  }
  const channel = parseChannelId(id);
  if (channel === undefined) throw invalidArgument("Invalid channel ID.");
  const from = cursor === "" ? undefined : readPlace(cursor, channel, forward);
  checkMayRead(server, userId, channel);
  const { page, next, previous } = pageOf(server.messages.of(channel), limit, forward, from);
  const last = page.at(-1);
  const latest = last === undefined ? from : placeOf(last, true, true);
  const write = (place: Place | undefined): string => (place === undefined ? "" : writePlace(place, channel));
  return {
    messages: page.map((message) => messageView(message, true)),
    next_cursor: write(next),
    prev_cursor: write(previous),
    cacheable_cursor: write(latest && { ...latest, forward: true, isNext: latest.isNext || !latest.forward }),
  };
}

function checkMayRead(server: ServerContext, userId: string, { mode, subject, subcontext }: Stream): void {
  if (mode === StreamMode.group && !server.groups.isAtLeast(subject, userId, GroupState.member)) {
    throw invalidArgument("Group not found.");
  }
  if (mode === StreamMode.directMessage && subject !== userId && subcontext !== userId) {
    throw invalidArgument("Channel not found.");
  }
}

interface Page {
  readonly page: readonly PlacedMessage[];
  readonly next: Place | undefined;
  readonly previous: Place | undefined;
}

/** A page back is read away from where one stands, and then turned round. */
function pageOf(
  history: readonly PlacedMessage[],
  limit: number,
  forward: boolean,
  from: Place | undefined,
): Page {
  const back = from?.isNext === false;
  const ascending = forward !== back;
  const direction = ascending ? 1 : -1;
  const ordered = ascending ? history : [...history].reverse();
  const rest = ordered.filter((one) => from === undefined || compareMessages(one, from) * direction > 0);
  const page = rest.slice(0, limit);
  const [first, last] = [page[0], page.at(-1)];
  const beyond = rest.length > limit && last !== undefined ? placeOf(last, forward, !back) : undefined;
  const behind = from !== undefined && first !== undefined ? placeOf(first, forward, back) : undefined;
  return back
    ? { page: page.reverse(), next: behind, previous: beyond }
    : { page, next: beyond, previous: behind };
}

function placeOf({ createdAtMs, position }: PlacedMessage, forward: boolean, isNext: boolean): Place {
  return { createdAtMs, position, forward, isNext };
}

function writePlace({ createdAtMs, position, forward, isNext }: Place, channel: Stream): string {
  return encodeCursor([channelId(channel), createdAtMs, position, forward, isNext]);
}

/** A cursor is good for its own channel and its own direction only. */
function readPlace(cursor: string, channel: Stream, asForward: boolean): Place {
  const parts = decodeCursor(cursor, ["", 0, 0, true, true]);
  if (parts === undefined || parts[0] !== channelId(channel) || parts[3] !== asForward) {
    throw invalidArgument("Cursor is invalid or expired.");
  }
  const [, createdAtMs, position, forward, isNext] = parts;
  return { createdAtMs, position, forward, isNext };
}
