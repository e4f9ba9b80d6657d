import { NakodoError } from "../errors.js";
import { readUtf8, utf8Length, writeUtf8 } from "./utf8.js";

/** Turns values that were not declared with field types into bytes and back. Both ends of a match use the same one. */
export interface ValueCodec {
  /** Short name, compared in admission: `json`, `msgpack`. */
  readonly name: string;
  /**
   * The value as bytes, which are the caller's.
   *
   * @throws {NakodoError} `wrong-arguments` when it holds something that is no data: a function, a symbol, a circle.
   */
  encode(value: unknown): Uint8Array;
  /** @throws {NakodoError} `bad-frame` */
  decode(bytes: Uint8Array): unknown;
}

/** Deepest nesting that is read. */
const MAX_DEPTH = 64;

type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

const ARRAYS = {
  i8: Int8Array,
  u8: Uint8Array,
  c8: Uint8ClampedArray,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

/**
 * Readable JSON that also carries what JSON cannot: `undefined`, NaN, ±Infinity, −0, bigint, Date, Map, Set and typed
 * arrays, each as `{"$": "kind", "v": …}`. An object with a property `$` of its own is wrapped likewise.
 */
export const jsonValues: ValueCodec = {
  name: "json",
  encode(value) {
    const text = JSON.stringify(pack(value, 0));
    const bytes = new Uint8Array(utf8Length(text));
    writeUtf8(bytes, 0, text);
    return bytes;
  },
  decode(bytes) {
    const text = readUtf8(bytes, 0, bytes.byteLength);
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch (cause) {
      throw new NakodoError("bad-frame", "a value that is not JSON", { cause });
    }
    return unpack(parsed, 0);
  },
};

function pack(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH)
    throw new NakodoError("wrong-arguments", `a value nested deeper than ${MAX_DEPTH}, or a circle`);
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return value;
    case "number":
      if (Number.isFinite(value) && !Object.is(value, -0)) return value;
      return { $: "number", v: Object.is(value, -0) ? "-0" : String(value) };
    case "bigint":
      return { $: "bigint", v: value.toString() };
    case "undefined":
      return { $: "undefined" };
    case "object":
      return value === null ? null : packObject(value, depth + 1);
    default:
      throw new NakodoError("wrong-arguments", `a ${typeof value} is no data`);
  }
}

function packObject(value: object, depth: number): unknown {
  if (Array.isArray(value)) return value.map((item) => pack(item, depth));
  if (value instanceof Date) return { $: "date", v: pack(value.getTime(), depth) };
  if (value instanceof Map) {
    return { $: "map", v: [...value].map(([key, item]) => [pack(key, depth), pack(item, depth)]) };
  }
  if (value instanceof Set) return { $: "set", v: [...value].map((item) => pack(item, depth)) };
  for (const [kind, Type] of Object.entries(ARRAYS)) {
    if (value instanceof Type) return { $: kind, v: Array.from(value, (item) => pack(item, depth)) };
  }
  const plain: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) plain.push([key, pack(item, depth)]);
  }
  return Object.hasOwn(value, "$") ? { $: "object", v: plain } : fromEntries(plain);
}

function unpack(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new NakodoError("bad-frame", `a value nested deeper than ${MAX_DEPTH}`);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => unpack(item, depth + 1));
  const record = value as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(record, "$")) return unpackKind(record["$"], record["v"], depth + 1);
  return fromEntries(
    Object.entries(record).map(([key, item]): [string, unknown] => [key, unpack(item, depth + 1)]),
  );
}

function unpackKind(kind: unknown, v: unknown, depth: number): unknown {
  switch (kind) {
    case "undefined":
      return undefined;
    case "number":
      if (v === "-0") return -0;
      if (v === "NaN" || v === "Infinity" || v === "-Infinity") return Number(v);
      break;
    case "bigint":
      if (typeof v === "string" && v.length <= 400 && /^-?\d+$/.test(v)) return BigInt(v);
      break;
    case "date": {
      const time = unpack(v, depth);
      if (typeof time === "number") return new Date(time);
      break;
    }
    case "map":
      if (Array.isArray(v) && v.every((pair) => Array.isArray(pair) && pair.length === 2)) {
        return new Map(v.map((pair: readonly unknown[]) => [unpack(pair[0], depth), unpack(pair[1], depth)]));
      }
      break;
    case "set":
      if (Array.isArray(v)) return new Set(v.map((item) => unpack(item, depth)));
      break;
    case "object":
      if (Array.isArray(v) && v.every((pair) => Array.isArray(pair) && typeof pair[0] === "string")) {
        return fromEntries(
          v.map((pair: readonly unknown[]): [string, unknown] => [String(pair[0]), unpack(pair[1], depth)]),
        );
      }
      break;
    default:
      if (typeof kind === "string" && Object.hasOwn(ARRAYS, kind) && Array.isArray(v)) {
        const items = v.map((item) => unpack(item, depth));
        if (items.every((item) => typeof item === "number")) {
          return typedArray(kind as keyof typeof ARRAYS, items);
        }
      }
  }
  throw new NakodoError("bad-frame", "a value of no known kind");
}

function typedArray(kind: keyof typeof ARRAYS, items: readonly number[]): TypedArray {
  return ARRAYS[kind].from(items);
}

/** An ordinary object in which even `__proto__` is a mere property: a peer's keys never reach a prototype. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    if (key === "__proto__") {
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    } else object[key] = value;
  }
  return object;
}
