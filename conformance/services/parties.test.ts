import type { NakodoError } from "@nakodo/session";
import {
  listParties,
  type MatchmakerMatched,
  matchmake,
  onMatched,
  type PartyEvents,
  pages,
  parties,
} from "@nakodo/session/services";
import { expect, inject, it } from "vitest";
import { closing, newName, newPlayer } from "../session/players.js";
import { TcpProxy } from "../session/tcp-proxy.js";
import { EventLog } from "./event-log.js";

/** A leader, and another player who is not in the party yet. */
async function leaderAndOther(options: { open?: boolean; maxSize?: number; label?: string } = {}) {
  const [a, b] = [await newPlayer(), await newPlayer()];
  const [ofA, ofB] = [parties(a.socket), parties(b.socket)];
  const presence = EventLog.of<PartyEvents, "presence">(ofA, "presence");
  const party = await ofA.create({ maxSize: 4, ...options });
  return { a, b, ofA, ofB, party, presence };
}

/** Both in one party. */
async function twoInParty() {
  const both = await leaderAndOther();
  const partyB = await both.ofB.join(both.party.id);
  await both.presence.first();
  return { ...both, partyB };
}

it("B11 · an open party is joined at once, and all see each other", async () => {
  const { a, b, party, partyB, presence } = await twoInParty();
  expect(party).toMatchObject({ open: true, maxSize: 4, isLeader: true });
  expect(partyB).toMatchObject({ id: party.id, open: true, maxSize: 4, isLeader: false });
  expect(partyB.leader).toEqual(party.self);
  const ids = [a.session?.userId, b.session?.userId];
  expect(party.members.map((one) => one.userId)).toEqual(ids);
  expect(partyB.members.map((one) => one.userId)).toEqual(ids.reverse());
  await partyB.leave();
  await partyB.leave();
  await presence.first(({ leaves }) => leaves.length === 1);
  expect(party.members).toEqual([party.self]);
});

it("B11 · whoever asks to join a closed party is in once the leader accepts", async () => {
  const { b, ofA, ofB, party, presence } = await leaderAndOther({ open: false });
  const requests = EventLog.of<PartyEvents, "joinRequest">(ofA, "joinRequest");
  const joining = ofB.join(party.id);
  const [asker] = (await requests.first()).askers;
  expect(asker).toMatchObject({ userId: b.session?.userId, username: b.session?.username });
  expect(await party.joinRequests()).toEqual([asker]);
  if (asker !== undefined) await party.accept(asker);
  expect((await joining).id).toBe(party.id);
  await presence.first();
});

it("B11 · whoever no longer waits to be accepted is not in, even if it is", async () => {
  const { ofA, ofB, party, presence } = await leaderAndOther({ open: false });
  const requests = EventLog.of<PartyEvents, "joinRequest">(ofA, "joinRequest");
  const stop = new AbortController();
  const joining = ofB.join(party.id, { signal: stop.signal });
  const [asker] = (await requests.first()).askers;
  stop.abort();
  await expect(joining).rejects.toMatchObject({ code: "aborted" });
  if (asker !== undefined) await party.accept(asker);
  await presence.first(({ leaves }) => leaves.length === 1);
  expect(party.members).toEqual([party.self]);
});

it("B11 · data reaches the other members, byte for byte, and not its sender", async () => {
  const { ofA, ofB, party, partyB } = await twoInParty();
  const [heardByA, heardByB] = [
    EventLog.of<PartyEvents, "data">(ofA, "data"),
    EventLog.of<PartyEvents, "data">(ofB, "data"),
  ];
  await party.send(0, new Uint8Array());
  await party.send(7, Buffer.from("hello"));
  await partyB.send(1, new Uint8Array([9, 8, 255, 6]).subarray(1, 3));
  await heardByA.first();
  await heardByB.first(({ opCode }) => opCode === 7);
  expect(heardByB.events.map(({ opCode, data }) => [opCode, [...data]])).toEqual([
    [0, []],
    [7, [...Buffer.from("hello")]],
  ]);
  expect(heardByA.events.map(({ from, data }) => [from?.sessionId, [...data]])).toEqual([
    [partyB.self.sessionId, [8, 255]],
  ]);
});

it("B11 · the leader can hand over, and after that another can remove it", async () => {
  const { ofA, ofB, party, partyB } = await twoInParty();
  const leaders = [ofA, ofB].map((one) => EventLog.of<PartyEvents, "leader">(one, "leader"));
  const closed = EventLog.of<PartyEvents, "closed">(ofA, "closed");
  await party.promote(partyB.self);
  for (const log of leaders) expect((await log.first()).leader).toEqual(partyB.self);
  expect([party.isLeader, partyB.isLeader]).toEqual([false, true]);
  await expect(party.promote(party.self)).rejects.toMatchObject({ code: "invalid-argument" });
  await partyB.remove(party.self);
  expect((await closed.first()).error.code).toBe("kicked");
});

it("B11 · when the leader leaves, another member leads", async () => {
  const { ofB, party, partyB } = await twoInParty();
  const leaders = EventLog.of<PartyEvents, "leader">(ofB, "leader");
  await party.leave();
  expect((await leaders.first()).leader).toEqual(partyB.self);
});

it("B11 · the leader can end the party for all", async () => {
  const { ofB, party } = await twoInParty();
  const closed = EventLog.of<PartyEvents, "closed">(ofB, "closed");
  await party.end();
  expect((await closed.first()).error.code).toBe("kicked");
  await expect(ofB.join(party.id)).rejects.toMatchObject({ code: "not-found" });
});

it("B11 · a party that is full, is not there or has no such id is refused", async () => {
  const { ofB, party } = await leaderAndOther({ maxSize: 1 });
  await expect(ofB.join(party.id)).rejects.toMatchObject({
    code: "invalid-argument",
    socketCode: 3,
    serverMessage: "Error joining party: party full",
  });
  await expect(ofB.join("nowhere")).rejects.toMatchObject({ serverMessage: "Invalid party ID" });
});

it("B11 · what the leader changes all are told of", async () => {
  const { ofB, party, partyB } = await twoInParty();
  const updated = EventLog.of<PartyEvents, "updated">(ofB, "updated");
  await party.update({ open: false, label: '{"mode":"ranked"}' });
  await updated.first();
  expect(partyB.open).toBe(false);
  expect(JSON.parse(partyB.label)).toEqual({ mode: "ranked" });
});

it("B11 · parties are listed by label, open or not, and hidden ones are not", async () => {
  const mode = newName("mode");
  const { b, party } = await leaderAndOther({ label: JSON.stringify({ mode }) });
  const filter = { query: `+label.mode:${mode}`, open: true };
  await expect
    .poll(async () => (await listParties(b, filter)).parties.length, { timeout: 20_000, interval: 200 })
    .toBe(1);
  const found = pages(
    (cursor) => listParties(b, { ...filter, cursor }),
    (page) => page.parties,
  );
  for await (const one of found) expect(one).toMatchObject({ partyId: party.id, open: true, maxSize: 4 });
  expect((await listParties(b, { ...filter, open: false })).parties).toEqual([]);
});

it("B11 · a party searches as one, and all of it are matched", async () => {
  const { a, b, ofB, party } = await twoInParty();
  const c = await newPlayer();
  const mode = newName("mode");
  const tickets = EventLog.of<PartyEvents, "ticket">(ofB, "ticket");
  const matched = [a, b].map(
    (one) => new Promise<MatchmakerMatched>((resolve) => void onMatched(one.socket, resolve)),
  );
  const search = {
    minCount: 3,
    maxCount: 3,
    query: `+properties.mode:${mode}`,
    stringProperties: { mode },
  };
  const ticket = await party.addMatchmaker(search);
  expect((await tickets.first()).ticket).toBe(ticket);
  const found = await matchmake(c.socket, search);
  expect(found.users.map((user) => user.partyId).sort()).toEqual(["", party.id, party.id]);
  for (const one of matched) expect((await one).users).toHaveLength(3);
});

it("B11 · a search of the party can be ended by its leader", async () => {
  const { party, partyB } = await twoInParty();
  const search = { minCount: 3, maxCount: 3, query: "+properties.nobody:here" };
  await expect(partyB.addMatchmaker(search)).rejects.toMatchObject({ code: "invalid-argument" });
  const ticket = await party.addMatchmaker(search);
  await party.removeMatchmaker(ticket);
  await expect(party.removeMatchmaker(ticket)).rejects.toMatchObject({ name: "NakodoError" });
});

it("A8 · a party that somebody stayed in comes back with the socket", async () => {
  const proxy = await TcpProxy.start(inject("server"));
  closing({ close: () => proxy.stop() });
  const a = await newPlayer({ port: proxy.port, reconnect: { baseDelayMs: 20, maxDelayMs: 100 } });
  const b = await newPlayer();
  const [ofA, ofB] = [parties(a.socket), parties(b.socket)];
  const party = await ofA.create({ maxSize: 4 });
  const partyB = await ofB.join(party.id);
  const restored = EventLog.of<PartyEvents, "restored">(ofA, "restored");
  const heard = EventLog.of<PartyEvents, "data">(ofA, "data");
  const presence = EventLog.of<PartyEvents, "presence">(ofB, "presence");
  proxy.cut();
  expect((await restored.first()).party).toBe(party);
  // The server may not have noticed yet that our former connection, which led, is gone.
  await expect.poll(() => party.leader, { timeout: 20_000 }).toEqual(partyB.self);
  await presence.first(({ joins }) => joins.some((one) => one.sessionId === party.self.sessionId));
  await partyB.send(3, new Uint8Array([1]));
  expect((await heard.first()).opCode).toBe(3);
});

it("A8 · a party that nobody stayed in is closed with not-found", async () => {
  const proxy = await TcpProxy.start(inject("server"));
  closing({ close: () => proxy.stop() });
  const a = await newPlayer({ port: proxy.port, reconnect: { baseDelayMs: 20, maxDelayMs: 100 } });
  const b = await newPlayer();
  const ofA = parties(a.socket);
  const closed = EventLog.of<PartyEvents, "closed">(ofA, "closed");
  const party = await ofA.create({ maxSize: 4 });
  proxy.refuse();
  proxy.cut();
  const whatIsLeft = (): Promise<string> =>
    b.socket.request("party_join_request_list", { party_id: party.id }).then(
      () => "a party",
      (error: NakodoError) => error.message,
    );
  await expect.poll(whatIsLeft, { timeout: 20_000 }).toContain("party not found");
  proxy.accept();
  expect(await closed.first()).toMatchObject({ party, error: { code: "not-found" } });
});
