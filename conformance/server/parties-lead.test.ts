import { describe, expect, it } from "vitest";
import { at, textAt } from "../raw/json.js";
import { createMatch, joinMatch, matchIdOf, nextPresence } from "../raw/match.js";
import { askToJoin, createParty, joinParty, memberOf, nextMember, openParty, welcome } from "../raw/party.js";
import { errorOf, openSockets, RawSocket, socketError } from "../raw/socket.js";

const ACKNOWLEDGED = { cid: expect.any(String) };

/** A closed party with its leader, and some who are not in it. */
async function closedParty(max_size = 8): Promise<{
  readonly partyId: string;
  readonly leader: RawSocket;
  readonly others: readonly [RawSocket, RawSocket, RawSocket];
}> {
  const [leader, ...others] = await openSockets(4);
  const partyId = textAt(await createParty(leader, { open: false, max_size }), "party_id");
  return { partyId, leader, others };
}

describe("a closed party", () => {
  it("B11 · asks its leader about whoever wants to join, and lets in whom the leader accepts", async () => {
    const {
      partyId,
      leader,
      others: [asking],
    } = await closedParty();
    const request = await askToJoin(asking, partyId, leader);
    expect(request).toEqual({ party_id: partyId, presences: [memberOf(asking)] });
    await asking.settle();
    expect(asking.unreadOf("party")).toEqual([]);
    const accept = { party_accept: { party_id: partyId, presence: memberOf(asking) } };
    expect(await leader.request(accept)).toEqual(ACKNOWLEDGED);
    expect(await welcome(asking)).toEqual({
      party_id: partyId,
      max_size: 8,
      self: memberOf(asking),
      leader: memberOf(leader),
      presences: [memberOf(leader), memberOf(asking)],
    });
    await nextMember(leader, "joins", asking);
    expect(await errorOf(leader, accept)).toEqual(
      socketError(3, "Error accepting party join request: party join request not found"),
    );
  });

  it("B11 · lists who asks for its leader only", async () => {
    const {
      partyId,
      leader,
      others: [one, two],
    } = await closedParty();
    const list = { party_join_request_list: { party_id: partyId } };
    const listed = async (): Promise<unknown> => at(await leader.request(list), "party_join_request");
    expect(await listed()).toEqual({ party_id: partyId });
    await askToJoin(one, partyId, leader);
    await askToJoin(two, partyId, leader);
    expect(await listed()).toEqual({ party_id: partyId, presences: [memberOf(one), memberOf(two)] });
    expect(await errorOf(one, list)).toEqual(
      socketError(3, "Error listing party join requests: party leader only"),
    );
  });

  it("B11 · turns down a player who asks twice, and those who ask when too many do", async () => {
    const {
      partyId,
      leader,
      others: [one, two, three],
    } = await closedParty(2);
    await askToJoin(one, partyId, leader);
    const join = (socket: RawSocket): Promise<unknown> =>
      errorOf(socket, { party_join: { party_id: partyId } });
    expect(await join(one)).toEqual(socketError(3, "Error joining party: party join request duplicate"));
    await askToJoin(two, partyId, leader);
    expect(await join(three)).toEqual(socketError(3, "Error joining party: party join requests full"));
  });

  it("B11 · refuses to accept when it is full, and one who has gone meanwhile", async () => {
    const {
      partyId,
      leader,
      others: [one, two, three],
    } = await closedParty(3);
    for (const socket of [one, two, three]) await askToJoin(socket, partyId, leader);
    const accept = (socket: RawSocket): Promise<unknown> =>
      leader.request({ party_accept: { party_id: partyId, presence: memberOf(socket) } });
    // That the server knows of the end of a socket shows in a match.
    await joinMatch(leader, matchIdOf(await createMatch(one)));
    one.webSocket.close();
    await nextPresence(leader, "leaves", one);
    expect(at(await accept(one), "error")).toEqual(
      socketError(3, "Error accepting party join request: party could not accept request"),
    );
    expect(await accept(two)).toEqual(ACKNOWLEDGED);
    expect(await accept(three)).toEqual(ACKNOWLEDGED);
    const late = await RawSocket.open();
    expect(await errorOf(late, { party_join: { party_id: partyId } })).toEqual(
      socketError(3, "Error joining party: party full"),
    );
    expect(at(await accept(three), "error")).toEqual(
      socketError(3, "Error accepting party join request: party full"),
    );
  });

  it("B11 · forgets whom the leader turns down, without a word to them", async () => {
    const {
      partyId,
      leader,
      others: [asking],
    } = await closedParty();
    await askToJoin(asking, partyId, leader);
    const remove = { party_remove: { party_id: partyId, presence: memberOf(asking) } };
    expect(await leader.request(remove)).toEqual(ACKNOWLEDGED);
    await asking.settle();
    expect(asking.unreadOf("party_close")).toEqual([]);
    await askToJoin(asking, partyId, leader);
  });
});

describe("the leader", () => {
  it("B11 · makes a member leader, which all are told", async () => {
    const { partyId, sockets } = await openParty(2);
    const [leader, member] = sockets;
    const promote = { party_promote: { party_id: partyId, presence: memberOf(member) } };
    expect(await leader.request(promote)).toEqual(ACKNOWLEDGED);
    for (const socket of sockets) {
      expect(await socket.nextOf("party_leader")).toEqual({ party_id: partyId, presence: memberOf(member) });
    }
    expect(await errorOf(leader, promote)).toEqual(
      socketError(3, "Error promoting new party leader: party leader only"),
    );
  });

  it("B11 · sends a member away: the others are told of the leaving, the member of the end", async () => {
    const { partyId, sockets } = await openParty(3);
    const [leader, kicked, other] = sockets;
    const remove = { party_remove: { party_id: partyId, presence: memberOf(kicked) } };
    expect(await leader.request(remove)).toEqual(ACKNOWLEDGED);
    expect(await kicked.nextOf("party_close")).toEqual({ party_id: partyId });
    for (const socket of [leader, other]) await nextMember(socket, "leaves", kicked);
    await kicked.settle();
    expect(kicked.unreadOf("party_presence_event")).toEqual([]);
    expect(await errorOf(kicked, { party_data_send: { party_id: partyId } })).toEqual(
      socketError(3, "Error sending party data: party member not found"),
    );
    expect(await errorOf(leader, remove)).toEqual(
      socketError(3, "Error removing party member or join request: party member not found"),
    );
  });

  it("B11 · cannot send itself away", async () => {
    const {
      partyId,
      sockets: [leader],
    } = await openParty(1);
    expect(
      await errorOf(leader, { party_remove: { party_id: partyId, presence: memberOf(leader) } }),
    ).toEqual(socketError(3, "Error removing party member or join request: party cannot remove self"));
  });

  it("B11 · ends the party: all are told, nobody leaves, its id is free of it", async () => {
    const { partyId, sockets } = await openParty(2);
    const [leader, member] = sockets;
    expect(await errorOf(member, { party_close: { party_id: partyId } })).toEqual(
      socketError(3, "Error closing party: party leader only"),
    );
    expect(await leader.request({ party_close: { party_id: partyId } })).toEqual(ACKNOWLEDGED);
    for (const socket of sockets) {
      expect(await socket.nextOf("party_close")).toEqual({ party_id: partyId });
      await socket.settle();
      expect(socket.unreadOf("party_presence_event")).toEqual([]);
    }
    expect(await errorOf(leader, { party_close: { party_id: partyId } })).toEqual(
      socketError(3, "Error closing party: party not found"),
    );
  });

  it("B11 · changes label, openness and visibility, which all are told", async () => {
    const { partyId, sockets } = await openParty(2);
    const [leader, member] = sockets;
    const update = { party_id: partyId, label: '{"mode":"solo"}', open: false };
    expect(await leader.request({ party_update: update })).toEqual(ACKNOWLEDGED);
    for (const socket of sockets) {
      expect(await socket.nextOf("party_update")).toEqual({ party_id: partyId, label: '{"mode":"solo"}' });
    }
    const late = await RawSocket.open();
    await askToJoin(late, partyId, leader);
    expect(await errorOf(member, { party_update: update })).toEqual(
      socketError(3, "Error updating party: party leader only"),
    );
  });

  it("B11 · cannot hide a party that has a label, nor give it one that is none", async () => {
    const {
      partyId: party_id,
      sockets: [leader],
    } = await openParty(1);
    const update = (fields: Readonly<Record<string, unknown>>): Promise<unknown> =>
      errorOf(leader, { party_update: { party_id, ...fields } });
    expect(await update({ label: '{"a":1}', hidden: true })).toEqual(
      socketError(3, "Error updating party: party is hidden and label is not empty, invalid operation"),
    );
    expect(await update({ label: "nonsense" })).toMatchObject({
      message: expect.stringMatching(/^Error updating party: failed to unmarshal party label: /),
    });
    expect(await update({ hidden: true })).toBeUndefined();
    expect(await update({ label: "{}", hidden: true })).toBeUndefined();
  });

  it("B11 · must say who is meant, all of it", async () => {
    const {
      partyId: party_id,
      sockets: [leader, member],
    } = await openParty(2);
    const { username, ...nameless } = memberOf(member);
    const wrong = { ...memberOf(member), username: `${username}x` };
    const texts = {
      party_promote: "Error promoting new party leader: party member not found",
      party_accept: "Error accepting party join request: party join request not found",
      party_remove: "Error removing party member or join request: party member not found",
    };
    for (const [name, text] of Object.entries(texts)) {
      const say = (presence?: unknown): Promise<unknown> =>
        errorOf(leader, { [name]: { party_id, ...(presence === undefined ? {} : { presence }) } });
      expect(await say()).toEqual(socketError(3, "Invalid presence"));
      expect(await say(nameless)).toEqual(socketError(3, "Invalid presence"));
      expect(await say(wrong)).toEqual(socketError(3, text));
      const elsewhere = { party_id: "nonsense", presence: wrong };
      expect(await errorOf(leader, { [name]: elsewhere })).toEqual(socketError(3, "Invalid party ID"));
    }
    const late = await RawSocket.open();
    expect(await joinParty(late, party_id)).toMatchObject({ leader: memberOf(leader) });
  });
});
