import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { BINARY, TEXT } from "../raw/format.js";
import { fromHex, HEX, span } from "../raw/hex.js";
import { createMatch, joinMatch, matchIdOf, sendData } from "../raw/match.js";
import { RawSocket, type SocketEnd } from "../raw/socket.js";

// Fields of an envelope that hold nothing: a tag, and 0 for the length.
const PING = "820200";
const PONG = "8a0200";
const MATCH = "6200";

const open = (): Promise<RawSocket> => RawSocket.open(undefined, { format: HEX });

async function answerTo(...messages: readonly string[]): Promise<unknown> {
  const socket = await open();
  for (const hex of messages) socket.send(fromHex(hex));
  return socket.next(() => true);
}

async function endAfter(message: string | Uint8Array): Promise<SocketEnd> {
  const socket = await open();
  socket.send(message);
  return socket.ended;
}

describe("messages in binary", () => {
  it("L1 · a ping is answered with a pong and the same cid", async () => {
    expect(await answerTo(`0a0137${PING}`)).toBe(`0a0137${PONG}`);
  });

  it("L1 · a pong is not answered", async () => {
    expect(await answerTo(`0a0131${PONG}`, `0a0132${PING}`)).toBe(`0a0132${PONG}`);
  });

  it("L1 · an answer that holds nothing, to a request without a cid, is a message of no bytes", async () => {
    const leave = span("8a01", fromHex(span("0a", `${randomUUID()}.`)));
    expect(await answerTo(leave)).toBe("");
  });

  it("L1 · a ping over 4,096 bytes: code 1009, no reason; 4,096 pass", async () => {
    const ping = (cidBytes: number): string => span("0a", "x".repeat(cidBytes)) + PING;
    expect(fromHex(ping(4090)).length).toBe(4096);
    expect(await answerTo(ping(4090))).toBe(ping(4090).replace(PING, PONG));
    expect(await endAfter(fromHex(ping(4091)))).toEqual({ code: 1009, reason: "" });
  });

  it.each([
    ["of each wire type", "a00601a1060102030405060708a2060378797aa50601020304"],
    ["that is a group, with another in it", "a306ab060801ac06a406"],
    ["known, but of another wire type", "0801980101"],
  ])("L1 · an unknown field %s is passed over", async (_, hex) => {
    expect(await answerTo(`0a0137${hex}${PING}`)).toBe(`0a0137${PONG}`);
  });

  it("L1 · unknown fields within a message are passed over", async () => {
    expect(await answerTo("0a0137820205a206020102")).toBe(`0a0137${PONG}`);
  });

  it("L1 · of two messages in one the last counts, and of two cids", async () => {
    expect(await answerTo(`0a01310a0132${PONG}${PING}`)).toBe(`0a0132${PONG}`);
  });

  it("L1 · of a message that is there twice both count, field by field", async () => {
    const [matchId, none] = [`${randomUUID()}.`, span("0a", "nonsense")];
    const leave = span("8a01", fromHex(none)) + span("8a01", fromHex(span("0a", matchId)));
    expect(await answerTo(`0a0137${leave}`)).toBe("0a0137");
    const twice = span("8a01", fromHex(span("0a", matchId))) + span("8a01", "");
    expect(await answerTo(`0a0137${twice}`)).toBe("0a0137");
  });

  it("L1 · tags and lengths may be padded", async () => {
    expect(await answerTo("0a8100378282008000")).toBe(`0a0137${PONG}`);
  });
});

const MALFORMED: Readonly<Record<string, string>> = {
  "a tag that does not end": "80",
  "a tag of 11 bytes": "8a808080808080808080018000",
  "field number 0": "0000",
  "a field number over 2^29": "f8ffffff1f00",
  "a wire type that there is not": "0f",
  "a group that does not end": "a306",
  "the end of a group alone": "a406",
  "a group that ends as another": "a306ac06",
  "a length past the end": "0a0237",
  "a length past the end of the message around it": "8a01030a0561",
  "a text that is not UTF-8": "0a02c328",
  "a surrogate in a text": "0a03eda080",
  "a cut number": "7a0310ffff",
  "a number of 65 bits": "7a0b10ffffffffffffffffff02",
  "a cut number of 8 bytes": "a10601020304",
};

const EMPTY: Readonly<Record<string, string>> = {
  "no bytes": "",
  "a cid alone": "0a0137",
  "an unknown message": "0a0137a20300",
  "what only the server may say": `0a0137${MATCH}`,
};

async function endsAfter(messages: Readonly<Record<string, string>>): Promise<Record<string, SocketEnd>> {
  const ends = Object.entries(messages).map(
    async ([name, hex]) => [name, await endAfter(fromHex(hex))] as const,
  );
  return Object.fromEntries(await Promise.all(ends));
}

function eachWith(messages: Readonly<Record<string, string>>, reason: string): Record<string, SocketEnd> {
  return Object.fromEntries(Object.keys(messages).map((name) => [name, { code: 1000, reason }]));
}

describe("what closes a socket that speaks binary", () => {
  it("L1 · what cannot be read: code 1000, malformed payload", async () => {
    expect(await endsAfter(MALFORMED)).toEqual(eachWith(MALFORMED, "received malformed payload"));
  });

  it("L1 · a message with nothing in it, or that only the server may send: code 1000, error processing", async () => {
    expect(await endsAfter(EMPTY)).toEqual(eachWith(EMPTY, "error processing message"));
  });

  it("L1 · a text message where binary is spoken, be it one that could be read", async () => {
    const unexpected = { code: 1000, reason: "received unexpected WebSocket message type" };
    expect(await endAfter('{"ping":{}}')).toEqual(unexpected);
    expect(await endAfter("")).toEqual(unexpected);
  });
});

describe("match data in binary", () => {
  /** Someone with a text socket and someone with a binary one in one match. */
  async function mixedMatch(): Promise<{
    matchId: string;
    text: RawSocket;
    binary: RawSocket;
    hex: RawSocket;
  }> {
    const [text, binary] = [
      await RawSocket.open(undefined, { format: TEXT }),
      await RawSocket.open(undefined, { format: BINARY }),
    ];
    const matchId = matchIdOf(await createMatch(text));
    await joinMatch(binary, matchId);
    const hex = await open();
    hex.send(fromHex(`0a0131${span("8201", fromHex(span("0a", matchId)))}`));
    await hex.next((message) => String(message).startsWith("0a0131"));
    return { matchId, text, binary, hex };
  }

  it("C10 · is the same to players who speak text and who speak binary", async () => {
    const { matchId, text, binary, hex } = await mixedMatch();
    const data = Buffer.from([0, 1, 254, 255]).toString("base64");
    sendData(text, matchId, { op_code: "300", data });
    sendData(binary, matchId, { op_code: "-1", data, reliable: true });
    expect(await binary.nextOf("match_data")).toMatchObject({ op_code: "300", data });
    expect(await text.nextOf("match_data")).toMatchObject({ op_code: "-1", data, reliable: true });
    const from = (sender: RawSocket, rest: string): string => {
      const { userId, username } = sender.player;
      const presence = span("0a", userId) + span("12", sender.sessionId) + span("1a", username);
      return span("72", fromHex(`${span("0a", matchId)}${span("12", fromHex(presence))}${rest}`));
    };
    const ofText = from(text, "18ac0222040001feff");
    const ofBinary = from(binary, "18ffffffffffffffffff0122040001feff2801");
    await hex.next((message) => message === ofText);
    await hex.next((message) => message === ofBinary);
  });

  it("C10 · of 4,049 bytes still fits a message, one more closes the socket", async () => {
    const { matchId, text, hex } = await mixedMatch();
    const message = (bytes: number): Uint8Array =>
      fromHex(span("7a", fromHex(`${span("0a", matchId)}1001${span("1a", new Uint8Array(bytes).fill(7))}`)));
    expect(message(4049).length).toBe(4096);
    hex.send(message(4049));
    const data = Buffer.alloc(4049, 7).toString("base64");
    expect(await text.nextOf("match_data")).toMatchObject({ op_code: "1", data });
    hex.send(message(4050));
    expect(await hex.ended).toEqual({ code: 1009, reason: "" });
  });

  it("C10 · a number of 32 bits that is wider is cut", async () => {
    const socket = await open();
    // party_create with max_size 2^32 + 3.
    socket.send(fromHex("0a0137" + "9a02" + "08" + "0801" + "108380808010"));
    expect(await socket.next(() => true)).toMatch(/2003/);
  });
});
