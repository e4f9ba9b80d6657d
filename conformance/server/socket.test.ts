import { describe, expect, it } from "vitest";
import { call } from "../raw/api.js";
import { at } from "../raw/json.js";
import { openMatch } from "../raw/match.js";
import { signIn } from "../raw/player.js";
import { RawSocket, refusedSocket } from "../raw/socket.js";

const NO_TOKEN = { status: 401, text: "Missing or invalid token" };

describe("opening a socket", () => {
  it("L1 · a token that is missing or no good is refused in plain text", async () => {
    const { token, refreshToken } = await signIn();
    for (const path of [
      "/ws",
      "/ws?token=",
      "/ws?token=abc",
      `/ws?token=${token}x`,
      `/ws?token=${refreshToken}`,
    ]) {
      expect(await refusedSocket(path)).toEqual(NO_TOKEN);
    }
  });

  it("L1 · an unknown format is refused before the token is looked at", async () => {
    expect(await refusedSocket("/ws?format=xml")).toEqual({ status: 400, text: "Invalid format parameter" });
  });

  it("L1 · the Authorization header goes before the query", async () => {
    const player = await signIn();
    const { token } = player;
    expect(await refusedSocket(`/ws?token=${token}`, { authorization: "Bearer abc" })).toEqual(NO_TOKEN);
    expect(await refusedSocket(`/ws?token=${token}`, { authorization: `Basic ${token}` })).toEqual(NO_TOKEN);
    const socket = await RawSocket.open(player, {
      query: { token: "abc" },
      headers: { authorization: player.authorization },
    });
    await socket.settle();
  });

  it("L1 · lang and status are taken", async () => {
    const socket = await RawSocket.open(undefined, { query: { lang: "ja", status: "false" } });
    await socket.settle();
  });

  it("L1 · one player may have several sockets", async () => {
    const player = await signIn();
    const sockets = [await RawSocket.open(player), await RawSocket.open(player)];
    await Promise.all(sockets.map((socket) => socket.settle()));
  });

  it("L1 · a token that was logged out alone still opens one, after logging out of everything an open one lives on", async () => {
    const player = await signIn();
    const { authorization, token } = player;
    const open = await RawSocket.open(player);
    await call("POST", "/v2/session/logout", { authorization, body: { token } });
    await (await RawSocket.open(player)).settle();
    await open.settle();
  });
});

describe("asking and answering", () => {
  it("L1 · a ping is answered with a pong and the same cid", async () => {
    const socket = await RawSocket.open();
    socket.send({ cid: "any text ✨", ping: {} });
    expect(await socket.next(() => true)).toEqual({ cid: "any text ✨", pong: {} });
  });

  it("L1 · without a cid the answer has none", async () => {
    const socket = await RawSocket.open();
    socket.send({ ping: {} });
    expect(await socket.next(() => true)).toEqual({ pong: {} });
  });

  it("L1 · a pong is not answered", async () => {
    const socket = await RawSocket.open();
    socket.send({ cid: "1", pong: {} });
    socket.send({ cid: "2", ping: {} });
    expect(await socket.next(() => true)).toEqual({ cid: "2", pong: {} });
  });

  it("L1 · requests are answered in the order they were sent", async () => {
    const socket = await RawSocket.open();
    const cids = Array.from({ length: 30 }, (_, index) => String(index + 1));
    for (const cid of cids) socket.send({ cid, ping: {} });
    const answered: unknown[] = [];
    while (answered.length < cids.length) answered.push(at(await socket.next(() => true), "cid"));
    expect(answered).toEqual(cids);
  });
});

describe("what closes a socket", () => {
  it("L1 · a client that closes hears its own code back", async () => {
    expect(await (await RawSocket.open()).close(1000)).toEqual({ code: 1000, reason: "" });
    expect(await (await RawSocket.open()).close(4001)).toEqual({ code: 4001, reason: "" });
  });

  it("L1 · a burst of far over 64 messages to one socket closes it, queue full", async () => {
    const {
      matchId,
      sockets: [sender, receiver],
    } = await openMatch(2);
    const gone = leaveSeenBy(sender);
    const message = { match_data_send: { match_id: matchId, op_code: "1", data: "AAAA" } };
    // A server that writes while it reads may keep up with one burst, but not with one after the other.
    while (!gone.happened) {
      sender.burst(1000, message);
      await sender.settle();
    }
    expect(FLOODED).toContainEqual(await receiver.ended);
  });

  it("L1 · a socket that reads nothing for over 5 s while messages come is cut", async () => {
    const {
      matchId,
      sockets: [sender, receiver],
    } = await openMatch(2);
    const message = { match_data_send: { match_id: matchId, op_code: "1", data: "A".repeat(3000) } };
    receiver.webSocket.pause();
    // 16 MB: more than the network holds between the two.
    for (let round = 0; round < 80; round++) {
      sender.burst(50, message);
      await sender.settle();
    }
    await nextLeave(sender);
    receiver.webSocket.resume();
    expect(FLOODED).toContainEqual(await receiver.ended);
  });
});

/** How a socket ends that got more than it took. The server's close frame is a best effort: what it cannot write is not seen. */
const FLOODED = [
  { code: 1000, reason: "session outgoing queue full" },
  { code: 1006, reason: "" },
];

function nextLeave(socket: RawSocket): Promise<unknown> {
  return socket.next((envelope) => at(envelope, "match_presence_event", "leaves") !== undefined);
}

function leaveSeenBy(socket: RawSocket): { readonly happened: boolean } {
  const seen = { happened: false };
  void nextLeave(socket).then(() => {
    seen.happened = true;
  });
  return seen;
}
