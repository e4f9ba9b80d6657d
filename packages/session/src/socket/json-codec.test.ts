import { NakodoError } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import { jsonCodec } from "./json-codec.js";
import { jsonMatchData, maxMatchDataBytes } from "./json-match-data.js";

const RELAYED_ID = "b9bf62c4-55a5-5bdd-a291-6030bdeaa644.";
const LONGEST_ID = `${RELAYED_ID}sixteen-letters1`;
const presence = (n: number) => ({
  sessionId: `586e4302-e578-11f1-a238-${String(n).padStart(12, "0")}`,
  userId: `9418501e-0596-4d8b-b0bf-${String(n).padStart(12, "0")}`,
  username: "a name that does not travel",
});

describe("text codec", () => {
  it("A8 · writes a request as Nakama reads it", () => {
    expect(jsonCodec.encode({ cid: "7", type: "match_join", body: { match_id: "x." } })).toBe(
      '{"cid":"7","match_join":{"match_id":"x."}}',
    );
  });

  it("A8 · writes match data, to everyone and to some", () => {
    const encode = jsonMatchData.matchDataEncoder(RELAYED_ID);
    expect(encode(3, new Uint8Array([1, 2]), [])).toBe(
      `{"match_data_send":{"match_id":"${RELAYED_ID}","op_code":3,"data":"AQI="}}`,
    );
    const { sessionId, userId } = presence(1);
    expect(encode(3, new Uint8Array(), [presence(1)])).toBe(
      `{"match_data_send":{"match_id":"${RELAYED_ID}","op_code":3,"data":"","presences":[{"user_id":"${userId}","session_id":"${sessionId}"}]}}`,
    );
  });

  it.each([0, 1, 2, 15])(
    "A8 · the limit for %d recipients fits the longest id and op code, and one more does not",
    (n) => {
      const encode = jsonMatchData.matchDataEncoder(LONGEST_ID);
      const to = Array.from({ length: n }, (_, index) => presence(index));
      const limit = jsonMatchData.maxMatchDataBytes(n, 4096);
      expect(encode(99_999, new Uint8Array(limit), to).length).toBeLessThanOrEqual(4096);
      expect(encode(99_999, new Uint8Array(limit + 1), to).length).toBeGreaterThan(4096);
    },
  );

  it("A8 · maxMatchDataBytes is the limit to everyone with the server's default", () => {
    expect(maxMatchDataBytes).toBe(2985);
  });

  it("A8 · reads op code and data, and what the server leaves out because it is zero or empty", () => {
    const read = (match_data: object) => jsonCodec.decode(JSON.stringify({ match_data })).body;
    expect(read({ match_id: "x.", op_code: "12345", data: "AQI=" })).toMatchObject({
      op_code: 12345,
      data: new Uint8Array([1, 2]),
    });
    expect(read({ match_id: "x." })).toMatchObject({ op_code: 0, data: new Uint8Array() });
  });

  it("A8 · reads an answer without content as one, and keeps the request's number", () => {
    expect(jsonCodec.decode('{"cid":"4"}')).toEqual({ cid: "4", type: "", body: {} });
    expect(jsonCodec.decode('{"cid":"4", "pong":{}}')).toEqual({ cid: "4", type: "pong", body: {} });
    expect(jsonCodec.decode("{}")).toEqual({ cid: undefined, type: "", body: {} });
  });

  it.each([
    "",
    "nonsense",
    "[]",
    "null",
    '"text"',
    '{"match_data":{"data":"*"}}',
    new ArrayBuffer(3),
    undefined,
  ])("A9 · refuses %j with bad-response", (data) => {
    expect(() => jsonCodec.decode(data)).toThrow(
      expect.objectContaining({ constructor: NakodoError, code: "bad-response" }),
    );
  });
});
