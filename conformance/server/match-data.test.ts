import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { at } from "../raw/json.js";
import { openMatch, sendData } from "../raw/match.js";
import { RawSocket } from "../raw/socket.js";

describe("sending", () => {
  it("C10 · reaches everyone else with the sender's presence, and is not acknowledged", async () => {
    const {
      matchId,
      sockets: [sender, ...others],
    } = await openMatch(3);
    const data = Buffer.from("hello").toString("base64");
    sender.send({ cid: "9", match_data_send: { match_id: matchId, op_code: "7", data } });
    const presence = {
      user_id: sender.player.userId,
      session_id: sender.sessionId,
      username: sender.player.username,
    };
    for (const other of others) {
      expect(await other.nextOf("match_data")).toEqual({ match_id: matchId, presence, op_code: "7", data });
    }
    await sender.settle();
    expect(sender.unreadOf("match_data")).toEqual([]);
    expect(sender.unreadOf("cid")).toEqual([]);
  });

  it("C10 · op code 0 and empty data are left out, a reliable message says so", async () => {
    const {
      matchId,
      sockets: [sender, receiver],
    } = await openMatch(2);
    sendData(sender, matchId, { op_code: 0, data: "", reliable: true });
    const message = await receiver.nextOf("match_data");
    expect(message).toEqual({ match_id: matchId, presence: expect.anything(), reliable: true });
  });

  it("C10 · op codes may be negative, and wider than 32 bits", async () => {
    const {
      matchId,
      sockets: [sender, receiver],
    } = await openMatch(2);
    const opCodes = ["1", "-3", "128", "4294967296", "9007199254740991", "-9007199254740991"];
    for (const op_code of opCodes) sendData(sender, matchId, { op_code });
    const received: unknown[] = [];
    while (received.length < opCodes.length) {
      received.push(at(await receiver.nextOf("match_data"), "op_code"));
    }
    expect(received).toEqual(opCodes);
  });

  it("C10 · messages of one sender come in the order sent", async () => {
    const {
      matchId,
      sockets: [sender, receiver],
    } = await openMatch(2);
    for (let op = 1; op <= 50; op++) sendData(sender, matchId, { op_code: op });
    for (let op = 1; op <= 50; op++) {
      expect(await receiver.nextOf("match_data")).toMatchObject({ op_code: String(op) });
    }
  });
});

describe("sending to some", () => {
  function presence(socket: RawSocket): Readonly<Record<string, string>> {
    return { user_id: socket.player.userId, session_id: socket.sessionId };
  }

  it("C10 · reaches only those named, the sender too when named; unknown ones do not matter", async () => {
    const {
      matchId,
      sockets: [sender, named, left],
    } = await openMatch(3);
    if (sender === undefined || named === undefined || left === undefined)
      throw new Error("three were opened");
    const unknown = { user_id: randomUUID(), session_id: randomUUID() };
    const presences = [presence(sender), presence(named), unknown];
    sendData(sender, matchId, { op_code: 1, presences });
    await sender.nextOf("match_data");
    await named.nextOf("match_data");
    await left.settle();
    expect(left.unreadOf("match_data")).toEqual([]);
  });

  it("C10 · is by session: the user id need only be one", async () => {
    const {
      matchId,
      sockets: [sender, receiver],
    } = await openMatch(2);
    sendData(sender, matchId, {
      op_code: 1,
      presences: [{ user_id: randomUUID(), session_id: receiver.sessionId }],
    });
    expect(await receiver.nextOf("match_data")).toMatchObject({ op_code: "1" });
  });

  it("C10 · one entry without valid ids drops the whole message", async () => {
    const {
      matchId,
      sockets: [sender, receiver],
    } = await openMatch(2);
    const good = presence(receiver);
    for (const bad of [
      {},
      { session_id: receiver.sessionId },
      { ...good, user_id: "x" },
      { ...good, session_id: "x" },
    ]) {
      sendData(sender, matchId, { op_code: 1, presences: [good, bad] });
    }
    sendData(sender, matchId, { op_code: 2, presences: [good] });
    expect(await receiver.nextOf("match_data")).toMatchObject({ op_code: "2" });
  });
});

describe("sending where one may not", () => {
  it("C10 · from outside the match nothing arrives, and nothing is said", async () => {
    const { sockets, matchId } = await openMatch(1);
    const outsider = await RawSocket.open();
    sendData(outsider, matchId, { op_code: 1 });
    sendData(outsider, `${randomUUID()}.`, { op_code: 1 });
    sendData(outsider, `${randomUUID()}.no-such-node`, { op_code: 1 });
    await outsider.settle();
    await sockets[0].settle();
    expect(sockets[0].unreadOf("match_data")).toEqual([]);
    expect(outsider.unreadOf("error")).toEqual([]);
  });

  it("C10 · to an id that is none is an error without cid", async () => {
    const socket = await RawSocket.open();
    socket.send({ cid: "7", match_data_send: { match_id: "nonsense", op_code: 1 } });
    expect(await socket.next(() => true)).toEqual({ error: { code: 3, message: "Invalid match ID" } });
  });
});
