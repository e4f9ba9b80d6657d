import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyText } from "../../test/any-text.js";
import { codeOf } from "../../test/code-of.js";
import { seededRandom } from "../conditions/seeded-random.js";
import { ByteReader } from "../wire/byte-reader.js";
import { ByteWriter } from "../wire/byte-writer.js";
import type { Field } from "./field.js";
import * as t from "./t.js";

function encode<T>(field: Field<T>, value: T): Uint8Array {
  const writer = new ByteWriter();
  field.write(writer, value);
  return writer.copy();
}

function decode<T>(field: Field<T>, bytes: Uint8Array): T {
  const reader = new ByteReader(bytes);
  const value = field.read(reader);
  reader.expectEnd();
  return value;
}

function roundTrip<T>(field: Field<T>, value: T): T {
  return decode(field, encode(field, value));
}

/** A case of any type of value, so that one table holds them all. */
interface Case {
  readonly schema: string;
  readonly field: Field<unknown>;
  readonly value: unknown;
  readonly golden: readonly number[];
  /** Values that come back as they went. */
  readonly exact?: fc.Arbitrary<unknown>;
  readonly wrong: readonly unknown[];
}

const notNumbers = [
  "1",
  null,
  undefined,
  true,
  {},
  [],
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1n,
  Symbol("x"),
];
const notObjects = [null, undefined, 5, "text", true, 1n];
/** An object that cannot be shown as text: the error must come all the same. */
const unprintable = Object.create(null) as object;

function whole(
  min: number,
  max: number,
  golden: readonly number[],
  field: Field<number>,
  value: number,
): Case {
  return {
    schema: field.schema,
    field: field as Field<unknown>,
    value,
    golden,
    exact: fc.integer({ min, max }),
    wrong: [...notNumbers, min - 1, max + 1, min + 0.5, unprintable],
  };
}

const player = t.struct({
  name: t.string(16),
  at: t.vec2,
  team: t.optional(t.oneOf("red", "blue")),
  tags: t.list(t.u8, 4),
});

const cases: readonly Case[] = [
  whole(0, 0xff, [0xfe], t.u8, 0xfe),
  whole(0, 0xffff, [0x34, 0x12], t.u16, 0x1234),
  whole(0, 0xffffffff, [0x98, 0xba, 0xdc, 0xfe], t.u32, 0xfedcba98),
  whole(-0x80, 0x7f, [0xfe], t.i8, -2),
  whole(-0x8000, 0x7fff, [0xfe, 0xff], t.i16, -2),
  whole(-0x80000000, 0x7fffffff, [0xfe, 0xff, 0xff, 0xff], t.i32, -2),
  whole(0, Number.MAX_SAFE_INTEGER, [0xac, 0x02], t.uint, 300),
  {
    schema: "bool",
    field: t.bool,
    value: true,
    golden: [1],
    exact: fc.boolean(),
    wrong: [0, 1, "true", null, undefined, {}],
  },
  {
    schema: "f32",
    field: t.f32,
    value: 1.5,
    golden: [0, 0, 0xc0, 0x3f],
    exact: fc.float({ noNaN: true, noDefaultInfinity: true }),
    wrong: [...notNumbers, 3.5e38, -1e39, 1e308, unprintable],
  },
  {
    schema: "f64",
    field: t.f64,
    value: -1.5,
    golden: [0, 0, 0, 0, 0, 0, 0xf8, 0xbf],
    exact: fc.double({ noNaN: true, noDefaultInfinity: true }),
    wrong: [...notNumbers, unprintable],
  },
  {
    schema: "quant(-50,50,0.01)",
    field: t.quant(-50, 50, 0.01),
    value: 1,
    golden: [0xec, 0x13],
    wrong: ["1", null, undefined, {}, Number.NaN, 1n, unprintable],
  },
  {
    schema: "angle(10)",
    field: t.angle(10),
    value: Math.PI,
    golden: [0x00, 0x02],
    wrong: [...notNumbers, Number.NEGATIVE_INFINITY, unprintable],
  },
  {
    schema: "vec2",
    field: t.vec2,
    value: { x: 1.5, y: -2 },
    golden: [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0],
    exact: fc.record({ x: float(), y: float() }, { noNullPrototype: true }),
    wrong: [
      ...notObjects,
      {},
      { x: 1 },
      { x: "1", y: 2 },
      { x: Number.NaN, y: 0 },
      { x: 1e39, y: 0 },
      unprintable,
    ],
  },
  {
    schema: "vec3",
    field: t.vec3,
    value: { x: 1.5, y: -2, z: 0 },
    golden: [0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0],
    exact: fc.record({ x: float(), y: float(), z: float() }, { noNullPrototype: true }),
    wrong: [...notObjects, { x: 1, y: 2 }, unprintable],
  },
  {
    schema: "quat",
    field: t.quat,
    value: { x: 0, y: 0, z: 0, w: 1 },
    golden: [0xff, 0xbf, 0xff, 0xdf, 0xff, 0x3f],
    wrong: [
      ...notObjects,
      { x: 0, y: 0, z: 0, w: 0 },
      { x: 0, y: 0, z: 0 },
      { x: "0", y: "0", z: "0", w: "1" },
      { x: 0n, y: 0n, z: 0n, w: 1n },
      { x: Symbol("x"), y: 0, z: 0, w: 1 },
      { x: Number.NaN, y: 0, z: 0, w: 1 },
      { x: Number.POSITIVE_INFINITY, y: 0, z: 0, w: 1 },
      { x: 1e200, y: 0, z: 0, w: 0 },
      unprintable,
    ],
  },
  {
    schema: "string(12)",
    field: t.string(12),
    value: "é!",
    golden: [3, 0xc3, 0xa9, 0x21],
    exact: anyText(3),
    wrong: [1, null, undefined, [], {}, "thirteen bytes", "ééééééé", unprintable],
  },
  {
    schema: "bytes(4)",
    field: t.bytes(4),
    value: Uint8Array.of(7, 8),
    golden: [2, 7, 8],
    exact: fc.uint8Array({ maxLength: 4 }),
    wrong: ["ab", [1, 2], new Uint8Array(5), new ArrayBuffer(2), new Uint16Array(1), null, undefined],
  },
  {
    schema: 'oneOf("idle","run","a\\"b")',
    field: t.oneOf("idle", "run", 'a"b') as Field<unknown>,
    value: "run",
    golden: [1],
    exact: fc.constantFrom("idle", "run", 'a"b'),
    wrong: ["", "walk", 0, null, undefined, unprintable],
  },
  {
    schema: 'flags("a","b","c")',
    field: t.flags("a", "b", "c") as Field<unknown>,
    value: { a: true, b: false, c: true },
    golden: [5],
    exact: fc.record({ a: fc.boolean(), b: fc.boolean(), c: fc.boolean() }, { noNullPrototype: true }),
    wrong: [...notObjects, { a: "no" }, { a: 1 }, { b: null }],
  },
  {
    schema: "list(u16,3)",
    field: t.list(t.u16, 3) as Field<unknown>,
    value: [1, 258],
    golden: [2, 1, 0, 2, 1],
    exact: fc.array(fc.integer({ min: 0, max: 65535 }), { maxLength: 3 }),
    wrong: [
      [1, 2, 3, 4],
      [1, -1],
      new Array(2),
      "ab",
      { length: 1, 0: 1 },
      new Uint16Array(2),
      null,
      undefined,
    ],
  },
  {
    schema: "tuple(u8,bool)",
    field: t.tuple(t.u8, t.bool) as Field<unknown>,
    value: [7, true],
    golden: [7, 1],
    exact: fc.tuple(fc.integer({ min: 0, max: 255 }), fc.boolean()),
    wrong: [[7], [7, true, 1], [true, 7], new Array(2), { length: 2, 0: 7, 1: true }, null, undefined],
  },
  {
    schema: "optional(u8)",
    field: t.optional(t.u8) as Field<unknown>,
    value: 7,
    golden: [1, 7],
    exact: fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined }),
    wrong: [null, 256, "7"],
  },
  {
    schema: 'struct("at":vec2,"name":string(16),"tags":list(u8,4),"team":optional(oneOf("red","blue")))',
    field: player as Field<unknown>,
    value: { name: "Ayu", at: { x: 0, y: 1 }, team: "blue", tags: [9] },
    golden: [0, 0, 0, 0, 0, 0, 0x80, 0x3f, 3, 0x41, 0x79, 0x75, 1, 9, 1, 1],
    wrong: [...notObjects, {}, { name: "x" }, unprintable],
  },
];

function float(): fc.Arbitrary<number> {
  return fc.float({ noNaN: true, noDefaultInfinity: true });
}

describe.each(cases.map((one) => [one.schema, one] as const))("t.%s", (schema, one) => {
  it("W1 · has a stable schema and golden bytes", () => {
    expect(one.field.schema).toBe(schema);
    expect([...encode(one.field, one.value)]).toEqual(one.golden);
  });

  it("W1 · its values come back", () => {
    const bytes = Uint8Array.from(one.golden);
    expect([...encode(one.field, decode(one.field, bytes))]).toEqual(one.golden);
    if (one.exact === undefined) return;
    fc.assert(
      fc.property(one.exact, (value) => {
        expect(roundTrip(one.field, value)).toStrictEqual(value);
      }),
    );
  });

  it("R10 · a wrong value of our own throws wrong-arguments", () => {
    for (const value of one.wrong) {
      expect(
        codeOf(() => encode(one.field, value)),
        String(typeof value),
      ).toBe("wrong-arguments");
    }
  });

  it("W3 · every cut is refused, and what a peer invents is refused or a value of the field", () => {
    const golden = Uint8Array.from(one.golden);
    for (let length = 0; length < golden.length; length++) {
      expect(codeOf(() => decode(one.field, golden.subarray(0, length)))).toBe("bad-frame");
    }
    const random = seededRandom(schema.length);
    const count = { accepted: 0, refused: 0 };
    const wrong: string[] = [];
    for (let i = 0; i < 1500; i++) {
      const bytes = mutated(golden, random);
      let value: unknown;
      const code = codeOf(() => {
        value = decode(one.field, bytes);
      });
      if (code === "none") {
        count.accepted++;
        // Whatever was accepted is a value that one could have sent.
        if (codeOf(() => encode(one.field, value)) !== "none") wrong.push(`${bytes} cannot be sent`);
      } else {
        count.refused++;
        if (code !== "bad-frame") wrong.push(`${bytes} is ${code}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(count.accepted).toBeGreaterThan(20);
    expect(count.refused).toBeGreaterThan(100);
  });
});

/** The golden bytes with a few of them changed, taken out or put in. */
function mutated(golden: Uint8Array, random: () => number): Uint8Array {
  const bytes = [...golden];
  const below = (limit: number): number => Math.floor(random() * limit);
  const edges = [0, 1, 2, 0x7f, 0x80, 0xff];
  for (let n = below(3) + 1; n > 0; n--) {
    const byte = random() < 0.5 ? (edges[below(edges.length)] as number) : below(256);
    const action = below(6);
    if (action < 4 && bytes.length > 0) bytes[below(bytes.length)] = byte;
    else if (action === 4) bytes.splice(below(bytes.length + 1), 0, byte);
    else bytes.splice(below(bytes.length + 1), 1);
  }
  return Uint8Array.from(bytes);
}

describe("quant", () => {
  it("W1 · uses 1 to 4 bytes, as few as the steps need", () => {
    const size = (steps: number): number => encode(t.quant(0, steps, 1), 0).length;
    expect([255, 256, 65535, 65536, 0xffffff, 0x1000000, 0xffffffff].map(size)).toEqual([
      1, 2, 2, 3, 3, 4, 4,
    ]);
  });

  it("W1 · moves what is outside to the nearer end, infinities included", () => {
    const field = t.quant(-2, 3, 0.5);
    expect([-1e9, -2.1, Number.NEGATIVE_INFINITY].map((value) => roundTrip(field, value))).toEqual([
      -2, -2, -2,
    ]);
    expect([3.1, 1e300, Number.POSITIVE_INFINITY].map((value) => roundTrip(field, value))).toEqual([3, 3, 3]);
  });

  it("W1 · is off by half a step at most, never outside, and exact the second time", () => {
    const range = fc
      .record({
        min: fc.double({ min: -1000, max: 1000, noNaN: true }),
        span: fc.double({ min: 0.001, max: 1000, noNaN: true }),
        step: fc.double({ min: 0.0005, max: 10, noNaN: true }),
        part: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .filter(({ min, span }) => min + span > min);
    fc.assert(
      fc.property(range, ({ min, span, step, part }) => {
        const max = min + span;
        const field = t.quant(min, max, step);
        const value = Math.min(max, min + part * span);
        const got = roundTrip(field, value);
        expect(Math.abs(got - value)).toBeLessThanOrEqual(step / 2 + 1e-9);
        expect(got).toBeGreaterThanOrEqual(min);
        expect(got).toBeLessThanOrEqual(max);
        expect(roundTrip(field, got)).toBe(got);
      }),
      { numRuns: 500 },
    );
  });

  it("W1 · a range that is no whole number of steps ends at max, not past it", () => {
    expect(roundTrip(t.quant(0, 1, 0.4), 1)).toBe(1);
    expect(roundTrip(t.quant(0, 1, 0.3), 1)).toBeCloseTo(0.9, 12);
    expect(decode(t.quant(0, 1, 0.4), Uint8Array.of(3))).toBe(1);
  });

  it("W3 · an index past the last step is refused", () => {
    expect(codeOf(() => decode(t.quant(0, 10, 1), Uint8Array.of(11)))).toBe("bad-frame");
  });

  it.each([
    [0, 0, 1],
    [1, 0, 1],
    [0, 1, 0],
    [0, 1, -1],
    [0, 1, Number.NaN],
    [Number.NaN, 1, 1],
    [0, Number.POSITIVE_INFINITY, 1],
    [0, 1e10, 1],
  ])("R10 · quant(%d, %d, %d) is refused where it is declared", (min, max, step) => {
    expect(codeOf(() => t.quant(min, max, step))).toBe("invalid-argument");
  });
});

describe("angle", () => {
  it("W1 · is off by half a step at most for any turn, and lies in 0 to 2π", () => {
    const turn = Math.PI * 2;
    const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 32 }), finite, (bits, value) => {
        const got = roundTrip(t.angle(bits), value);
        expect(got).toBeGreaterThanOrEqual(0);
        expect(got).toBeLessThan(turn);
        const apart = Math.abs((((got - value) % turn) + turn * 1.5) % turn) - Math.PI;
        expect(Math.abs(apart)).toBeLessThanOrEqual(Math.PI / 2 ** bits + 1e-8);
      }),
      { numRuns: 500 },
    );
  });

  it("W1 · the largest finite numbers are angles too", () => {
    for (const value of [Number.MAX_VALUE, -Number.MAX_VALUE, 1e300, -Number.MIN_VALUE]) {
      const turn = Math.PI * 2;
      const wrapped = ((value % turn) + turn) % turn;
      const got = roundTrip(t.angle(32), value);
      expect(Math.min(Math.abs(got - wrapped), turn - Math.abs(got - wrapped))).toBeLessThan(1e-8);
    }
  });

  it("W3 · bits that the angle does not have are refused", () => {
    expect(codeOf(() => decode(t.angle(10), Uint8Array.of(0x00, 0x04)))).toBe("bad-frame");
    expect(codeOf(() => decode(t.angle(7), Uint8Array.of(0x80)))).toBe("bad-frame");
  });

  it.each([0, 33, 1.5, Number.NaN])("R10 · angle(%d) is refused where it is declared", (bits) => {
    expect(codeOf(() => t.angle(bits))).toBe("invalid-argument");
  });
});

describe("quat", () => {
  type Q = readonly [number, number, number, number];

  function degreesApart(q: Q): number {
    const length = Math.hypot(...q);
    const got = roundTrip(t.quat, { x: q[0], y: q[1], z: q[2], w: q[3] });
    if (Math.abs(Math.hypot(got.x, got.y, got.z, got.w) - 1) > 1e-9)
      throw new Error(`no unit quaternion: ${JSON.stringify(got)}`);
    const unit = q.map((part) => part / length) as unknown as Q;
    const dot = got.x * unit[0] + got.y * unit[1] + got.z * unit[2] + got.w * unit[3];
    // From the chord, not from acos(dot): that has no digits left so close to 1.
    const sign = dot < 0 ? -1 : 1;
    const chord = Math.hypot(
      got.x - sign * unit[0],
      got.y - sign * unit[1],
      got.z - sign * unit[2],
      got.w - sign * unit[3],
    );
    return (4 * Math.asin(chord / 2) * 180) / Math.PI;
  }

  it("W1 · is off by less than 0.009 degrees, 0.003 on average", () => {
    const random = seededRandom(3);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    let worst = 0;
    let sum = 0;
    const count = 15_000;
    for (let i = 0; i < count; i++) {
      const apart = degreesApart([normal(), normal(), normal(), normal()]);
      worst = Math.max(worst, apart);
      sum += apart;
    }
    expect(sum / count).toBeLessThan(0.0035);
    expect(worst).toBeLessThan(0.009);
    // Where all four parts are equal the fourth gathers the errors of the three others: the worst place.
    for (let i = 0; i < 10_000; i++) {
      const near = (): number => 0.5 + (random() - 0.5) * 4e-4;
      worst = Math.max(worst, degreesApart([near(), near(), near(), near()]));
    }
    expect(worst).toBeGreaterThan(0.005);
    expect(worst).toBeLessThan(0.009);
  });

  it("W1 · every part may be the largest, with either sign, and any length is taken as a direction", () => {
    for (let largest = 0; largest < 4; largest++) {
      for (const sign of [-3, 1e-3, 2]) {
        const q = [0.1, -0.2, 0.05, 0.15].map((part, i) => (i === largest ? 1 : part) * sign);
        expect(degreesApart(q as unknown as Q)).toBeLessThan(0.009);
      }
    }
    expect(roundTrip(t.quat, { x: 0, y: -1, z: 0, w: 0 })).toEqual({ x: 0, y: 1, z: 0, w: 0 });
  });

  it("W3 · parts that leave no room for the largest are refused", () => {
    expect(codeOf(() => decode(t.quat, Uint8Array.of(0, 0, 0, 0, 0, 0)))).toBe("bad-frame");
    expect(codeOf(() => decode(t.quat, Uint8Array.of(0xff, 0xbf, 0xff, 0xdf, 0xff, 0xff)))).toBe("bad-frame");
  });
});

describe("composites", () => {
  it("W1 · struct: schema and bytes do not depend on the order of declaration", () => {
    const one = t.struct({ b: t.u8, a: t.u16, é: t.bool });
    const other = t.struct({ é: t.bool, a: t.u16, b: t.u8 });
    expect(other.schema).toBe(one.schema);
    expect(one.schema).toBe('struct("a":u16,"b":u8,"é":bool)');
    const value = { a: 513, b: 3, é: true };
    expect([...encode(one, value)]).toEqual([1, 2, 3, 1]);
    expect(encode(other, value)).toEqual(encode(one, value));
  });

  it("W1 · schemas tell apart what only looks alike", () => {
    expect(t.struct({ 'a":u8,"b': t.u8 }).schema).not.toBe(t.struct({ a: t.u8, b: t.u8 }).schema);
    expect(t.oneOf("a,b").schema).not.toBe(t.oneOf("a", "b").schema);
  });

  it("W3 · a property named __proto__ cannot be declared, and none is made", () => {
    const named = JSON.parse('{"__proto__": 0}') as object;
    const fields = Object.fromEntries(Object.keys(named).map((name) => [name, t.u8]));
    expect(codeOf(() => t.struct(fields))).toBe("invalid-argument");
    expect(codeOf(() => t.flags("__proto__"))).toBe("invalid-argument");
    const value = decode(t.struct({ constructor: t.u8, toString: t.u8 }), Uint8Array.of(1, 2));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.entries(value)).toEqual([
      ["constructor", 1],
      ["toString", 2],
    ]);
  });

  it("W1 · flags take 1, 2 or 4 bytes, and what is absent is false", () => {
    const names = Array.from({ length: 32 }, (_, i) => `f${i}`);
    const size = (count: number): number => encode(t.flags(...names.slice(0, count)), {}).length;
    expect([1, 8, 9, 16, 17, 32].map(size)).toEqual([1, 1, 2, 2, 4, 4]);
    const all = Object.fromEntries(names.map((name, i) => [name, i % 3 === 0 || i === 31]));
    expect(roundTrip(t.flags(...names), all)).toEqual(all);
    expect(codeOf(() => decode(t.flags("a", "b", "c"), Uint8Array.of(8)))).toBe("bad-frame");
  });

  it("W1 · flags and structs do not depend on the order, or the number, of a value's properties", () => {
    const keys = t.flags("a", "b", "c", "d");
    const place = t.struct({ x: t.u8, y: t.u8, z: t.u8 });
    const inherited = Object.assign(Object.create({ d: true, z: 3 }), { a: true, x: 1, y: 2 });
    for (const value of [
      { d: true, a: true },
      { a: true, e: 1, d: true },
      { a: true, b: false, d: true },
      inherited,
    ])
      expect(encode(keys, value)).toEqual(Uint8Array.of(0b1001));
    for (const value of [{ z: 3, y: 2, x: 1 }, { x: 1, w: 0, z: 3, y: 2 }, inherited])
      expect(encode(place, value)).toEqual(Uint8Array.of(1, 2, 3));
  });

  it("W3 · a count alone makes neither memory nor work", () => {
    const huge = t.list(t.u8, 0xffffffff);
    expect(codeOf(() => decode(huge, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2, 3)))).toBe(
      "bad-frame",
    );
    const empty = t.list(t.struct({}), 0xffffffff);
    expect(codeOf(() => decode(empty, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f)))).toBe("bad-frame");
    // Bytes that follow must not make it go round 2^32 times.
    expect(codeOf(() => decode(empty, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0)))).toBe("bad-frame");
    expect(codeOf(() => encode(empty, [{}]))).toBe("wrong-arguments");
    expect(roundTrip(empty, [])).toEqual([]);
  });

  it("W1 · what is read is the caller's own", () => {
    const message = encode(t.bytes(4), Uint8Array.of(1, 2, 3));
    const value = decode(t.bytes(4), message);
    message.fill(0xee);
    expect(value).toStrictEqual(Uint8Array.of(1, 2, 3));
  });

  it("R10 · limits and names are checked where they are declared", () => {
    for (const max of [-1, 1.5, Number.NaN, 2 ** 32]) {
      expect(codeOf(() => t.string(max))).toBe("invalid-argument");
      expect(codeOf(() => t.bytes(max))).toBe("invalid-argument");
      expect(codeOf(() => t.list(t.u8, max))).toBe("invalid-argument");
    }
    expect(codeOf(() => t.oneOf())).toBe("invalid-argument");
    expect(codeOf(() => t.oneOf("a", "a"))).toBe("invalid-argument");
    expect(codeOf(() => t.oneOf(...Array.from({ length: 257 }, (_, i) => `${i}`)))).toBe("invalid-argument");
    expect(codeOf(() => t.flags())).toBe("invalid-argument");
    expect(codeOf(() => t.flags(...Array.from({ length: 33 }, (_, i) => `${i}`)))).toBe("invalid-argument");
  });
});
