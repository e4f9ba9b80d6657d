import { NakodoError } from "../errors.js";
import { badFrame } from "./bad-frame.js";
import { fromTree, type TreeFormat, tagged, taggedBigint, taggedNumber, toTree } from "./tagged-tree.js";
import { typedArrayType } from "./typed-arrays.js";
import { readUtf8, utf8Length, writeUtf8 } from "./utf8.js";
import type { ValueCodec } from "./values.js";

/** JSON has no number that is not finite, no −0, no bigint, and of a typed array the list of its elements. */
const json: TreeFormat = {
  leaf(value) {
    if (typeof value === "bigint") return taggedBigint(value);
    const isOdd = typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0));
    return isOdd ? taggedNumber(value) : value;
  },
  array(kind, { buffer, byteOffset, byteLength }) {
    const Type = typedArrayType(kind);
    return (
      Type &&
      tagged(kind, Array.from(new Type(buffer, byteOffset, byteLength / Type.BYTES_PER_ELEMENT), json.leaf))
    );
  },
  untagged(kind, v, unpacked) {
    const Type = typedArrayType(kind);
    if (Type === undefined || !Array.isArray(v)) return undefined;
    const array = new Type(v.length);
    v.forEach((one, i) => {
      const item = unpacked(one);
      if (typeof item === typeof array[i] && (typeof item === "number" || typeof item === "bigint"))
        array[i] = item;
      if (!Object.is(array[i], item)) badFrame(`an element that is no ${kind}`);
    });
    return array;
  },
};

/**
 * Readable JSON that also carries what JSON cannot: `undefined`, NaN, ±Infinity, −0, bigint (up to 1,000
 * digits), Date, Map, Set and typed arrays, each as `{"$": "kind", "v": …}`, nested up to 64 deep. An object
 * with a property `$` or `__proto__` of its own is wrapped likewise.
 *
 * A class instance arrives as a plain object of its own enumerable properties. Properties that are
 * `undefined` are left out, as JSON does; an `undefined` elsewhere is kept.
 */
export const jsonValues: ValueCodec = {
  name: "json",
  encode(value) {
    const text = JSON.stringify(toTree(value, json));
    const bytes = new Uint8Array(utf8Length(text));
    writeUtf8(bytes, 0, text);
    return bytes;
  },
  decode(bytes) {
    const text = readUtf8(bytes, 0, bytes.byteLength);
    let tree: unknown;
    try {
      tree = JSON.parse(text);
    } catch (cause) {
      throw new NakodoError("bad-frame", "a value that is not JSON", { cause });
    }
    return fromTree(tree, json);
  },
};
