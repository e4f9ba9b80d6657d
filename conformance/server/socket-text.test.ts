import { describe, expect, it } from "vitest";
import { at } from "../raw/json.js";
import { openMatch, sendData } from "../raw/match.js";
import { RawSocket, type SocketEnd, socketError } from "../raw/socket.js";

describe("messages in text", () => {
  it("L1 · are what a socket speaks that asks for them or for no format", async () => {
    for (const format of ["json", ""]) {
      const socket = await RawSocket.open(undefined, { query: { format } });
      socket.send('{"cid":"1","ping":{}}');
      expect(await socket.next(() => true)).toEqual({ cid: "1", pong: {} });
    }
  });

  it("L1 · fields may be spelled in camelCase, and null is the same as absent", async () => {
    const socket = await RawSocket.open();
    const missing = await socket.request({ matchLeave: { matchId: "none" } });
    expect(at(missing, "error")).toEqual(socketError(3, "Invalid match ID"));
    const absent = await socket.request({ match_leave: { match_id: null }, ping: null });
    expect(at(absent, "error")).toEqual(socketError(3, "Invalid match ID"));
  });

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
});

describe("match data in text", () => {
  it("C10 · op codes may be numbers, texts, negative, and 64 bits wide", async () => {
    const {
      matchId,
      sockets: [sender, receiver],
    } = await openMatch(2);
    for (const op of [1, "2", -3, "9223372036854775807", "-9223372036854775808", 1e3, "4e2"]) {
      sendData(sender, matchId, { op_code: op });
    }
    const received: unknown[] = [];
    while (received.length < 7) received.push(at(await receiver.nextOf("match_data"), "op_code"));
    expect(received).toEqual(["1", "2", "-3", "9223372036854775807", "-9223372036854775808", "1000", "400"]);
  });

  it("C10 · data may be any kind of base64, and comes as the standard kind", async () => {
    const {
      matchId,
      sockets: [sender, receiver],
    } = await openMatch(2);
    for (const data of ["+/8=", "-_8=", "-_8", "+/8", "YQ", "YQ=="])
      sendData(sender, matchId, { op_code: 1, data });
    const received: unknown[] = [];
    while (received.length < 6) received.push(at(await receiver.nextOf("match_data"), "data"));
    expect(received).toEqual(["+/8=", "+/8=", "+/8=", "+/8=", "YQ==", "YQ=="]);
  });

  it("C10 · of 2,988 bytes still fits a message", async () => {
    const {
      matchId,
      sockets: [sender, receiver],
    } = await openMatch(2);
    const data = Buffer.alloc(2988, 7).toString("base64");
    sendData(sender, matchId, { op_code: "1", data, presences: [] });
    expect(await receiver.nextOf("match_data")).toMatchObject({ data });
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
