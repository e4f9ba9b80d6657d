import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../src/conditions/seeded-random.js";
import { messagePackValues } from "../src/msgpack/index.js";
import { jsonValues } from "../src/wire/json-values.js";
import { anyText } from "./any-text.js";
import { codeOf } from "./code-of.js";

const codecs = [jsonValues, messagePackValues()];

const pool = Uint8Array.from({ length: 64 }, (_, i) => i * 3);

/** An object whose `__proto__` is a property of its own, as `JSON.parse` makes it. */
const ownProto: unknown = JSON.parse('{"__proto__": {"polluted": true}, "a": 1}');

const examples: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["true and false", [true, false]],
  ["undefined", undefined],
  ["undefined in a list", [undefined, 1]],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["−Infinity", Number.NEGATIVE_INFINITY],
  ["NaN", Number.NaN],
  ["−0", -0],
  ["−0 inside", { a: [-0, 0] }],
  [
    "integers at the edges",
    [
      127,
      128,
      255,
      256,
      65535,
      65536,
      2 ** 31,
      2 ** 32,
      2 ** 53,
      -1,
      -32,
      -33,
      -128,
      -129,
      -32769,
      -(2 ** 31) - 1,
    ],
  ],
  ["fractions", [0.1, -1.5, 5e-324, Number.MAX_VALUE]],
  ["a small bigint", 5n],
  [
    "bigints at 64 bits",
    [2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n, -(2n ** 63n), -(2n ** 63n) - 1n, 0n],
  ],
  ["bigints of 1,000 digits", [10n ** 999n, -(10n ** 999n)]],
  ["a Date", new Date(1_700_000_000_123)],
  ["a Date before 1970", new Date(-1)],
  ["the first and the last Date", [new Date(-8.64e15), new Date(8.64e15)]],
  ["an invalid Date", new Date(Number.NaN)],
  [
    "a Map",
    new Map<unknown, unknown>([
      ["a", 1],
      [2, "b"],
      [Number.NaN, null],
      [{ k: 1 }, new Map([[1n, undefined]])],
    ]),
  ],
  ["an empty Map and Set", [new Map(), new Set()]],
  ["a Set", new Set<unknown>([1, "1", -0, [1], null, undefined])],
  [
    "every typed array",
    [
      Int8Array.of(-128, 127),
      Uint8Array.of(0, 255),
      Uint8ClampedArray.of(0, 255),
      Int16Array.of(-32768, 32767),
      Uint16Array.of(0, 65535),
      Int32Array.of(-(2 ** 31), 2 ** 31 - 1),
      Uint32Array.of(0, 2 ** 32 - 1),
      Float32Array.of(0.1, -0, Number.NaN, Number.POSITIVE_INFINITY),
      Float64Array.of(0.1, -0, Number.NaN, Number.NEGATIVE_INFINITY),
      BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n),
      BigUint64Array.of(0n, 2n ** 64n - 1n),
    ],
  ],
  ["empty typed arrays", [new Uint8Array(0), new Float64Array(0)]],
  ["a view of a larger buffer", pool.subarray(5, 9)],
  ["an unaligned view of doubles", new Float64Array(pool.slice(0, 24).buffer, 8, 1)],
  [
    "texts of every plane",
    ["", "é", "€", "😀", "\u0000", "\u2028", "\uffff", "\u{10ffff}", "א\u05d0", "x".repeat(70_000)],
  ],
  ["a byte order mark in front of a long text", `\ufeff${"x".repeat(100)}`],
  ["lone surrogates", ["\ud800", "a\udc00b", `${"y".repeat(80)}\ud83d`]],
  [
    "keys of every kind",
    {
      "": 1,
      "\ufeffbom": 2,
      "\ud800": 3,
      "0": 4,
      constructor: 5,
      toString: 6,
      hasOwnProperty: 7,
      length: 8,
      toJSON: 9,
      valueOf: 10,
    },
  ],
  ["a key $", { $: "number", v: "NaN" }],
  ["keys $ at several depths", { $: { $: [{ $: null, v: 1 }] } }],
  ["what looks like a tag", { $: "map", v: 5, w: 6 }],
  ["an own __proto__", ownProto],
  ["__proto__ and $", JSON.parse('{"__proto__": null, "$": 1}')],
  [
    "an object of 70,000 properties",
    Object.fromEntries(Array.from({ length: 70_000 }, (_, i) => [`k${i}`, i])),
  ],
  ["a list of 70,000", Array.from({ length: 70_000 }, (_, i) => i)],
];

describe.each(codecs.map((codec) => [codec.name, codec] as const))("%s values", (_name, codec) => {
  const roundTrip = (value: unknown): unknown => codec.decode(codec.encode(value));

  it.each(examples)("W1 · carries %s exactly", (_title, value) => {
    const got = roundTrip(value);
    expect(same(got, value)).toBe(true);
  });

  it("W1 · carries any tree of them exactly", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(same(roundTrip(value), value)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("W1 · a byte array arrives in memory of its own, exactly its view, never as a Buffer", () => {
    const source = Buffer.from(pool).subarray(5, 9);
    const message = Buffer.from(codec.encode({ a: source }));
    const { a } = codec.decode(message) as { a: Uint8Array };
    message.fill(0);
    expect(a).toStrictEqual(Uint8Array.of(15, 18, 21, 24));
    expect(a.constructor).toBe(Uint8Array);
    expect(a.buffer.byteLength).toBe(4);
  });

  it("W1 · encoded bytes are the caller's, of exactly their length", () => {
    const first = codec.encode([1, "a"]);
    const kept = [...first];
    codec.encode(["something", "else"]);
    expect([...first]).toEqual(kept);
    expect(first.constructor).toBe(Uint8Array);
    expect([first.byteOffset, first.buffer.byteLength]).toEqual([0, first.byteLength]);
  });

  it("W1 · a class instance arrives as its own enumerable properties, toJSON is not asked", () => {
    class Point {
      x = 1;
      #hidden = 2;
      get sum(): number {
        return this.x + this.#hidden;
      }
      toJSON(): string {
        return "json";
      }
    }
    const got = roundTrip(new Point());
    expect(got).toStrictEqual({ x: 1 });
    expect(Object.getPrototypeOf(got)).toBe(Object.prototype);
    expect(roundTrip(Object.create(null))).toStrictEqual({});
  });

  it("W1 · properties that are undefined are left out, holes of a list are undefined", () => {
    expect(roundTrip({ a: undefined, b: 1 })).toStrictEqual({ b: 1 });
    const holes = new Array(3);
    holes[1] = 1;
    expect(roundTrip(holes)).toStrictEqual([undefined, 1, undefined]);
  });

  it("W1 · an array or typed array of another realm is carried too", () => {
    const foreign: unknown = runInNewContext("({ list: [1], bytes: new Uint16Array([7]), plain: { a: 1 } })");
    expect(roundTrip(foreign)).toStrictEqual({ list: [1], bytes: Uint16Array.of(7), plain: { a: 1 } });
  });

  it.each([
    ["a function", () => 1],
    ["a symbol", Symbol("x")],
    ["a function inside", { a: [() => 1] }],
    ["an ArrayBuffer", new ArrayBuffer(4)],
    ["a SharedArrayBuffer", new SharedArrayBuffer(4)],
    ["a DataView", new DataView(new ArrayBuffer(4))],
    ["a RegExp", /x/],
    ["an Error", new Error("x")],
    ["a Promise", Promise.resolve()],
    ["a WeakMap", new WeakMap()],
    ["a boxed number", Object(1)],
    ["a bigint of 1,001 digits", 10n ** 1000n],
    ["a negative bigint of 1,001 digits", -(10n ** 1000n)],
    ["a function as a Map's key", new Map([[() => 1, 1]])],
  ])("R10 · refuses to send %s, which would arrive as something else", (_title, value) => {
    expect(codeOf(() => codec.encode(value))).toBe("wrong-arguments");
    expect(codec.decode(codec.encode([1]))).toStrictEqual([1]);
  });

  it("R10 · a circle throws wrong-arguments, through any kind of holder", () => {
    const list: unknown[] = [];
    list.push(list, list);
    const object: Record<string, unknown> = {};
    object["self"] = { object };
    const map = new Map<unknown, unknown>();
    map.set("m", new Set([map]));
    for (const circle of [list, object, map])
      expect(codeOf(() => codec.encode(circle))).toBe("wrong-arguments");
  });

  it.each([
    ["lists", (inner: unknown): unknown => [inner]],
    ["objects", (inner: unknown): unknown => ({ a: inner })],
    ["objects with $", (inner: unknown): unknown => ({ $: inner })],
    ["Maps", (inner: unknown): unknown => new Map([["k", inner]])],
    ["Maps in keys", (inner: unknown): unknown => new Map([[inner, 1]])],
    ["Sets", (inner: unknown): unknown => new Set([inner])],
  ])("W3 · %s nest 64 deep on both ways, not 65", (_title, wrap) => {
    const nested = (depth: number, leaf: unknown): unknown => {
      let value = leaf;
      for (let i = 0; i < depth; i++) value = wrap(value);
      return value;
    };
    for (const leaf of [1, -0, null]) {
      expect(same(roundTrip(nested(64, leaf)), nested(64, leaf))).toBe(true);
      expect(codeOf(() => codec.encode(nested(65, leaf)))).toBe("wrong-arguments");
    }
    expect(same(roundTrip(nested(63, new Date(5))), nested(63, new Date(5)))).toBe(true);
  });

  it("W3 · every cut of a message is refused, and so is what is left over", () => {
    const message = codec.encode({
      a: [1, "two", new Map([[3, Uint8Array.of(4, 5)]])],
      n: -0,
      f: 0.5,
      u: undefined,
    });
    for (let length = 0; length < message.length; length++) {
      expect(codeOf(() => codec.decode(message.subarray(0, length)))).toBe("bad-frame");
    }
    const longer = new Uint8Array(message.length + 1).fill(1);
    longer.set(message);
    expect(codeOf(() => codec.decode(longer))).toBe("bad-frame");
  });

  it("W3 · what a peer invents is refused as bad-frame or is data, and touches no prototype", () => {
    const seeds = examples
      .filter(([title]) => !title.includes("70,000") && !title.includes("1,000 digits"))
      .map(([, value]) => codec.encode(value))
      .filter((bytes) => bytes.length < 1000);
    const prototypes = [Object, Array, Map, Set, Date, Uint8Array, String, Number].map(
      (type) => type.prototype,
    );
    const before = prototypes.map((prototype) => Reflect.ownKeys(prototype));
    const random = seededRandom(11);
    const below = (limit: number): number => Math.floor(random() * limit);
    const count = { accepted: 0, refused: 0 };
    const wrong: string[] = [];
    for (let i = 0; i < 12_000; i++) {
      const bytes = [...(seeds[below(seeds.length)] as Uint8Array)];
      for (let n = below(3) + 1; n > 0; n--) {
        const at = below(bytes.length + 1);
        const action = below(4);
        if (action === 0) bytes.splice(at, below(3));
        else if (action === 1) bytes.splice(at, 0, below(256));
        else if (action === 2) bytes[Math.min(at, bytes.length - 1)] = below(256);
        else {
          const other = seeds[below(seeds.length)] as Uint8Array;
          bytes.splice(at, below(8), ...other.subarray(0, below(other.length + 1)));
        }
      }
      let value: unknown;
      const code = codeOf(() => {
        value = codec.decode(Uint8Array.from(bytes));
      });
      if (code === "none") {
        count.accepted++;
        // What came in can be sent on, and is then the same: it is nothing but data.
        if (!same(roundTrip(value), value)) wrong.push(`${bytes} does not come back as it is`);
      } else {
        count.refused++;
        if (code !== "bad-frame") wrong.push(`${bytes} is ${code}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(count.accepted).toBeGreaterThan(500);
    expect(count.refused).toBeGreaterThan(3000);
    expect(prototypes.map((prototype) => Reflect.ownKeys(prototype))).toEqual(before);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

it("W1 · both codecs carry the same value to the same value", () => {
  const [json, msgpack] = codecs as [(typeof codecs)[0], (typeof codecs)[0]];
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(same(json.decode(json.encode(value)), msgpack.decode(msgpack.encode(value)))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

it("W1 · short decimals, the doubles next to them, and the smallest floats are carried exactly", () => {
  const codec = messagePackValues();
  const anyDecimal = fc
    .tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.integer({ min: -50, max: 40 }))
    .map(([digits, exponent]) => Number(`${digits}e${exponent}`));
  const bits = new DataView(new ArrayBuffer(8));
  const besides = (value: number, steps: number): number => {
    bits.setFloat64(0, value);
    bits.setBigInt64(0, bits.getBigInt64(0) + BigInt(steps));
    return bits.getFloat64(0);
  };
  fc.assert(
    fc.property(anyDecimal, fc.float({ noNaN: true }), (decimal, float) => {
      for (const value of [decimal, float]) {
        for (let steps = -3; steps <= 3; steps++) {
          const near = besides(value, steps);
          expect(Object.is(codec.decode(codec.encode(near)), near)).toBe(true);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

/** Equal to the bit and to the type: −0 is not 0, a Map keeps its order, an array its type and length. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
  if (a instanceof Map && b instanceof Map) return sameList([...a].flat(), [...b].flat());
  if (a instanceof Set && b instanceof Set) return sameList([...a], [...b]);
  if (ArrayBuffer.isView(a) || Array.isArray(a)) {
    return sameList(Array.from(a as ArrayLike<unknown>), Array.from(b as ArrayLike<unknown>));
  }
  const sorted = (object: object): readonly unknown[] =>
    Object.entries(object)
      .sort(([one], [two]) => (one < two ? -1 : 1))
      .flat();
  return sameList(sorted(a), sorted(b));
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => same(item, b[i]));
}

const oddText = fc.oneof(
  anyText(100),
  fc.constantFrom("$", "v", "__proto__", "constructor", "\ufeff", "\ud800", "\ufeff".repeat(70)),
);

const { anyValue } = fc.letrec<{ anyValue: unknown }>((tie) => ({
  anyValue: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constantFrom(null, undefined, true, false, -0, Number.NaN, Number.POSITIVE_INFINITY),
    fc.integer(),
    fc.double(),
    fc.bigInt(),
    oddText,
    fc.date({ noInvalidDate: false }),
    fc.uint8Array(),
    fc.int16Array(),
    fc.float32Array(),
    fc.float64Array(),
    fc.bigUint64Array(),
    fc.array(tie("anyValue"), { maxLength: 4 }),
    fc.array(tie("anyValue"), { maxLength: 3 }).map((items) => new Set(items)),
    fc.array(fc.tuple(tie("anyValue"), tie("anyValue")), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    fc
      .array(
        fc.tuple(
          oddText,
          tie("anyValue").filter((value) => value !== undefined),
        ),
        { maxLength: 4 },
      )
      .map((entries) => Object.fromEntries(entries)),
  ),
}));
