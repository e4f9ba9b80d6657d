import type { Decoded } from "../messages/field.js";
import type { partyCreateTable } from "../messages/party-tables.js";
import { Party } from "../parties/party.js";
import { PartyRefusal } from "../parties/party-refusal.js";
import { parseDottedId } from "../presence/dotted-id.js";
import { type Presence, type PresenceChange, type Tracked, trackedOf } from "../presence/presence-tracker.js";
import { StreamMode, stream } from "../presence/stream.js";
import type { ServerContext } from "../runtime/server-context.js";
import { randomUuid } from "../runtime/uuid.js";
import { SocketErrorCode, type SocketRequest } from "../socket/message-handlers.js";
import type { Area } from "./area.js";
import { presenceView } from "./presence-view.js";
import { memberView, withinParty } from "./within-party.js";

const MAX_SIZE = 256;

/** Parties: made, joined, left, and what their members say to each other. */
export function partyArea(server: ServerContext): Area {
  const { parties, sockets, tracker } = server;
  tracker.listen(StreamMode.party, (change) => tellPresences(server, change));
  return {
    messages: {
      party_create: (request) => create(server, request),
      party_join: withinParty(parties, "Error joining party", (party, { session }) => {
        if (party.isFull) throw new PartyRefusal("party full");
        const who = trackedOf(session);
        if (!party.open) {
          party.request(who);
          sockets.sendTo([party.leader.id], {
            party_join_request: { party_id: party.id, presences: [memberView(who)] },
          });
          return undefined;
        }
        party.admit(who);
        server.matchmaker.removePartyAll(party.id);
        tracker.track(who, party.stream);
        return undefined;
      }),
      party_leave({ session, body, reply, fail }) {
        const id = parseDottedId(body.party_id);
        if (id === undefined) fail(SocketErrorCode.badInput, "Invalid party ID");
        else {
          tracker.untrack(session.id, stream(StreamMode.party, id.uuid, id.node));
          reply({});
        }
      },
      party_data_send: withinParty(parties, "Error sending party data", (party, { session, body }) => {
        const sender = party.members.find((member) => member.id === session.id);
        if (sender === undefined) throw new PartyRefusal("party member not found");
        const receivers = party.members.filter((member) => member !== sender).map((member) => member.id);
        sockets.sendTo(receivers, {
          party_data: {
            party_id: party.id,
            presence: memberView(sender),
            op_code: body.op_code,
            data: body.data,
          },
        });
        return undefined;
      }),
    },
  };
}

function create(server: ServerContext, request: SocketRequest<Decoded<typeof partyCreateTable>>): void {
  const { session, body, reply, fail } = request;
  if (body.max_size < 0 || body.max_size > MAX_SIZE) {
    fail(SocketErrorCode.badInput, "Invalid party max size, must be 1-256");
    return;
  }
  const creator = trackedOf(session);
  const party = found(server, body, creator);
  if ("refusal" in party) {
    fail(SocketErrorCode.badInput, `Error creating party: ${party.refusal}`);
    return;
  }
  server.parties.add(party);
  server.tracker.track(creator, party.stream);
  const self = memberView(creator);
  reply({ party: { ...body, party_id: party.id, self, leader: self, presences: [self] } });
}

function found(
  server: ServerContext,
  body: Decoded<typeof partyCreateTable>,
  creator: Tracked,
): Party | { readonly refusal: string } {
  try {
    return new Party(randomUuid(server.random), { ...body, maxSize: body.max_size }, creator);
  } catch (error) {
    if (error instanceof PartyRefusal) return { refusal: error.message };
    throw error;
  }
}

/** The party itself hears of it before its members do: newcomers are told of it, and a new leader is found. */
function tellPresences(server: ServerContext, { stream, joins, leaves }: PresenceChange): void {
  const party = server.parties.get(stream.subject);
  if (party !== undefined) {
    for (const presence of joins) welcome(server, party, presence);
    for (const presence of leaves) farewell(server, party, presence.sessionId);
  }
  server.sockets.sendTo(server.tracker.sessionIds(stream), {
    party_presence_event: {
      party_id: `${stream.subject}.${stream.label}`,
      joins: joins.map(presenceView),
      leaves: leaves.map(presenceView),
    },
  });
}

function welcome(server: ServerContext, party: Party, presence: Presence): void {
  const { sessionId: id, userId, username } = presence;
  const newcomer: Tracked = { id, userId, username };
  if (!party.admit(newcomer)) return;
  server.sockets.sendTo([id], {
    party: {
      party_id: party.id,
      open: party.open,
      max_size: party.maxSize,
      self: memberView(newcomer),
      leader: memberView(party.leader),
      presences: party.members.map(memberView),
    },
  });
}

function farewell(server: ServerContext, party: Party, sessionId: string): void {
  if (!party.release(sessionId)) return;
  server.matchmaker.removePartyAll(party.id);
  if (party.leader.id !== sessionId) return;
  const [oldest] = party.members;
  if (oldest === undefined) {
    server.parties.remove(party);
    return;
  }
  party.promote(oldest);
  server.sockets.sendTo(server.tracker.sessionIds(party.stream), {
    party_leader: { party_id: party.id, presence: memberView(oldest) },
  });
}
