import { describe, expect, it } from "vitest";
import { codeOf } from "../../test/code-of.js";
import { jsonValues } from "./json-values.js";

const text = (value: unknown): string => new TextDecoder().decode(jsonValues.encode(value));
const decode = (json: string): unknown => jsonValues.decode(new TextEncoder().encode(json));

describe("jsonValues", () => {
  it("W1 · golden texts: plain JSON where JSON can, a tag where it cannot", () => {
    expect(text({ b: 1, a: ["x", null, true] })).toBe('{"b":1,"a":["x",null,true]}');
    expect(text([undefined, Number.NaN, Number.NEGATIVE_INFINITY, -0])).toBe(
      '[{"$":"undefined"},{"$":"number","v":"NaN"},{"$":"number","v":"-Infinity"},{"$":"number","v":"-0"}]',
    );
    expect(text(12345678901234567890n)).toBe('{"$":"bigint","v":"12345678901234567890"}');
    expect(text(new Date(5))).toBe('{"$":"date","v":5}');
    expect(text(new Map([[1, new Set(["a"])]]))).toBe('{"$":"map","v":[[1,{"$":"set","v":["a"]}]]}');
    expect(text(Uint8Array.of(1, 2))).toBe('{"$":"u8","v":[1,2]}');
    expect(text(BigInt64Array.of(-1n))).toBe('{"$":"i64","v":[{"$":"bigint","v":"-1"}]}');
    expect(text({ $: 1 })).toBe('{"$":"object","v":[["$",1]]}');
    expect(text("\ud800é")).toBe('"\\ud800é"');
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "{a:1}"],
    ["two values", "1 2"],
    ["an unknown kind", '{"$":"regexp","v":"x"}'],
    ["a kind that is a property of every object", '{"$":"constructor","v":[1]}'],
    ["a kind that is no text", '{"$":1}'],
    ["a kind that is an object", '{"$":{"$":"u8"},"v":[]}'],
    ["a number that needs no tag", '{"$":"number","v":"1"}'],
    ["a bigint with a sign and zeros", '{"$":"bigint","v":"-00"}'],
    ["a bigint in hexadecimal", '{"$":"bigint","v":"0x10"}'],
    ["a bigint of 1,001 digits", `{"$":"bigint","v":"1${"0".repeat(1000)}"}`],
    ["a date of a text", '{"$":"date","v":"1970-01-01"}'],
    ["a map of single items", '{"$":"map","v":[[1]]}'],
    ["a map of three", '{"$":"map","v":[[1,2,3]]}'],
    ["a map that is an object", '{"$":"map","v":{"a":1}}'],
    ["a set of nothing", '{"$":"set"}'],
    ["an object whose key is a number", '{"$":"object","v":[[1,2]]}'],
    ["a byte over 255", '{"$":"u8","v":[256]}'],
    ["a byte below 0", '{"$":"u8","v":[-1]}'],
    ["a fraction as byte", '{"$":"c8","v":[1.5]}'],
    ["a text in a typed array", '{"$":"f64","v":["1"]}'],
    ["a double in an f32 array", '{"$":"f32","v":[0.1]}'],
    ["a number in a 64-bit array", '{"$":"u64","v":[1]}'],
    ["a bigint past 64 bits", '{"$":"u64","v":[{"$":"bigint","v":"18446744073709551616"}]}'],
    ["a kind of the other codec", '{"$":"utf16","v":"AA=="}'],
    ["nesting 66 deep", `${"[".repeat(66)}${"]".repeat(66)}`],
    ["nesting 100,000 deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["typed arrays 5,000 deep", `${'{"$":"u8","v":['.repeat(5_000)}${"]}".repeat(5_000)}`],
    ["objects 100,000 deep", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
  ])("W3 · refuses %s", (_title, json) => {
    expect(codeOf(() => decode(json))).toBe("bad-frame");
  });

  it("W3 · refuses bytes that are not UTF-8, and a byte order mark", () => {
    expect(codeOf(() => jsonValues.decode(Uint8Array.of(0x22, 0xff, 0x22)))).toBe("bad-frame");
    expect(codeOf(() => decode("\ufeff1"))).toBe("bad-frame");
  });

  it("W3 · __proto__ and constructor from a peer are mere properties", () => {
    const value = decode(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    ) as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
    expect("polluted" in {}).toBe(false);
    const tagged = decode('{"$":"object","v":[["__proto__",{"polluted":true}]]}') as object;
    expect(Object.getPrototypeOf(tagged)).toBe(Object.prototype);
    expect("polluted" in tagged).toBe(false);
  });
});
