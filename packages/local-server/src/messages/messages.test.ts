import { describe, expect, it } from "vitest";
import { decodeJson } from "./decode-json.js";
import { encodeJson } from "./encode-json.js";
import { embedded, listOf, mapOf, message, oneof, scalar, wrapper } from "./field.js";
import { MalformedMessage } from "./malformed-message.js";

const innerTable = message("Inner", { name: scalar("string", 1) });
const outerTable = message("Outer", {
  small_number: scalar("int32", 1),
  large_number: scalar("int64", 2),
  ratio: scalar("double", 3),
  bytes: scalar("bytes", 4),
  flag: scalar("bool", 5),
  label: wrapper("string", 6),
  inner: embedded(() => innerTable, 7),
  inners: listOf(() => innerTable, 8),
  words: mapOf("string", 9),
  at_time: scalar("timestamp", 10),
  left: oneof("side", scalar("string", 11)),
  right: oneof("side", scalar("string", 12)),
});

const strict = (json: unknown): unknown => decodeJson(outerTable, json, { unknownFields: "refuse" });

describe("reading messages", () => {
  it("L1 · what is absent or null is at its zero value", () => {
    const zero = {
      small_number: 0,
      large_number: 0n,
      ratio: 0,
      bytes: new Uint8Array(0),
      flag: false,
      label: undefined,
      inner: undefined,
      inners: [],
      words: new Map(),
      at_time: 0,
      left: undefined,
      right: undefined,
    };
    expect(strict({})).toEqual(zero);
    expect(strict({ smallNumber: null, label: null, inners: null, left: null })).toEqual(zero);
  });

  it("L1 · both spellings, numbers as texts, special numbers", () => {
    const read = strict({
      smallNumber: "1e2",
      large_number: "-9223372036854775808",
      ratio: "-Infinity",
      left: "",
    });
    expect(read).toMatchObject({
      small_number: 100,
      large_number: -(2n ** 63n),
      ratio: Number.NEGATIVE_INFINITY,
      left: "",
    });
    expect(read).not.toHaveProperty("right");
  });

  it("L1 · keys that objects have anyway are keys like any other", () => {
    const json: unknown = JSON.parse('{"words":{"__proto__":"a","constructor":"b"}}');
    expect(strict(json)).toMatchObject({
      words: new Map([
        ["__proto__", "a"],
        ["constructor", "b"],
      ]),
    });
    expect(() => strict(JSON.parse('{"__proto__":{}}'))).toThrow(MalformedMessage);
  });

  it.each([
    [{ unknown: 1 }],
    [{ small_number: 1, smallNumber: 1 }],
    [{ small_number: 1.5 }],
    [{ small_number: 2 ** 31 }],
    [{ small_number: "" }],
    [{ small_number: " 1" }],
    [{ small_number: "01" }],
    [{ large_number: "9223372036854775808" }],
    [{ ratio: "much" }],
    [{ bytes: "a" }],
    [{ bytes: "YQ=" }],
    [{ bytes: "+_8=" }],
    [{ flag: 1 }],
    [{ label: {} }],
    [{ inner: [] }],
    [{ inners: [null] }],
    [{ words: { a: null } }],
    [{ left: "a", right: "b" }],
    [[]],
    ["text"],
    [null],
  ])("L1 · refused: %j", (json) => {
    expect(() => strict(json)).toThrow(MalformedMessage);
  });
});

describe("writing messages", () => {
  it("L1 · zero values are left out, but not a wrapped or chosen one", () => {
    expect(
      encodeJson(outerTable, {
        small_number: 0,
        large_number: 0n,
        flag: false,
        inners: [],
        words: new Map(),
      }),
    ).toBe("{}");
    expect(encodeJson(outerTable, { label: "", left: "", inner: {} })).toBe(
      '{"label":"","inner":{},"left":""}',
    );
  });

  it("L1 · wide numbers are texts, bytes base64, times without needless fractions", () => {
    const json: unknown = JSON.parse(
      encodeJson(outerTable, {
        large_number: 2n ** 63n - 1n,
        ratio: Number.NaN,
        bytes: Buffer.from("padded buffer").subarray(0, 3),
        inners: [{ name: "a" }, {}],
        words: new Map([["__proto__", "x"]]),
        at_time: 1000,
      }),
    );
    expect(json).toEqual(
      JSON.parse(
        '{"large_number":"9223372036854775807","ratio":"NaN","bytes":"cGFk","inners":[{"name":"a"},{}],"words":{"__proto__":"x"},"at_time":"1970-01-01T00:00:01Z"}',
      ),
    );
  });
});
