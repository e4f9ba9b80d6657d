import { describe, expect, it } from "vitest";
import { GOLDEN, hexOf } from "../../test/golden/golden.js";
import { jsonCodec } from "../socket/json-codec.js";
import type { Presence } from "../socket/messages.js";
import { binarySocket } from "./binary-socket.js";

const codec = binarySocket();
const RELAYED_ID = "b9bf62c4-55a5-5bdd-a291-6030bdeaa644.";
const LONGEST_ID = `${RELAYED_ID}sixteen-letters1`;

const presence = (n: number): Presence => ({
  sessionId: `586e4302-e578-11f1-a238-${String(n).padStart(12, "0")}`,
  userId: `9418501e-0596-4d8b-b0bf-${String(n).padStart(12, "0")}`,
  username: "a name that does not travel",
});

/** The golden messages of match data that a client sends, with what they are made of. */
const SENT = GOLDEN.filter(({ text }) => "match_data_send" in text).map(({ text, hex }) => {
  const { body } = jsonCodec.decode(JSON.stringify(text));
  const to = Array.isArray(body["presences"]) ? body["presences"] : [];
  return {
    hex,
    matchId: String(body["match_id"]),
    opCode: Number(body["op_code"] ?? 0),
    data: Buffer.from(String(body["data"] ?? ""), "base64"),
    to: to.map((one: Record<string, string>) => ({
      userId: String(one["user_id"]),
      sessionId: String(one["session_id"]),
      username: "",
    })),
  };
});

describe("match data in binary", () => {
  it.each(SENT)(
    "A8 · op code $opCode, $data.length bytes to $to.length players: as Go writes it",
    ({ hex, matchId, opCode, data, to }) => {
      const message = codec.matchDataEncoder(matchId)(opCode, data, to);
      expect(hexOf(message)).toBe(hex);
      expect(message instanceof Uint8Array && message.buffer.byteLength).toBe(message.length);
    },
  );

  it("A8 · golden messages of match data are there, with and without each field", () => {
    expect(SENT.map(({ opCode, data, to }) => [opCode, data.length, to.length])).toEqual([
      [0, 0, 0],
      [1, 3, 0],
      [127, 0, 1],
      [128, 127, 0],
      [99_999, 200, 2],
    ]);
  });

  it("A8 · is also written by the writer for all messages", () => {
    const data = new Uint8Array([1, 2, 3]);
    const body = { match_id: RELAYED_ID, op_code: 300, data };
    const general = codec.encode({ cid: undefined, type: "match_data_send", body });
    expect(codec.matchDataEncoder(RELAYED_ID)(300, data, [])).toEqual(general);
  });

  it("A8 · of a view exactly what it shows is written, and a later change of it changes nothing", () => {
    const bytes = new Uint8Array([9, 8, 7, 6]);
    const message = codec.matchDataEncoder("x")(1, bytes.subarray(1, 3), []);
    bytes.fill(0);
    expect(hexOf(message)).toBe("7a090a017810011a020807");
  });

  it.each([0, 1, 2, 15])(
    "A8 · the limit for %d recipients fits the longest id and op code, and one more does not",
    (n) => {
      const encode = codec.matchDataEncoder(LONGEST_ID);
      const to = Array.from({ length: n }, (_, index) => presence(index));
      const limit = codec.maxMatchDataBytes(n, 4096);
      expect(encode(99_999, new Uint8Array(limit), to).length).toBe(4096);
      expect(encode(99_999, new Uint8Array(limit + 1), to).length).toBe(4097);
    },
  );

  it("A8 · in the longest id's place a relayed match's leaves room for more", () => {
    expect(codec.maxMatchDataBytes(0, 4096)).toBe(4031);
    expect(codec.matchDataEncoder(RELAYED_ID)(1, new Uint8Array(4049), []).length).toBe(4096);
  });

  it.each([
    [0, 0],
    [0, 63],
    [1, 140],
  ])("A8 · for %d recipients a message of %d bytes has no room at all", (recipients, maxMessageBytes) => {
    expect(codec.maxMatchDataBytes(recipients, maxMessageBytes)).toBe(0);
  });
});
