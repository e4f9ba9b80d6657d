import { NakodoError } from "../errors.js";
import { badFrame } from "./bad-frame.js";
import { typedArrayKind } from "./typed-arrays.js";

/**
 * What one format (JSON, MessagePack) carries besides null, booleans, arrays and objects with text keys, and in which
 * form it carries the rest.
 */
export interface TreeFormat {
  /** What stands in a tree for a text, a number or a bigint: itself, or something `tagged`. */
  leaf(value: string | number | bigint): unknown;
  /** What stands there for a typed array of this kind. */
  array(kind: string, value: ArrayBufferView): unknown;
  /** The value that was tagged by `leaf` or `array`, its parts by `unpacked`; `undefined` when there is no such kind. */
  untagged(kind: string, v: unknown, unpacked: (part: unknown) => unknown): unknown;
}

/** Deepest nesting of a value, on both ways. */
const MAX_DEPTH = 64;

/** At most 1,000 digits: reading a bigint takes time that grows with their square. */
const BIGINT = /^(0|-?[1-9][0-9]{0,999})$/;

const ODD_NUMBER = /^(-0|NaN|-?Infinity)$/;

/** What a tree holds for a value that its format lacks. */
export function tagged(kind: string, v: unknown): unknown {
  return { $: kind, v };
}

/** What a tree holds for a number that its format lacks. */
export function taggedNumber(value: number): unknown {
  return tagged("number", Object.is(value, -0) ? "-0" : String(value));
}

/** What a tree holds for a bigint that its format lacks. @throws {NakodoError} `wrong-arguments` */
export function taggedBigint(value: bigint): unknown {
  const digits = String(value);
  if (!BIGINT.test(digits)) wrong("a bigint of more than 1,000 digits");
  return tagged("bigint", digits);
}

/**
 * The value as a tree that the format carries: whatever it lacks becomes `{"$": kind, "v": …}`. The tree is
 * made of fresh objects, but shares byte arrays with the value.
 *
 * @throws {NakodoError} `wrong-arguments`
 */
export function toTree(value: unknown, format: TreeFormat, depth = 0): unknown {
  if (depth > MAX_DEPTH) wrong(`a value nested deeper than ${MAX_DEPTH}, or a circle`);
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
    case "number":
    case "bigint":
      return format.leaf(value);
    case "undefined":
      return { $: "undefined" };
    case "object":
      return value === null ? null : objectToTree(value, format, (item) => toTree(item, format, depth + 1));
    default:
      return wrong(`a ${typeof value} is no data`);
  }
}

function objectToTree(value: object, format: TreeFormat, packed: (item: unknown) => unknown): unknown {
  const packedPair = ([key, item]: readonly [unknown, unknown]): unknown[] => [packed(key), packed(item)];
  // Array.from, not map: a hole is an undefined.
  if (Array.isArray(value)) return Array.from(value, packed);
  if (value instanceof Date) return tagged("date", packed(value.getTime()));
  if (value instanceof Map) return tagged("map", Array.from(value, packedPair));
  if (value instanceof Set) return tagged("set", Array.from(value, packed));
  const kind = typedArrayKind(value);
  if (kind !== undefined && ArrayBuffer.isView(value)) return format.array(kind, value);
  const name = Object.prototype.toString.call(value).slice(8, -1);
  // A RegExp, an Error, a Promise, a DOM node: all would arrive as {}.
  if (name !== "Object") wrong(`a ${name} is no data: send what is in it, bytes as a Uint8Array`);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  // `$` marks our own kinds; what else is refused here does not pass every decoder unharmed.
  const isPlain = entries.every(([key]) => key !== "$" && key !== "__proto__" && format.leaf(key) === key);
  return isPlain
    ? Object.fromEntries(entries.map(([key, item]) => [key, packed(item)]))
    : tagged("object", entries.map(packedPair));
}

/**
 * The value of a tree that the format brought. It may share byte arrays with the tree, nothing else.
 *
 * @throws {NakodoError} `bad-frame`
 */
export function fromTree(tree: unknown, format: TreeFormat, depth = 0): unknown {
  if (depth > MAX_DEPTH) badFrame(`a value nested deeper than ${MAX_DEPTH}`);
  if (typeof tree !== "object" || tree === null || tree instanceof Uint8Array) return tree;
  const unpacked = (item: unknown): unknown => fromTree(item, format, depth + 1);
  if (Array.isArray(tree)) return tree.map(unpacked);
  const pairs = Object.entries(tree);
  if (!Object.hasOwn(tree, "$")) return objectOf(pairs.map(([key, item]) => [key, unpacked(item)]));
  const { $: kind, v }: { $?: unknown; v?: unknown } = tree;
  return fromTagged(kind, v, format, unpacked);
}

function fromTagged(
  kind: unknown,
  v: unknown,
  format: TreeFormat,
  unpacked: (item: unknown) => unknown,
): unknown {
  switch (kind) {
    case "undefined":
      return undefined;
    case "number":
      if (typeof v === "string" && ODD_NUMBER.test(v)) return Number(v);
      break;
    case "bigint":
      if (typeof v === "string" && BIGINT.test(v)) return BigInt(v);
      break;
    case "date": {
      const time = unpacked(v);
      if (typeof time === "number") return new Date(time);
      break;
    }
    case "map":
      return new Map(pairsOf(v, unpacked));
    case "set":
      if (Array.isArray(v)) return new Set(v.map(unpacked));
      break;
    case "object":
      return objectOf(pairsOf(v, unpacked));
    default: {
      const value = typeof kind === "string" ? format.untagged(kind, v, unpacked) : undefined;
      if (value !== undefined) return value;
    }
  }
  return badFrame("a value of no known kind");
}

function pairsOf(v: unknown, unpacked: (item: unknown) => unknown): (readonly [unknown, unknown])[] {
  if (!Array.isArray(v)) badFrame("no list of pairs");
  return v.map((pair) => {
    if (!Array.isArray(pair) || pair.length !== 2) badFrame("no pair");
    return [unpacked(pair[0]), unpacked(pair[1])];
  });
}

/** An object with these as mere properties, even one named `__proto__`: a peer's keys never reach a prototype. */
function objectOf(pairs: readonly (readonly [unknown, unknown])[]): object {
  return Object.fromEntries(
    pairs.map(([key, item]) => [
      typeof key === "string" ? key : badFrame("a property whose name is no text"),
      item,
    ]),
  );
}

function wrong(sentence: string): never {
  throw new NakodoError("wrong-arguments", sentence);
}
