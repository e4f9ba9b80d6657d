import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { at, textAt } from "../raw/json.js";
import { createParty, joinParty, memberOf, nextMember, openParty } from "../raw/party.js";
import { errorOf, openSockets, RawSocket, socketError } from "../raw/socket.js";

const ACKNOWLEDGED = { cid: expect.any(String) };
const PARTY_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\.[^.]+$/;

describe("creating a party", () => {
  it("B11 · answers with the party, which one leads", async () => {
    const socket = await RawSocket.open();
    const label = '{"mode":"duo"}';
    const party = await createParty(socket, { open: true, max_size: 2, label });
    const self = memberOf(socket);
    expect(party).toEqual({
      party_id: expect.stringMatching(PARTY_ID),
      open: true,
      max_size: 2,
      self,
      leader: self,
      presences: [self],
      label,
    });
  });

  it("B11 · tells the creator of the party once more, and that it has come", async () => {
    const socket = await RawSocket.open();
    const party = at(await socket.request({ party_create: { open: false, max_size: 4 } }), "party");
    const party_id = textAt(party, "party_id");
    const self = at(party, "self");
    const told = await socket.nextOf("party");
    expect(told).toEqual({ party_id, max_size: 4, self, leader: self, presences: [self] });
    expect(await socket.nextOf("party_presence_event")).toEqual({ party_id, joins: [self] });
  });

  it("B11 · refuses sizes below 0 and above 256", async () => {
    const socket = await RawSocket.open();
    const refused = socketError(3, "Invalid party max size, must be 1-256");
    for (const max_size of [-1, 257]) {
      expect(await errorOf(socket, { party_create: { max_size } })).toEqual(refused);
    }
    expect(at(await socket.request({ party_create: { max_size: 256 } }), "party", "max_size")).toBe(256);
  });

  it("B11 · refuses a label that is no object or longer than 2048 bytes", async () => {
    const socket = await RawSocket.open();
    const refusedFor = async (label: string, why: string): Promise<void> => {
      expect(await errorOf(socket, { party_create: { max_size: 2, label } })).toEqual(
        socketError(3, `Error creating party: ${why}`),
      );
    };
    const unreadable = "failed to unmarshal party label: ";
    await refusedFor("x", `${unreadable}invalid character 'x' looking for beginning of value`);
    await refusedFor("{", `${unreadable}unexpected end of JSON input`);
    const type = "Go value of type map[string]interface {}";
    await refusedFor("[]", `${unreadable}json: cannot unmarshal array into ${type}`);
    await refusedFor('"duo"', `${unreadable}json: cannot unmarshal string into ${type}`);
    await refusedFor("7", `${unreadable}json: cannot unmarshal number into ${type}`);
    await refusedFor("true", `${unreadable}json: cannot unmarshal bool into ${type}`);
    await refusedFor(`{"a":"${"x".repeat(2041)}"}`, "party label too long");
  });
});

describe("joining an open party", () => {
  it("B11 · is acknowledged; the newcomer is told of the party, and all are told of the newcomer", async () => {
    const [leader, joiner] = await openSockets(2);
    const partyId = textAt(await createParty(leader, { label: '{"a":1}' }), "party_id");
    expect(await joiner.request({ party_join: { party_id: partyId } })).toEqual(ACKNOWLEDGED);
    const told = await joiner.nextOf("party");
    joiner.noteSessionId(textAt(told, "self", "session_id"));
    expect(told).toEqual({
      party_id: partyId,
      open: true,
      max_size: 8,
      self: memberOf(joiner),
      leader: memberOf(leader),
      presences: [memberOf(leader), memberOf(joiner)],
    });
    for (const socket of [leader, joiner]) {
      expect(await nextMember(socket, "joins", joiner)).toEqual({
        party_id: partyId,
        joins: [memberOf(joiner)],
      });
    }
  });

  it("B11 · once more is acknowledged and told to nobody", async () => {
    const { partyId, sockets } = await openParty(2);
    const [leader, joiner] = sockets;
    expect(await joiner.request({ party_join: { party_id: partyId } })).toEqual(ACKNOWLEDGED);
    for (const socket of sockets) await socket.settle();
    for (const socket of [leader, joiner]) {
      expect(socket.unreadOf("party")).toEqual([]);
      expect(socket.unreadOf("party_presence_event")).toEqual([]);
    }
  });

  it("B11 · is refused when it is full", async () => {
    const { partyId } = await openParty(2, { max_size: 2 });
    const late = await RawSocket.open();
    expect(await errorOf(late, { party_join: { party_id: partyId } })).toEqual(
      socketError(3, "Error joining party: party full"),
    );
  });

  it("B11 · is refused for an id that is none or that no party has", async () => {
    const socket = await RawSocket.open();
    const join = (party_id: string): Promise<unknown> => errorOf(socket, { party_join: { party_id } });
    for (const id of ["", "nonsense", "nonsense.node", randomUUID()]) {
      expect(await join(id)).toEqual(socketError(3, "Invalid party ID"));
    }
    for (const id of [`${randomUUID()}.nakama`, `${randomUUID()}.no-such-node`, `${randomUUID()}.`]) {
      expect(await join(id)).toEqual(socketError(3, "Error joining party: party not found"));
    }
  });
});

describe("leaving a party", () => {
  it("B11 · is acknowledged and told to the others only", async () => {
    const {
      partyId,
      sockets: [leader, member],
    } = await openParty(2);
    expect(await member.request({ party_leave: { party_id: partyId } })).toEqual(ACKNOWLEDGED);
    expect(await nextMember(leader, "leaves", member)).toEqual({
      party_id: partyId,
      leaves: [memberOf(member)],
    });
    await member.settle();
    expect(member.unreadOf("party_presence_event")).toEqual([]);
  });

  it("B11 · is acknowledged even where one is not, but not for an id that is none", async () => {
    const socket = await RawSocket.open();
    const leave = (party_id: string): Promise<unknown> => socket.request({ party_leave: { party_id } });
    expect(await leave(`${randomUUID()}.nakama`)).toEqual(ACKNOWLEDGED);
    expect(at(await leave("nonsense"), "error")).toEqual(socketError(3, "Invalid party ID"));
  });

  it("B11 · of the leader makes the oldest member leader, which is told before the leaving", async () => {
    const {
      partyId,
      sockets: [leader, second, third],
    } = await openParty(3);
    await leader.close();
    for (const socket of [second, third]) {
      const first = await socket.next(
        (one) => at(one, "party_leader") !== undefined || at(one, "party_presence_event") !== undefined,
      );
      expect(at(first, "party_leader")).toEqual({ party_id: partyId, presence: memberOf(second) });
      await nextMember(socket, "leaves", leader);
    }
    const late = await RawSocket.open();
    expect(await joinParty(late, partyId)).toMatchObject({
      leader: memberOf(second),
      presences: [memberOf(second), memberOf(third), memberOf(late)],
    });
  });

  it("B11 · of the last one ends the party", async () => {
    const { partyId, sockets } = await openParty(1);
    const [leader] = sockets;
    await leader.request({ party_leave: { party_id: partyId } });
    await leader.settle();
    const late = await RawSocket.open();
    expect(await errorOf(late, { party_join: { party_id: partyId } })).toEqual(
      socketError(3, "Error joining party: party not found"),
    );
  });
});

describe("data in a party", () => {
  it("B11 · reaches every member but the sender, and is acknowledged", async () => {
    const {
      partyId,
      sockets: [one, two, three],
    } = await openParty(3);
    const data = Buffer.from("hello").toString("base64");
    const sent = { party_data_send: { party_id: partyId, op_code: "7", data } };
    expect(await two.request(sent)).toEqual(ACKNOWLEDGED);
    for (const socket of [one, three]) {
      expect(await socket.nextOf("party_data")).toEqual({
        party_id: partyId,
        presence: memberOf(two),
        op_code: "7",
        data,
      });
    }
    await two.settle();
    expect(two.unreadOf("party_data")).toEqual([]);
  });

  it("B11 · sent without a cid is acknowledged by an empty message", async () => {
    const {
      partyId,
      sockets: [leader],
    } = await openParty(1);
    leader.send({ party_data_send: { party_id: partyId } });
    expect(await leader.next((envelope) => JSON.stringify(envelope) === "{}")).toEqual({});
  });

  it("B11 · of one who is not in it is refused", async () => {
    const { partyId } = await openParty(1);
    const stranger = await RawSocket.open();
    const send = (party_id: string): Promise<unknown> => errorOf(stranger, { party_data_send: { party_id } });
    expect(await send(partyId)).toEqual(socketError(3, "Error sending party data: party member not found"));
    expect(await send(`${randomUUID()}.nakama`)).toEqual(
      socketError(3, "Error sending party data: party not found"),
    );
    expect(await send("nonsense")).toEqual(socketError(3, "Invalid party ID"));
  });

  it("B11 · keeps the order in which it was sent", async () => {
    const {
      partyId,
      sockets: [one, two],
    } = await openParty(2);
    for (let op = 1; op <= 20; op++) {
      one.send({ party_data_send: { party_id: partyId, op_code: String(op) } });
    }
    const got: unknown[] = [];
    for (let op = 1; op <= 20; op++) got.push(at(await two.nextOf("party_data"), "op_code"));
    expect(got).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)));
  });
});
