import { NakodoError } from "../errors.js";
import { fromTree, toTree } from "./tagged-tree.js";
import { readUtf8, utf8Length, writeUtf8 } from "./utf8.js";
import type { ValueCodec } from "./values.js";

/**
 * Readable JSON that also carries what JSON cannot: `undefined`, NaN, ±Infinity, −0, bigint (up to 1,000
 * digits), Date, Map, Set and typed arrays, each as `{"$": "kind", "v": …}`, nested up to 64 deep. An object
 * with a property `$` of its own is wrapped likewise.
 *
 * A class instance arrives as a plain object of its own enumerable properties. Properties that are
 * `undefined` are left out, as JSON does; an `undefined` elsewhere is kept.
 */
export const jsonValues: ValueCodec = {
  name: "json",
  encode(value) {
    const text = JSON.stringify(toTree(value, "text"));
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
    return fromTree(tree);
  },
};
