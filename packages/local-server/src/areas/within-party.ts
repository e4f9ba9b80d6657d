import type { Encodable } from "../messages/field.js";
import type { userPresenceTable } from "../messages/presence-tables.js";
import type { Party } from "../parties/party.js";
import { PartyRefusal } from "../parties/party-refusal.js";
import type { PartyStore } from "../parties/party-store.js";
import { parseDottedId } from "../presence/dotted-id.js";
import type { Tracked } from "../presence/presence-tracker.js";
import { SocketErrorCode, type SocketRequest } from "../socket/message-handlers.js";

type Answer = Parameters<SocketRequest<unknown>["reply"]>[0];

/**
 * Makes the handler of a message about one party. What `act` returns is the answer, `undefined` an acknowledgement,
 * "answered" says that it has answered itself; a PartyRefusal is told after `complaint`.
 */
export function withinParty<Body extends { readonly party_id: string }>(
  parties: PartyStore,
  complaint: string,
  act: (party: Party, request: SocketRequest<Body>) => Answer | "answered" | undefined,
): (request: SocketRequest<Body>) => void {
  return (request) => {
    const id = parseDottedId(request.body.party_id);
    if (id === undefined) {
      request.fail(SocketErrorCode.badInput, "Invalid party ID");
      return;
    }
    try {
      const answer = act(parties.find(id), request) ?? {};
      if (answer !== "answered") request.reply(answer);
    } catch (error) {
      if (!(error instanceof PartyRefusal)) throw error;
      request.fail(SocketErrorCode.badInput, `${complaint}: ${error.message}`);
    }
  };
}

/** A member as it is sent to clients. */
export function memberView(member: Tracked): Encodable<typeof userPresenceTable> {
  return { user_id: member.userId, session_id: member.id, username: member.username };
}
