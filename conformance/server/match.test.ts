import { createHash, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../raw/json.js";
import { createMatch, joinMatch, matchIdOf, nextPresence, openMatch, sendData } from "../raw/match.js";
import { signIn, unique } from "../raw/player.js";
import { errorOf, RawSocket, socketError } from "../raw/socket.js";

const MATCH_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\.$/;

function presencesOf(match: unknown): string[] {
  return listAt(match, "presences").map((one) => textAt(one, "session_id"));
}

describe("creating", () => {
  it("C1 · a new match has an id that ends in a dot, size 1, and oneself", async () => {
    const socket = await RawSocket.open();
    const match = await createMatch(socket);
    const { userId, username } = socket.player;
    expect(match).toEqual({
      match_id: expect.stringMatching(MATCH_ID),
      size: 1,
      self: { user_id: userId, session_id: expect.any(String), username },
    });
  });

  it("C1 · the creator's own coming is told to it", async () => {
    const socket = await RawSocket.open();
    const match = await createMatch(socket);
    const event = await nextPresence(socket, "joins", socket);
    expect(at(event, "match_presence_event")).toEqual({
      match_id: matchIdOf(match),
      joins: [at(match, "self")],
    });
  });

  it("C1 · a name gives the same id on every server, and leads into the match that is there", async () => {
    const name = unique("room");
    const [one, two] = [await RawSocket.open(), await RawSocket.open()];
    const first = await createMatch(one, name);
    const second = await createMatch(two, name);
    expect(matchIdOf(first)).toBe(`${uuidOfName(name)}.`);
    expect(first).toMatchObject({ size: 1 });
    expect(at(first, "presences")).toBeUndefined();
    expect(second).toMatchObject({ match_id: matchIdOf(first), size: 2 });
    expect(presencesOf(second)).toEqual([one.sessionId]);
  });

  it("C1 · a named match that one is in already lists oneself", async () => {
    const socket = await RawSocket.open();
    const name = unique("room");
    await createMatch(socket, name);
    const again = await createMatch(socket, name);
    expect(again).toMatchObject({ size: 1 });
    expect(presencesOf(again)).toEqual([socket.sessionId]);
  });
});

function uuidOfName(name: string): string {
  const namespace = Buffer.from("6ba7b8109dad11d180b400c04fd430c8", "hex");
  const bytes = createHash("sha1").update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

describe("joining", () => {
  it("C1 · the answer lists the others and counts them, without oneself", async () => {
    const { sockets, matchId } = await openMatch(2);
    const third = await RawSocket.open();
    const match = await joinMatch(third, matchId);
    expect(match).toMatchObject({ match_id: matchId, size: 2, self: { user_id: third.player.userId } });
    expect(presencesOf(match).sort()).toEqual(sockets.map((socket) => socket.sessionId).sort());
    expect(at(match, "authoritative")).toBeUndefined();
    expect(at(match, "label")).toBeUndefined();
  });

  it("C1 · everyone hears of it, the newcomer too", async () => {
    const { sockets, matchId } = await openMatch(2);
    const third = await RawSocket.open();
    const match = await joinMatch(third, matchId);
    for (const socket of [...sockets, third]) {
      const event = at(await nextPresence(socket, "joins", third), "match_presence_event");
      expect(event).toMatchObject({ match_id: matchId });
      expect(listAt(event, "joins")).toContainEqual(at(match, "self"));
      expect(at(event, "leaves")).toBeUndefined();
    }
  });

  it("C1 · once more lists and counts oneself, and is told to nobody", async () => {
    const {
      matchId,
      sockets: [creator, joiner],
    } = await openMatch(2);
    await nextPresence(creator, "joins", joiner);
    const again = await joinMatch(joiner, matchId);
    expect(again).toMatchObject({ size: 2 });
    expect(presencesOf(again).sort()).toEqual([creator.sessionId, joiner.sessionId].sort());
    const third = await RawSocket.open();
    await joinMatch(third, matchId);
    await nextPresence(creator, "joins", third);
    const told = JSON.stringify(creator.unreadOf("match_presence_event"));
    expect(told).not.toContain(joiner.sessionId);
  });

  it("C1 · two sockets of one player are two in the match", async () => {
    const player = await signIn();
    const [one, two] = [await RawSocket.open(player), await RawSocket.open(player)];
    const first = await createMatch(one);
    const second = await joinMatch(two, matchIdOf(first));
    expect(second).toMatchObject({ size: 1, self: { user_id: player.userId } });
    expect(two.sessionId).not.toBe(one.sessionId);
  });

  it("C1 · an id that is none, or that no one is in, is refused", async () => {
    const socket = await RawSocket.open();
    const invalid = socketError(3, "Invalid match ID");
    const notFound = socketError(4, "Match not found");
    const join = (match_id: string): Promise<unknown> => errorOf(socket, { match_join: { match_id } });
    for (const id of ["", "nonsense", "nonsense.", randomUUID()]) expect(await join(id)).toEqual(invalid);
    expect(await join(`${randomUUID()}.`)).toEqual(notFound);
    expect(await join(`${randomUUID()}.no-such-node`)).toEqual(notFound);
  });

  it("C1 · neither an id nor a token, or a token that is none, is refused", async () => {
    const socket = await RawSocket.open();
    expect(await errorOf(socket, { match_join: {} })).toEqual(socketError(3, "No match ID or token found"));
    expect(await errorOf(socket, { match_join: { metadata: { a: "b" } } })).toEqual(
      socketError(3, "No match ID or token found"),
    );
    expect(await errorOf(socket, { match_join: { token: "abc" } })).toEqual(
      socketError(3, "Invalid match token"),
    );
    expect(await errorOf(socket, { match_join: { token: "" } })).toEqual(
      socketError(3, "Invalid match token"),
    );
  });

  it("C1 · an id may be spelled otherwise, and is repeated as it was spelled", async () => {
    const { matchId, sockets } = await openMatch(1);
    const joiner = await RawSocket.open();
    const shouted = matchId.toUpperCase();
    expect(await joinMatch(joiner, shouted)).toMatchObject({ match_id: shouted, size: 1 });
    sendData(joiner, shouted, { op_code: "1" });
    expect(await sockets[0].nextOf("match_data")).toMatchObject({ match_id: shouted });
  });
});

describe("leaving", () => {
  it("C1 · is acknowledged, and told to the others only", async () => {
    const {
      matchId,
      sockets: [creator, joiner],
    } = await openMatch(2);
    await nextPresence(joiner, "joins", joiner);
    expect(await joiner.request({ match_leave: { match_id: matchId } })).toEqual({ cid: expect.any(String) });
    const event = at(await nextPresence(creator, "leaves", joiner), "match_presence_event");
    expect(event).toMatchObject({ match_id: matchId, leaves: [{ user_id: joiner.player.userId }] });
    expect(at(event, "joins")).toBeUndefined();
    await joiner.settle();
    expect(joiner.unreadOf("match_presence_event").flatMap((one) => listAt(one, "leaves"))).toEqual([]);
  });

  it("C1 · is acknowledged even where one is not, but not for an id that is none", async () => {
    const socket = await RawSocket.open();
    expect(await socket.request({ match_leave: { match_id: `${randomUUID()}.` } })).toEqual({
      cid: expect.any(String),
    });
    expect(await errorOf(socket, { match_leave: { match_id: "nonsense" } })).toEqual(
      socketError(3, "Invalid match ID"),
    );
    expect(await errorOf(socket, { match_leave: {} })).toEqual(socketError(3, "Invalid match ID"));
  });

  it("C1 · of the last one ends the match", async () => {
    const { sockets, matchId } = await openMatch(1);
    await sockets[0].request({ match_leave: { match_id: matchId } });
    const socket = await RawSocket.open();
    expect(await errorOf(socket, { match_join: { match_id: matchId } })).toEqual(
      socketError(4, "Match not found"),
    );
  });

  it("C1 · a socket that closes, or is cut, has left every match", async () => {
    const {
      matchId,
      sockets: [creator, closing, cut],
    } = await openMatch(3);
    if (creator === undefined || closing === undefined || cut === undefined)
      throw new Error("three were opened");
    await closing.close();
    await nextPresence(creator, "leaves", closing);
    cut.webSocket.terminate();
    await nextPresence(creator, "leaves", cut);
    expect(presencesOf(await joinMatch(creator, matchId))).toEqual([creator.sessionId]);
  });
});
