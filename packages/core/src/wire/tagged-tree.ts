import { NakodoError } from "../errors.js";
import { asTypedArray, bytesOf, typedArrayFromBytes, typedArrayOf } from "./typed-arrays.js";

/**
 * What the format below carries by itself, besides null, booleans, numbers, texts, arrays and objects with
 * text keys: `text` (JSON) nothing; `binary` (MessagePack) also NaN, ±Infinity, bigints of 64 bits and
 * Uint8Array, but no text that is not well-formed.
 */
export type TreeFormat = "text" | "binary";

/** Deepest nesting of a value, on both ways. */
const MAX_DEPTH = 64;

/** Longest bigint, in decimal digits: reading one takes time that grows with the square. */
const MAX_BIGINT_DIGITS = 1000;

/** A lone half of a surrogate pair anywhere, or a byte order mark in front: what UTF-8 decoders replace or drop. */
const AWKWARD_TEXT = /^\ufeff|[\ud800-\udfff]/u;

/**
 * The value as a tree that the format carries: whatever it lacks becomes `{"$": kind, "v": …}`. The tree is
 * made of fresh objects, but shares byte arrays with the value.
 *
 * @throws {NakodoError} `wrong-arguments`
 */
export function toTree(value: unknown, format: TreeFormat): unknown {
  return pack(value, format, 0);
}

/**
 * The value of a tree that the format brought. It may share byte arrays with the tree, nothing else.
 *
 * @throws {NakodoError} `bad-frame`
 */
export function fromTree(tree: unknown): unknown {
  return unpack(tree, 0);
}

function pack(value: unknown, format: TreeFormat, depth: number): unknown {
  if (depth > MAX_DEPTH) wrong(`a value nested deeper than ${MAX_DEPTH}, or a circle`);
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return format === "binary" && AWKWARD_TEXT.test(value) ? tagged("utf16", utf16Of(value)) : value;
    case "number":
      if (Object.is(value, -0)) return tagged("number", "-0");
      return format === "binary" || Number.isFinite(value) ? value : tagged("number", String(value));
    case "bigint":
      if (format === "binary" && BigInt.asIntN(64, value) === value) return value;
      return tagged("bigint", digitsOf(value));
    case "undefined":
      return { $: "undefined" };
    case "object":
      return value === null ? null : packObject(value, format, depth + 1);
    default:
      return wrong(`a ${typeof value} is no data`);
  }
}

function packObject(value: object, format: TreeFormat, depth: number): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return packProperties(value, format, depth);
  const packed = (item: unknown): unknown => pack(item, format, depth);
  // Array.from, not map: a hole is an undefined.
  if (Array.isArray(value)) return Array.from(value, packed);
  if (value instanceof Date) return tagged("date", packed(value.getTime()));
  if (value instanceof Map)
    return tagged(
      "map",
      Array.from(value, ([key, item]) => [packed(key), packed(item)]),
    );
  if (value instanceof Set) return tagged("set", Array.from(value, packed));
  const view = asTypedArray(value);
  if (view !== undefined) {
    if (format === "text") return tagged(view.kind, Array.from(view.array, packed));
    const bytes = bytesOf(view.array);
    return view.kind === "u8" ? bytes : tagged(view.kind, bytes);
  }
  const name = Object.prototype.toString.call(value).slice(8, -1);
  if (name === "ArrayBuffer" || name === "DataView") wrong(`a ${name} is no data: send a Uint8Array`);
  // A RegExp, an Error, a Promise, a DOM node: all would arrive as {}.
  if (name !== "Object") wrong(`a ${name} is no data`);
  return packProperties(value, format, depth);
}

function packProperties(value: object, format: TreeFormat, depth: number): unknown {
  const source = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(source).filter((key) => source[key] !== undefined);
  if (keys.some((key) => isAwkwardKey(key, format))) {
    return tagged(
      "object",
      keys.map((key) => [pack(key, format, depth), pack(source[key], format, depth)]),
    );
  }
  const tree: Record<string, unknown> = {};
  for (const key of keys) put(tree, key, pack(source[key], format, depth));
  return tree;
}

function unpack(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new NakodoError("bad-frame", `a value nested deeper than ${MAX_DEPTH}`);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item) => unpack(item, depth + 1));
  const record = value as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(record, "$")) return unpackKind(record["$"], record["v"], depth + 1);
  const object: Record<string, unknown> = {};
  for (const key of Object.keys(record)) put(object, key, unpack(record[key], depth + 1));
  return object;
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
      if (typeof v === "string" && isBigintText(v)) return BigInt(v);
      break;
    case "utf16":
      if (v instanceof Uint8Array && v.byteLength % 2 === 0) return textOfUtf16(v);
      break;
    case "date": {
      const time = unpack(v, depth);
      if (typeof time === "number") return new Date(time);
      break;
    }
    case "map": {
      const pairs = pairsOf(v);
      if (pairs !== undefined)
        return new Map(pairs.map(([key, item]) => [unpack(key, depth), unpack(item, depth)]));
      break;
    }
    case "set":
      if (Array.isArray(v)) return new Set(v.map((item) => unpack(item, depth)));
      break;
    case "object": {
      const pairs = pairsOf(v);
      if (pairs === undefined) break;
      const object: Record<string, unknown> = {};
      for (const [key, item] of pairs) put(object, keyOf(unpack(key, depth)), unpack(item, depth));
      return object;
    }
    default: {
      if (typeof kind !== "string") break;
      const array =
        v instanceof Uint8Array
          ? typedArrayFromBytes(kind, v)
          : Array.isArray(v)
            ? typedArrayOf(
                kind,
                v.map((item) => unpack(item, depth)),
              )
            : undefined;
      if (array !== undefined) return array;
    }
  }
  throw new NakodoError("bad-frame", "a value of no known kind");
}

function tagged(kind: string, v: unknown): unknown {
  return { $: kind, v };
}

function digitsOf(value: bigint): string {
  const digits = value.toString();
  if (!isBigintText(digits)) wrong(`a bigint of more than ${MAX_BIGINT_DIGITS} digits`);
  return digits;
}

function isBigintText(text: string): boolean {
  const maxLength = MAX_BIGINT_DIGITS + (text.startsWith("-") ? 1 : 0);
  return text.length <= maxLength && /^(0|-?[1-9][0-9]*)$/.test(text);
}

function utf16Of(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    bytes[2 * i] = text.charCodeAt(i) & 0xff;
    bytes[2 * i + 1] = text.charCodeAt(i) >>> 8;
  }
  return bytes;
}

function textOfUtf16(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 2) {
    text += String.fromCharCode((bytes[i] as number) | ((bytes[i + 1] as number) << 8));
  }
  return text;
}

/** `$` marks our own kinds; `__proto__` and texts that are not well-formed do not pass every decoder unharmed. */
function isAwkwardKey(key: string, format: TreeFormat): boolean {
  return key === "$" || (format === "binary" && (key === "__proto__" || AWKWARD_TEXT.test(key)));
}

function keyOf(key: unknown): string {
  if (typeof key !== "string") throw new NakodoError("bad-frame", "a property whose name is no text");
  return key;
}

function pairsOf(v: unknown): readonly (readonly [unknown, unknown])[] | undefined {
  return Array.isArray(v) && v.every((pair) => Array.isArray(pair) && pair.length === 2) ? v : undefined;
}

/** Sets a property, even one named `__proto__`, as a mere property: a peer's keys never reach a prototype. */
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else object[key] = value;
}

function wrong(sentence: string): never {
  throw new NakodoError("wrong-arguments", sentence);
}
