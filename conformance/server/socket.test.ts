import { describe, expect, it } from "vitest";
import { call } from "../raw/api.js";
import { at } from "../raw/json.js";
import { openMatch } from "../raw/match.js";
import { signIn } from "../raw/player.js";
import { RawSocket, refusedSocket, type SocketEnd, socketError } from "../raw/socket.js";

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

  it("L1 · format=json, lang and status are taken", async () => {
    const socket = await RawSocket.open(undefined, {
      query: { format: "json", lang: "ja", status: "false" },
    });
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

  it("L1 · fields may be spelled in camelCase, and null is the same as absent", async () => {
    const socket = await RawSocket.open();
    const missing = await socket.request({ matchLeave: { matchId: "none" } });
    expect(at(missing, "error")).toEqual(socketError(3, "Invalid match ID"));
    const absent = await socket.request({ match_leave: { match_id: null }, ping: null });
    expect(at(absent, "error")).toEqual(socketError(3, "Invalid match ID"));
  });
});

const MALFORMED: Readonly<Record<string, string>> = {
  "no JSON": "nope",
  nothing: "",
  "no object": "[]",
  "an unknown message": '{"cid":"1","no_such_message":{}}',
  "an unknown field": '{"cid":"1","ping":{"unknown":1}}',
  "an unknown field deep down": '{"match_data_send":{"match_id":"x","presences":[{"node":"n"}]}}',
  "a number for a text": '{"cid":"1","match_join":{"match_id":5}}',
  "a number for the cid": '{"cid":1,"ping":{}}',
  "a text for a truth value": '{"match_data_send":{"match_id":"x","reliable":"true"}}',
  "a fraction for a whole number": '{"match_data_send":{"match_id":"x","op_code":1.5}}',
  "a number over 32 bits": '{"cid":"1","matchmaker_add":{"min_count":2147483648,"max_count":2}}',
  "bytes that are not base64": '{"match_data_send":{"match_id":"x","data":"*"}}',
  "a number among text properties":
    '{"matchmaker_add":{"min_count":2,"max_count":2,"string_properties":{"a":1}}}',
  "a list for a map": '{"matchmaker_add":{"min_count":2,"max_count":2,"string_properties":[]}}',
  "null in a list": '{"match_data_send":{"match_id":"x","presences":[null]}}',
  "two messages in one": '{"cid":"1","ping":{},"pong":{}}',
  "a match id and a token at once": '{"cid":"1","match_join":{"match_id":"x","token":"y"}}',
};

const EMPTY: Readonly<Record<string, string>> = {
  "an envelope with nothing in it": '{"cid":"1"}',
  "an empty object": "{}",
  "a message that is null": '{"cid":"1","ping":null}',
  "what only the server may say": '{"cid":"1","match":{}}',
};

/** What becomes of a socket that sends each of these texts, by the name of the text. */
async function endsAfter(texts: Readonly<Record<string, string>>): Promise<Record<string, SocketEnd>> {
  const ends = Object.entries(texts).map(async ([name, text]) => {
    const socket = await RawSocket.open();
    socket.send(text);
    return [name, await socket.ended] as const;
  });
  return Object.fromEntries(await Promise.all(ends));
}

function eachWith(texts: Readonly<Record<string, string>>, reason: string): Record<string, SocketEnd> {
  return Object.fromEntries(Object.keys(texts).map((name) => [name, { code: 1000, reason }]));
}

describe("what closes a socket", () => {
  it("L1 · what cannot be read, down to one unknown field: code 1000, malformed payload", async () => {
    expect(await endsAfter(MALFORMED)).toEqual(eachWith(MALFORMED, "received malformed payload"));
  });

  it("L1 · a message with nothing in it, or that only the server may send: code 1000, error processing", async () => {
    expect(await endsAfter(EMPTY)).toEqual(eachWith(EMPTY, "error processing message"));
  });

  it("L1 · a binary message where text is spoken", async () => {
    const socket = await RawSocket.open();
    socket.webSocket.send(Buffer.from('{"ping":{}}'), { binary: true });
    expect(await socket.ended).toEqual({ code: 1000, reason: "received unexpected WebSocket message type" });
  });

  it("L1 · a message over 4,096 bytes: code 1009, no reason; 4,096 pass", async () => {
    const socket = await RawSocket.open();
    const empty = JSON.stringify({ cid: "", ping: {} });
    const cid = "x".repeat(4096 - empty.length);
    socket.send({ cid, ping: {} });
    expect(at(await socket.next(() => true), "cid")).toBe(cid);
    socket.send({ cid: `${cid}x`, ping: {} });
    expect(await socket.ended).toEqual({ code: 1009, reason: "" });
  });

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
    const message = JSON.stringify({ match_data_send: { match_id: matchId, op_code: "1", data: "AAAA" } });
    // A server that writes while it reads may keep up with one burst, but not with one after the other.
    while (!gone.happened) {
      sender.burst(Array.from({ length: 1000 }, () => message));
      await sender.settle();
    }
    expect(FLOODED).toContainEqual(await receiver.ended);
  });

  it("L1 · a socket that reads nothing for over 5 s while messages come is cut", async () => {
    const {
      matchId,
      sockets: [sender, receiver],
    } = await openMatch(2);
    const message = JSON.stringify({
      match_data_send: { match_id: matchId, op_code: "1", data: "A".repeat(3000) },
    });
    receiver.webSocket.pause();
    // 16 MB: more than the network holds between the two.
    for (let round = 0; round < 80; round++) {
      sender.burst(Array.from({ length: 50 }, () => message));
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
