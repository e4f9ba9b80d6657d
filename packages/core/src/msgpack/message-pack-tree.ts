import { badFrame } from "../wire/bad-frame.js";
import { type TreeFormat, tagged, taggedBigint, taggedNumber } from "../wire/tagged-tree.js";
import { typedArrayType } from "../wire/typed-arrays.js";

/** A lone half of a surrogate pair anywhere, or a byte order mark in front: what UTF-8 decoders replace or drop. */
const AWKWARD_TEXT = /^\ufeff|[\ud800-\udfff]/u;

/**
 * MessagePack has all numbers but −0, bigints of 64 bits, and bytes, in which other typed arrays travel; but no text that is
 * not well-formed.
 */
export const messagePackTree: TreeFormat = {
  leaf(value) {
    switch (typeof value) {
      case "string":
        return AWKWARD_TEXT.test(value) ? tagged("utf16", utf16Of(value)) : value;
      case "number":
        return Object.is(value, -0) ? taggedNumber(value) : value;
      default:
        return BigInt.asIntN(64, value) === value ? value : taggedBigint(value);
    }
  },
  array(kind, { buffer, byteOffset, byteLength }) {
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    return kind === "u8" ? bytes : tagged(kind, bytes);
  },
  untagged(kind, v) {
    const Type = typedArrayType(kind === "utf16" ? "u16" : kind);
    if (Type === undefined || !(v instanceof Uint8Array)) return undefined;
    if (v.byteLength % Type.BYTES_PER_ELEMENT !== 0) badFrame(`${v.byteLength} bytes of ${kind}`);
    if (kind === "utf16") return textOf(v);
    return new Type(new Uint8Array(v).buffer);
  },
};

function utf16Of(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    bytes[2 * i] = text.charCodeAt(i) & 0xff;
    bytes[2 * i + 1] = text.charCodeAt(i) >>> 8;
  }
  return bytes;
}

function textOf(utf16: Uint8Array): string {
  let text = "";
  for (let i = 0; i < utf16.length; i += 2) {
    text += String.fromCharCode((utf16[i] as number) | ((utf16[i + 1] as number) << 8));
  }
  return text;
}
