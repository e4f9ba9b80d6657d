import { type ClaimedPresence, type Party, whoIs } from "../parties/party.js";
import { PartyRefusal } from "../parties/party-refusal.js";
import type { ServerContext } from "../runtime/server-context.js";
import { SocketErrorCode, type SocketRequest } from "../socket/message-handlers.js";
import type { Area } from "./area.js";
import { memberView, withinParty } from "./within-party.js";

/** What only the leader of a party may do. */
export function partyLeadArea(server: ServerContext): Area {
  const { parties, sockets, tracker } = server;
  const all = (party: Party): readonly string[] => tracker.sessionIds(party.stream);
  return {
    messages: {
      party_promote: aboutSomeone(
        server,
        "Error promoting new party leader",
        "party member not found",
        (party, claimed) => {
          const member = whoIs(claimed, party.members);
          if (member === undefined) return false;
          party.promote(member);
          sockets.sendTo(all(party), { party_leader: { party_id: party.id, presence: memberView(member) } });
          return true;
        },
      ),
      party_accept: aboutSomeone(
        server,
        "Error accepting party join request",
        "party join request not found",
        (party, claimed) => {
          if (party.isFull) throw new PartyRefusal("party full");
          const newcomer = whoIs(claimed, party.requests);
          if (newcomer === undefined) return false;
          party.endRequest(newcomer);
          if (sockets.get(newcomer.id) === undefined)
            throw new PartyRefusal("party could not accept request");
          party.admit(newcomer);
          tracker.track(newcomer, party.stream);
          server.matchmaker.removePartyAll(party.id);
          return true;
        },
      ),
      party_remove: aboutSomeone(
        server,
        "Error removing party member or join request",
        "party member not found",
        (party, claimed) => remove(server, party, claimed),
      ),
      party_close: withinParty(parties, "Error closing party", (party, { session }) => {
        party.requireLeader(session.id);
        sockets.sendTo(all(party), { party_close: { party_id: party.id } });
        parties.remove(party);
        tracker.clear(party.stream);
        server.matchmaker.removePartyAll(party.id);
        return undefined;
      }),
      party_join_request_list: withinParty(
        parties,
        "Error listing party join requests",
        (party, { session, body }) => {
          party.requireLeader(session.id);
          return {
            party_join_request: { party_id: body.party_id, presences: party.requests.map(memberView) },
          };
        },
      ),
      party_update: withinParty(parties, "Error updating party", (party, { session, body }) => {
        party.requireLeader(session.id);
        if (body.hidden && body.label !== "" && body.label !== "{}") {
          throw new PartyRefusal("party is hidden and label is not empty, invalid operation");
        }
        party.update(body);
        sockets.sendTo(all(party), {
          party_update: { party_id: party.id, label: body.label, open: body.open, hidden: body.hidden },
        });
        return undefined;
      }),
    },
  };
}

interface AboutSomeone {
  readonly party_id: string;
  readonly presence: ClaimedPresence | undefined;
}

/** Makes the handler of a message by which a leader does something with someone; `act` says false when they are not there. */
function aboutSomeone(
  server: ServerContext,
  complaint: string,
  absent: string,
  act: (party: Party, claimed: ClaimedPresence) => boolean,
): (request: SocketRequest<AboutSomeone>) => void {
  return (request) => {
    const { presence } = request.body;
    if (!presence?.user_id || !presence.session_id || !presence.username) {
      request.fail(SocketErrorCode.badInput, "Invalid presence");
      return;
    }
    withinParty<AboutSomeone>(server.parties, complaint, (party, { session }) => {
      party.requireLeader(session.id);
      if (!act(party, presence)) throw new PartyRefusal(absent);
      return undefined;
    })(request);
  };
}

/** Sends a member away, or refuses someone who asks to be let in, who does not hear of it. */
function remove(server: ServerContext, party: Party, claimed: ClaimedPresence): boolean {
  if (whoIs(claimed, [party.leader]) !== undefined) throw new PartyRefusal("party cannot remove self");
  const member = whoIs(claimed, party.members);
  const request = member === undefined ? whoIs(claimed, party.requests) : undefined;
  if (request !== undefined) {
    party.endRequest(request);
    return true;
  }
  if (member === undefined) return false;
  server.matchmaker.removePartyAll(party.id);
  party.release(member.id);
  server.tracker.untrack(member.id, party.stream);
  server.sockets.sendTo([member.id], { party_close: { party_id: party.id } });
  return true;
}
