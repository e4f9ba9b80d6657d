import { describe, expect, it } from "vitest";
import { binarySocket } from "./binary-socket.js";

const SESSION = "586e4302-e578-11f1-a238-7106fdcb5b46";
const span = (tag: number, content: Uint8Array | string): Uint8Array => {
  const bytes = Buffer.from(content);
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7];
  return Buffer.concat([Buffer.from([tag, ...length]), bytes]);
};

/** A `match_data` of somebody. */
function matchData(userId: string, username = "ada", sessionId = SESSION): ArrayBuffer {
  const presence = Buffer.concat([span(0x0a, userId), span(0x12, sessionId), span(0x1a, username)]);
  const body = Buffer.concat([span(0x0a, "a-match."), span(0x12, presence), span(0x22, "x")]);
  return new Uint8Array(span(0x72, body)).buffer;
}

describe("presences that come again and again", () => {
  it("A8 · are made once, for each codec, and cannot be changed", () => {
    const codec = binarySocket();
    const [first, second] = [codec.decode(matchData("ada")).body, codec.decode(matchData("ada")).body];
    expect(second).toEqual(first);
    expect(second["presence"]).toBe(first["presence"]);
    expect(Object.isFrozen(first["presence"])).toBe(true);
    expect(binarySocket().decode(matchData("ada")).body["presence"]).not.toBe(first["presence"]);
  });

  it("A8 · are somebody else's when one byte differs, or the length", () => {
    const codec = binarySocket();
    for (const [userId, username] of [
      ["a", "ada"],
      ["b", "ada"],
      ["a", "adb"],
      ["a", "ad"],
      ["a", "adaa"],
    ] as const) {
      const presence = { user_id: userId, session_id: SESSION, username };
      expect(codec.decode(matchData(userId, username)).body["presence"]).toEqual(presence);
    }
  });

  it("A8 · are right for more players than are kept, in any order, and for names that are not kept", () => {
    const codec = binarySocket();
    for (let turn = 0; turn < 3; turn++) {
      for (let player = 0; player < 300; player++) {
        const userId = `user-${(player * (turn + 1)) % 300}`;
        expect(codec.decode(matchData(userId)).body["presence"]).toMatchObject({ user_id: userId });
      }
    }
    const long = "n".repeat(300);
    expect(codec.decode(matchData("ada", long)).body["presence"]).toMatchObject({ username: long });
  });

  it("A8 · are not mistaken for a text of the same bytes", () => {
    const codec = binarySocket();
    // "\n\u0001a": as a presence one whose user id is "a", as a match id a text of three characters.
    const twice = Buffer.concat([span(0x0a, "\n\u0001a"), span(0x12, "\n\u0001a")]);
    const message = new Uint8Array(span(0x72, twice)).buffer;
    const read = { match_id: "\n\u0001a", presence: { user_id: "a" } };
    expect(codec.decode(message).body).toMatchObject(read);
    expect(codec.decode(message).body).toMatchObject(read);
  });
});
