import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../raw/json.js";
import {
  addTicket,
  matchmakerRounds,
  matchOf,
  newGame,
  unmatched,
  userIdsOf,
  wishFor,
} from "../raw/matchmaking.js";
import { memberOf, nextMember, openParty } from "../raw/party.js";
import { errorOf, RawSocket, socketError } from "../raw/socket.js";

function partyAdd(party_id: string, game: string, count: number): Readonly<Record<string, unknown>> {
  return {
    party_matchmaker_add: {
      party_id,
      min_count: count,
      max_count: count,
      query: `+properties.game:${game}`,
      string_properties: { game },
    },
  };
}

/** Puts a party's ticket into the pool and returns it. */
async function addParty(leader: RawSocket, partyId: string, game: string, count: number): Promise<string> {
  const answer = await leader.request(partyAdd(partyId, game, count));
  return textAt(answer, "party_matchmaker_ticket", "ticket");
}

describe("looking for a match as a party", () => {
  it("B11 · the leader gets the ticket, the members are told of it", async () => {
    const {
      partyId,
      sockets: [leader, member],
    } = await openParty(2);
    const answer = await leader.request(partyAdd(partyId, newGame(), 4));
    const told = at(answer, "party_matchmaker_ticket");
    expect(told).toEqual({ party_id: partyId, ticket: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(await member.nextOf("party_matchmaker_ticket")).toEqual(told);
    await leader.settle();
    expect(leader.unreadOf("party_matchmaker_ticket")).toEqual([]);
  });

  it("B11 · a party is matched as one, and each member is told with the party's id", async () => {
    const {
      partyId,
      sockets: [leader, member],
    } = await openParty(2);
    const single = await RawSocket.open();
    const game = newGame();
    const ticket = await addParty(leader, partyId, game, 3);
    const own = await addTicket(single, wishFor(game, { minCount: 3, maxCount: 3 }));
    const everyone = [leader, member, single].map((socket) => socket.player.userId).sort();
    for (const socket of [leader, member]) {
      const match = await matchOf(socket, ticket);
      expect(userIdsOf(match)).toEqual(everyone);
      expect(at(match, "self")).toEqual({
        presence: memberOf(socket),
        party_id: partyId,
        string_properties: { game },
      });
    }
    const match = await matchOf(single, own);
    expect(userIdsOf(match)).toEqual(everyone);
    expect(listAt(match, "users").map((user) => at(user, "party_id"))).toEqual(
      expect.arrayContaining([partyId, partyId, undefined]),
    );
  });

  it("B11 · a party that is as many as a match needs is not matched with itself", async () => {
    const {
      partyId,
      sockets: [leader],
    } = await openParty(2);
    await addParty(leader, partyId, newGame(), 2);
    await matchmakerRounds(2);
    await leader.settle();
    expect(unmatched(leader)).toBe(true);
  });

  it("B11 · the leader takes the ticket back", async () => {
    const {
      partyId: party_id,
      sockets: [leader, member],
    } = await openParty(2);
    const ticket = await addParty(leader, party_id, newGame(), 4);
    const remove = { party_matchmaker_remove: { party_id, ticket } };
    expect(await errorOf(member, remove)).toEqual(socketError(3, "Error closing party: party leader only"));
    expect(await leader.request(remove)).toEqual({ cid: expect.any(String) });
    expect(await errorOf(leader, remove)).toEqual(
      socketError(3, "Error closing party: matchmaker ticket not found"),
    );
    expect(await errorOf(leader, { party_matchmaker_remove: { party_id } })).toEqual(
      socketError(3, "Invalid matchmaker ticket"),
    );
    expect(await errorOf(leader, { party_matchmaker_remove: { party_id: "nonsense", ticket } })).toEqual(
      socketError(3, "Invalid party ID"),
    );
  });

  it("B11 · a party's ticket cannot be taken back like a player's own", async () => {
    const {
      partyId,
      sockets: [leader],
    } = await openParty(1);
    const ticket = await addParty(leader, partyId, newGame(), 2);
    expect(await errorOf(leader, { matchmaker_remove: { ticket } })).toEqual(
      socketError(3, "Matchmaker ticket not found"),
    );
  });

  it("B11 · every coming and going ends the search", async () => {
    const {
      partyId: party_id,
      sockets: [leader, member],
    } = await openParty(2);
    const gone = async (ticket: string): Promise<void> => {
      expect(await errorOf(leader, { party_matchmaker_remove: { party_id, ticket } })).toEqual(
        socketError(3, "Error closing party: matchmaker ticket not found"),
      );
    };
    const before = await addParty(leader, party_id, newGame(), 4);
    const third = await RawSocket.open();
    await third.request({ party_join: { party_id } });
    await gone(before);
    const after = await addParty(leader, party_id, newGame(), 4);
    await member.request({ party_leave: { party_id } });
    await nextMember(leader, "leaves", member);
    await gone(after);
  });

  it("B11 · is refused to members, for counts that are none, and for too many tickets", async () => {
    const {
      partyId,
      sockets: [leader, member],
    } = await openParty(2);
    const add = (fields: Readonly<Record<string, unknown>>, socket = leader): Promise<unknown> =>
      errorOf(socket, {
        party_matchmaker_add: { party_id: partyId, min_count: 4, max_count: 4, query: "+a:b", ...fields },
      });
    const failed = (why: string): unknown => socketError(3, `Error adding party to matchmaker: ${why}`);
    expect(await add({}, member)).toEqual(failed("party leader only"));
    expect(await add({ min_count: 1 })).toEqual(socketError(3, "Invalid minimum count, must be >= 2"));
    expect(await add({ max_count: 3 })).toEqual(
      socketError(3, "Invalid maximum count, must be >= minimum count"),
    );
    expect(await add({ count_multiple: 3 })).toEqual(
      socketError(3, "Invalid count multiple for minimum count, must divide"),
    );
    expect(await add({ party_id: "nonsense" })).toEqual(socketError(3, "Invalid party ID"));
    expect(await add({ query: '+"' })).toEqual(failed("matchmaker query invalid"));
    for (let ticket = 0; ticket < 3; ticket++) expect(await add({})).toBeUndefined();
    expect(await add({})).toEqual(failed("matchmaker too many tickets"));
  });
});
