import { Packr } from "msgpackr/pack";
import { describe, expect, it } from "vitest";
import { codeOf } from "../../test/code-of.js";
import { messagePackValues } from "./message-pack-values.js";

const codec = messagePackValues();
const hex = (value: unknown): string => Buffer.from(codec.encode(value)).toString("hex");
const decode = (text: string): unknown => codec.decode(Uint8Array.from(Buffer.from(text, "hex")));
const ascii = (text: string): string => Buffer.from(text).toString("hex");

describe("messagePackValues", () => {
  it("W1 · golden bytes: the plain part of MessagePack, a tag where it has nothing", () => {
    expect(hex({ a: [1, "x", null, true] })).toBe("81a1619401a178c0c3");
    expect(hex([Math.PI, Number.NaN])).toBe("92cb400921fb54442d18cb7ff8000000000000");
    expect(hex([0.5, -1034.27])).toBe("92ca3f000000cac48148a4");
    // Next to a short decimal, and none: all numbers of the value in 8 bytes.
    expect(hex([0.5, 0.1 + 0.2])).toBe("92cb3fe0000000000000cb3fd3333333333334");
    expect(hex([-1, 200, 70_000, -40_000])).toBe("94ffccc8ce00011170d2ffff63c0");
    expect(hex(5n)).toBe("d30000000000000005");
    expect(hex(2n ** 64n)).toBe(`82a124a6${ascii("bigint")}a176b4${ascii("18446744073709551616")}`);
    expect(hex(Uint8Array.of(7, 8))).toBe("c4020708");
    expect(hex(-0)).toBe(`82a124a6${ascii("number")}a176a2${ascii("-0")}`);
    expect(hex(undefined)).toBe(`81a124a9${ascii("undefined")}`);
    expect(hex(new Map([[1, 2]]))).toBe(`82a124a3${ascii("map")}a17691920102`);
    expect(hex(Uint16Array.of(258))).toBe(`82a124a3${ascii("u16")}a176c4020201`);
    expect(hex("\ud800")).toBe(`82a124a5${ascii("utf16")}a176c40200d8`);
  });

  it("W1 · reads the wider forms that other encoders write", () => {
    expect(decode("dc0002dd00000001cd0001df00000001db00000001617f")).toStrictEqual([[1], { a: 127 }]);
    expect(decode("cb3ff8000000000000")).toBe(1.5);
    expect(decode("cf0000000000000005")).toBe(5n);
    expect(decode("c50002" + "0102")).toStrictEqual(Uint8Array.of(1, 2));
  });

  it.each([
    ["nothing", ""],
    ["the never-used token", "c1"],
    ["a list of 2^32 − 1", "ddffffffff"],
    ["a list of 2^32 − 1 in a list", "91ddffffffff00"],
    ["a map of 2^32 − 1", "dfffffffff"],
    ["a map of more pairs than half the bytes", "8200" + "a161" + "00"],
    ["2^32 − 1 bytes", "c6ffffffff00"],
    ["a text of 2^32 − 1 bytes", "dbffffffff00"],
    ["a cut text", "a36162"],
    ["a cut length", "dc00"],
    ["a cut double", "cb00"],
    ["bytes left over", "0101"],
    ["a text that is not UTF-8", "a1ff"],
    ["a surrogate in a text", "a3eda080"],
    ["a number as property name", "810102"],
    ["a list as property name", "819001"],
    ["nil as property name", "81c001"],
    ["__proto__ in fixstr", `81a9${ascii("__proto__")}80`],
    ["__proto__ in str 8", `81d909${ascii("__proto__")}80`],
    ["__proto__ in str 16", `81da0009${ascii("__proto__")}80`],
    ["__proto__ in str 32", `81db00000009${ascii("__proto__")}80`],
    ["a record definition", `d47240${"92a161a162"}0102`],
    ["a record definition of two bytes", `d5726001${"91a161"}01`],
    ["undefined as extension", "d40000"],
    ["a timestamp", "d6ff00000000"],
    ["an id and a pointer to it", "d66900000001" + "91d67000000001"],
    ["a set of the encoder's own", "d4730090"],
    ["a regular expression", "d47800" + "92a12ba0"],
    ["an error", "d46500" + "92a0a0"],
    ["a typed array of the encoder's own", "c703740102"],
    ["bundled texts", "d66200000001" + "90"],
    ["a bigint of the encoder's own", "c7094200ffffffffffffffff"],
    ["ext 16", "c80001420" + "1"],
    ["ext 32", "c90000000142" + "01"],
    ["ext of 2^32 − 1 bytes", "c9ffffffff42"],
    ["fixext 16", `d842${"00".repeat(16)}`],
    ["lists 201 deep", `${"91".repeat(201)}00`],
    ["lists a million deep", `${"91".repeat(1_000_000)}00`],
    ["maps 100,000 deep", `${"81a161".repeat(100_000)}00`],
    ["a tag of odd UTF-16", `82a124a5${ascii("utf16")}a176c40100`],
    ["three bytes of u16", `82a124a3${ascii("u16")}a176c403000000`],
    ["a kind that is a property of every object", `82a124ab${ascii("constructor")}a176c400`],
  ])("W3 · refuses %s", (_title, text) => {
    expect(codeOf(() => decode(text))).toBe("bad-frame");
  });

  it("W3 · a hostile message leaves the next one unharmed", () => {
    const good = codec.encode({ a: [1, "two"] });
    for (const bad of ["d4724091a16101", "ddffffffff", "a36162", "c1"]) {
      expect(codeOf(() => decode(bad))).toBe("bad-frame");
      expect(codec.decode(good)).toStrictEqual({ a: [1, "two"] });
    }
    // A record that was defined would answer to its number.
    expect(decode("40")).toBe(0x40);
  });

  it("W3 · what msgpackr writes with its own extensions on is refused, not half understood", () => {
    const foreign = new Packr({ useRecords: true, moreTypes: true, structuredClone: true });
    const shared = { a: 1 };
    for (const value of [
      { a: 1 },
      new Set([1]),
      new Date(),
      [shared, shared],
      undefined,
      new Float32Array(2),
    ]) {
      expect(codeOf(() => codec.decode(foreign.pack(value)))).toBe("bad-frame");
    }
  });

  it("W1 · is a good deal smaller than JSON", () => {
    const state = {
      id: 12,
      at: { x: 1.25, y: -3.5, z: 0 },
      keys: [true, false],
      blob: new Uint8Array(100).fill(200),
    };
    expect(codec.encode(state).length).toBe(141);
  });

  it("W1 · two codecs do not disturb each other", () => {
    const other = messagePackValues();
    const one = codec.encode({ first: "a" });
    const two = other.encode({ second: "b" });
    expect(other.decode(one)).toStrictEqual({ first: "a" });
    expect(codec.decode(two)).toStrictEqual({ second: "b" });
  });
});
