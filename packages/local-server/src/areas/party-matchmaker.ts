import { checkCounts } from "../matchmaking/check-counts.js";
import type { AddResult } from "../matchmaking/matchmaker.js";
import type { Decoded } from "../messages/field.js";
import type { partyMatchmakerAddTable } from "../messages/party-tables.js";
import type { Party } from "../parties/party.js";
import { PartyRefusal } from "../parties/party-refusal.js";
import type { ServerContext } from "../runtime/server-context.js";
import { SocketErrorCode } from "../socket/message-handlers.js";
import type { Area } from "./area.js";
import { withinParty } from "./within-party.js";

const REFUSALS: Readonly<Record<Extract<AddResult, { ok: false }>["reason"], string>> = {
  "query-invalid": "matchmaker query invalid",
  "too-many-tickets": "matchmaker too many tickets",
  "duplicate-session": "matchmaker duplicate session",
};

/** Looking for a match as a party. Every change of its members ends its search. */
export function partyMatchmakerArea(server: ServerContext): Area {
  const { parties, matchmaker, sockets } = server;
  const add = withinParty<Decoded<typeof partyMatchmakerAddTable>>(
    parties,
    "Error adding party to matchmaker",
    (party, { session, body, reply }) => {
      party.requireLeader(session.id);
      const ticket = addTicket(server, party, body);
      const told = { party_matchmaker_ticket: { party_id: body.party_id, ticket } };
      reply(told);
      sockets.sendTo(
        party.members.filter((member) => member.id !== session.id).map((member) => member.id),
        told,
      );
      return "answered";
    },
  );
  const remove = withinParty<{ readonly party_id: string; readonly ticket: string }>(
    parties,
    // So says the real server.
    "Error closing party",
    (party, { session, body }) => {
      party.requireLeader(session.id);
      if (!matchmaker.removeParty(party.id, body.ticket))
        throw new PartyRefusal("matchmaker ticket not found");
      return undefined;
    },
  );
  return {
    messages: {
      party_matchmaker_add(request) {
        const refusal = checkCounts(request.body);
        if (refusal === undefined) add(request);
        else request.fail(SocketErrorCode.badInput, refusal);
      },
      party_matchmaker_remove(request) {
        if (request.body.ticket === "") request.fail(SocketErrorCode.badInput, "Invalid matchmaker ticket");
        else remove(request);
      },
    },
  };
}

function addTicket(
  server: ServerContext,
  party: Party,
  body: Decoded<typeof partyMatchmakerAddTable>,
): string {
  const added = server.matchmaker.add({
    presences: party.members.map(({ id, userId, username }) => ({ sessionId: id, userId, username })),
    ownerSessionId: "",
    partyId: party.id,
    query: body.query === "" ? "*" : body.query,
    minCount: body.min_count,
    maxCount: body.max_count,
    countMultiple: body.count_multiple ?? 1,
    stringProperties: body.string_properties,
    numericProperties: body.numeric_properties,
  });
  if (added.ok) return added.ticket;
  throw new PartyRefusal(REFUSALS[added.reason]);
}
