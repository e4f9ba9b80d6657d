import { verifyJwt } from "../auth/jwt.js";
import type { Decoded, Encodable } from "../messages/field.js";
import type { matchDataSendTable, matchJoinTable, matchTable } from "../messages/match-tables.js";
import type { userPresenceTable } from "../messages/presence-tables.js";
import { type DottedId, parseDottedId } from "../presence/dotted-id.js";
import { type Presence, trackedOf } from "../presence/presence-tracker.js";
import { type Stream, StreamMode, stream } from "../presence/stream.js";
import type { ServerContext } from "../runtime/server-context.js";
import { nameUuid, parseUuid, randomUuid } from "../runtime/uuid.js";
import { SocketErrorCode, type SocketRequest } from "../socket/message-handlers.js";
import type { SocketSession } from "../socket/socket-session.js";
import type { Area } from "./area.js";
import { presenceView } from "./presence-view.js";

type PresenceView = Encodable<typeof userPresenceTable>;

/** Relayed matches: a match is the set of those who are in it, and is gone with the last. */
export function matchArea(server: ServerContext): Area {
  server.tracker.listen(StreamMode.matchRelayed, ({ stream, joins, leaves }) => {
    server.sockets.sendTo(server.tracker.sessionIds(stream), {
      match_presence_event: {
        match_id: `${stream.subject}.`,
        joins: joins.map(presenceView),
        leaves: leaves.map(presenceView),
      },
    });
  });
  server.tracker.listen(StreamMode.matchAuthoritative, ({ stream, joins, leaves }) => {
    const { subject: uuid, label: node } = stream;
    server.matches.find({ uuid, node })?.changed(joins, leaves);
    server.sockets.sendTo(server.tracker.sessionIds(stream), {
      match_presence_event: {
        match_id: `${uuid}.${node}`,
        joins: joins.map(presenceView),
        leaves: leaves.map(presenceView),
      },
    });
  });
  return {
    messages: {
      match_create: ({ session, body, reply }) => reply({ match: create(server, session, body.name) }),
      match_join: (request) => join(server, request),
      match_leave({ session, body, reply, fail }) {
        const id = parseDottedId(body.match_id);
        if (id === undefined) {
          fail(SocketErrorCode.badInput, "Invalid match ID");
          return;
        }
        server.tracker.untrack(session.id, streamOf(id));
        reply({});
      },
      match_data_send: ({ session, body }) => sendData(server, session, body),
    },
  };
}

function streamOf({ uuid, node }: DottedId): Stream {
  return stream(node === "" ? StreamMode.matchRelayed : StreamMode.matchAuthoritative, uuid, node);
}

function selfView(session: SocketSession): PresenceView {
  return { user_id: session.userId, session_id: session.id, username: session.username };
}

/** A named match is joined when it exists already; then, unlike in a join, the size counts the newcomer too. */
function create(server: ServerContext, session: SocketSession, name: string): Encodable<typeof matchTable> {
  const uuid = name === "" ? randomUuid(server.random) : nameUuid(name);
  const match = stream(StreamMode.matchRelayed, uuid);
  const isNew = server.tracker.track(session, match);
  const present = name === "" ? [] : server.tracker.list(match);
  return {
    match_id: `${uuid}.`,
    size: name === "" ? 1 : present.length,
    presences: others(present, session, isNew).map(presenceView),
    self: selfView(session),
  };
}

/** Leaves oneself out of the list, but only where one was not in it before. */
function others(present: readonly Presence[], session: SocketSession, isNew: boolean): readonly Presence[] {
  return isNew ? present.filter((presence) => presence.sessionId !== session.id) : present;
}

type Joining =
  | { readonly text: string; readonly id: DottedId; readonly mayBeEmpty: boolean }
  | { readonly refusal: string };

function readJoin(server: ServerContext, body: Decoded<typeof matchJoinTable>): Joining {
  if (body.match_id !== undefined) {
    const id = parseDottedId(body.match_id);
    return id === undefined
      ? { refusal: "Invalid match ID" }
      : { text: body.match_id, id, mayBeEmpty: false };
  }
  if (body.token === undefined) return { refusal: "No match ID or token found" };
  const claims = verifyJwt(body.token, server.config.sessionEncryptionKey, server.clock.nowMs());
  const text = claims?.["mid"];
  const id = typeof text === "string" ? parseDottedId(text) : undefined;
  if (typeof text !== "string" || id === undefined) return { refusal: "Invalid match token" };
  return { text, id, mayBeEmpty: true };
}

function join(server: ServerContext, request: SocketRequest<Decoded<typeof matchJoinTable>>): void {
  const { session, body, reply, fail } = request;
  const joining = readJoin(server, body);
  if ("refusal" in joining) {
    fail(SocketErrorCode.badInput, joining.refusal);
    return;
  }
  const match = streamOf(joining.id);
  if (match.mode === StreamMode.matchAuthoritative) {
    joinAuthoritative(server, request, joining);
    return;
  }
  if (!joining.mayBeEmpty && !server.tracker.exists(match)) {
    fail(SocketErrorCode.matchNotFound, "Match not found");
    return;
  }
  const isNew = server.tracker.track(session, match);
  const presences = others(server.tracker.list(match), session, isNew).map(presenceView);
  reply({ match: { match_id: joining.text, size: presences.length, presences, self: selfView(session) } });
}

/** The match itself decides. Its presences are told as those of a relayed match are. */
function joinAuthoritative(
  server: ServerContext,
  { session, body, reply, fail }: SocketRequest<Decoded<typeof matchJoinTable>>,
  { text, id }: { readonly text: string; readonly id: DottedId },
): void {
  const match = server.matches.find(id);
  if (match === undefined) {
    fail(SocketErrorCode.matchNotFound, "Match not found");
    return;
  }
  const who = trackedOf(session);
  const isNew = !server.tracker.has(session.id, match.stream);
  const decision = isNew ? match.attempt(who, body.metadata) : ({ accept: true } as const);
  if (!decision.accept) {
    fail(SocketErrorCode.matchJoinRejected, decision.reason || "Match join rejected");
    return;
  }
  if (isNew) server.tracker.track(who, match.stream);
  const presences = others(server.tracker.list(match.stream), session, isNew).map(presenceView);
  const { label } = match;
  const self = selfView(session);
  reply({ match: { match_id: text, authoritative: true, label, size: presences.length, presences, self } });
}

/** Never acknowledged. What cannot be delivered is dropped without a word, but for a match id that is none. */
function sendData(
  server: ServerContext,
  session: SocketSession,
  body: Decoded<typeof matchDataSendTable>,
): void {
  const id = parseDottedId(body.match_id);
  if (id === undefined) {
    session.send({ error: { code: SocketErrorCode.badInput, message: "Invalid match ID" } });
    return;
  }
  const match = streamOf(id);
  if (!server.tracker.has(session.id, match)) return;
  if (match.mode === StreamMode.matchAuthoritative) {
    const { op_code: opCode, data, reliable } = body;
    server.matches.find(id)?.receive({ sender: trackedOf(session), opCode, data, reliable });
    return;
  }
  const chosen = body.presences.length === 0 ? undefined : readFilter(body.presences);
  if (body.presences.length > 0 && chosen === undefined) return;
  const receivers = server.tracker
    .sessionIds(match)
    .filter((sessionId) => (chosen === undefined ? sessionId !== session.id : chosen.has(sessionId)));
  server.sockets.sendTo(receivers, {
    match_data: {
      match_id: body.match_id,
      presence: selfView(session),
      op_code: body.op_code,
      data: body.data,
      reliable: body.reliable,
    },
  });
}

/** The sessions that a message is for. One entry without a valid user or session id spoils the whole message. */
function readFilter(
  presences: Decoded<typeof matchDataSendTable>["presences"],
): ReadonlySet<string> | undefined {
  const sessionIds = new Set<string>();
  for (const presence of presences) {
    const sessionId = parseUuid(presence.session_id);
    if (sessionId === undefined || parseUuid(presence.user_id) === undefined) return undefined;
    sessionIds.add(sessionId);
  }
  return sessionIds;
}
