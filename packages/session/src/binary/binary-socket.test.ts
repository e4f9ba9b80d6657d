import { NakodoError } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import { bytesOf, GOLDEN, hexOf } from "../../test/golden/golden.js";
import { jsonCodec } from "../socket/json-codec.js";
import { binarySocket } from "./binary-socket.js";

const codec = binarySocket();
const decode = (hex: string) => codec.decode(bytesOf(hex));

/** Match data has a writer of its own, and no server sends it in this form. */
const OTHERS = GOLDEN.filter(({ text }) => !("match_data_send" in text));

describe("messages of the server", () => {
  it.each(OTHERS)("A8 · Go's bytes of $name are read as its JSON is", ({ text, hex }) => {
    expect(decode(hex)).toStrictEqual(jsonCodec.decode(JSON.stringify(text)));
  });

  it("A8 · bytes are in a buffer of their own", () => {
    const { data } = decode("720522030001ff").body;
    expect(data).toEqual(new Uint8Array([0, 1, 255]));
    expect(data instanceof Uint8Array && data.buffer.byteLength).toBe(3);
  });

  it("A8 · a key that all objects have is a key like any other", () => {
    const { context } = decode("5a101a0e0a095f5f70726f746f5f5f120178").body;
    expect(Object.entries(Object(context))).toEqual([["__proto__", "x"]]);
  });

  it("A8 · an entry of a map, and a wrapper, may leave out what they hold", () => {
    expect(decode("5a041a021200").body).toEqual({ context: { "": "" } });
    expect(decode("5a021a00").body).toEqual({ context: { "": "" } });
    expect(decode("62021a00").body).toEqual({ label: "" });
  });

  it.each([
    ["of each wire type", "a00601a1060102030405060708a2060378797aa50601020304"],
    ["known, but of another wire type", "0801980101"],
  ])("A8 · fields %s are passed over", (_, hex) => {
    expect(decode(`0a0137${hex}820200`)).toEqual({ cid: "7", type: "ping", body: {} });
  });

  it("A8 · so are fields within a message, and a message of another number", () => {
    expect(decode("5a0908047801a206020102").body).toEqual({ code: 4 });
    expect(decode("0a01379206020801")).toEqual({ cid: "7", type: "", body: {} });
  });

  it("A8 · of two messages in one the last counts", () => {
    expect(decode("8202008a0200")).toEqual({ cid: undefined, type: "pong", body: {} });
  });
});

describe("what cannot be read", () => {
  const refused = expect.objectContaining({ constructor: NakodoError, code: "bad-response" });

  it.each(["", "{}", undefined, null, {}, new Uint8Array(2)])("A9 · %j is bad-response: no bytes", (data) => {
    expect(() => codec.decode(data)).toThrow(refused);
  });

  it.each([
    ["a tag that does not end", "80"],
    ["a tag of too many bytes", "8080808080808001"],
    ["field number 0", "0000"],
    ["a wire type that there is not", "0f"],
    ["the start of a group", "0b0c"],
    ["a length past the end", "0a0237"],
    ["a length of 4 GB", "0affffffff0f"],
    ["a length that does not end", "0a80"],
    ["a length past the end of the message around it", "0a01375a021203616263"],
    ["a text that is not UTF-8", "0a02c328"],
    ["a cut number", "7203188080"],
    ["a number of 65 bits", "720b18ffffffffffffffffff02"],
    ["a number of 11 bytes", "720c18ffffffffffffffffffff01"],
    ["a cut double", "a2010b220932070a016111000000"],
    ["a time that no calendar has", "2a0c3a0a08ffffffffffffffff7f"],
    ["a second of more than a second", "2a083a0610808080c004"],
  ])("A9 · %s", (_, hex) => {
    expect(() => decode(hex)).toThrow(refused);
  });
});

describe("requests", () => {
  it.each(OTHERS.filter(({ from }) => from === "client"))(
    "A8 · $name is written as Go writes it",
    ({ text, hex }) => {
      expect(hexOf(codec.encode(jsonCodec.decode(JSON.stringify(text))))).toBe(hex);
    },
  );

  it("A8 · party data is written as bytes, of a view what it shows", () => {
    const data = new Uint8Array([9, 1, 2, 9]).subarray(1, 3);
    const body = { party_id: "x", op_code: 3, data };
    const message = codec.encode({ cid: "7", type: "party_data_send", body });
    expect(hexOf(message)).toBe("0a01378a03090a017810031a020102");
  });

  it("A8 · whole numbers of 64 bits may be digits in a text", () => {
    const write = (op_code: unknown) =>
      hexOf(codec.encode({ cid: undefined, type: "match_data_send", body: { op_code } }));
    expect(write("9223372036854775807")).toBe("7a0a10ffffffffffffffff7f");
    expect(write(-1)).toBe("7a0b10ffffffffffffffffff01");
    expect(write(300)).toBe("7a0310ac02");
  });

  it.each([
    ["a message that there is not", "match_jion", {}, "match_jion is no field of Envelope"],
    ["a field that there is not", "match_join", { matchId: "x" }, "matchId is no field of match_join"],
    ["a number for a text", "match_join", { match_id: 5 }, "match_id must be a text"],
    ["null", "match_join", { match_id: null }, "match_id must be a text"],
    ["a text for a truth value", "party_create", { open: "true" }, "open must be true or false"],
    ["a fraction", "party_create", { max_size: 1.5 }, "max_size must be a whole number of 32 bits"],
    ["2^31", "party_create", { max_size: 2 ** 31 }, "max_size must be a whole number of 32 bits"],
    ["2^63", "party_data_send", { op_code: 2 ** 63 }, "op_code must be a whole number of 64 bits"],
    ["base64", "party_data_send", { data: "AAAA" }, "data must be a Uint8Array"],
    ["a text for a list", "status_follow", { user_ids: "x" }, "user_ids must be a list"],
    ["a list for a map", "matchmaker_add", { string_properties: [] }, "string_properties must be an object"],
    ["a number in a map", "matchmaker_add", { string_properties: { a: 1 } }, "value must be a text"],
    ["a text in a map", "matchmaker_add", { numeric_properties: { a: "1" } }, "value must be a number"],
    ["a text for a message", "party_accept", { presence: "x" }, "presence must be an object"],
    ["a time", "channel_message", { create_time: "x" }, "create_time is the server's to set"],
  ])("A9 · %s is invalid-argument, said by name", (_, type, body, message) => {
    expect(() => codec.encode({ cid: "7", type, body })).toThrow(
      expect.objectContaining({ constructor: NakodoError, code: "invalid-argument", message }),
    );
  });
});
