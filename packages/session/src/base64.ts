const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PAD = 61;

const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
const VALUES = valuesByCode();
const ASCII = new TextDecoder("latin1");

/** Base64 of exactly these bytes: of a view, what it shows, not the buffer behind it. Standard alphabet, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let to = 0;
  // Bytes after the last one read as 0; the characters that they make are padding.
  for (let from = 0; from < bytes.length; from += 3) {
    const group = (bytes[from]! << 16) | (bytes[from + 1]! << 8) | bytes[from + 2]!;
    codes[to++] = CODES[group >> 18]!;
    codes[to++] = CODES[(group >> 12) & 63]!;
    codes[to++] = CODES[(group >> 6) & 63]!;
    codes[to++] = CODES[group & 63]!;
  }
  const missing = codes.length * 0.75 - bytes.length;
  codes.fill(PAD, to - missing);
  return ASCII.decode(codes);
}

/**
 * The bytes of a base64 text, in a buffer of their own. Takes the standard and the URL alphabet, padded or not;
 * gives `undefined` for what is neither.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === PAD) end -= 1;
  if (end % 4 === 1 || text.length - end > 2) return undefined;
  const bytes = new Uint8Array(Math.floor((end * 3) / 4));
  let invalid = 0;
  let to = 0;
  // Writes after the last byte do nothing.
  for (let from = 0; from < end; from += 4) {
    const a = valueAt(text, from, end);
    const b = valueAt(text, from + 1, end);
    const c = valueAt(text, from + 2, end);
    const d = valueAt(text, from + 3, end);
    invalid |= a | b | c | d;
    bytes[to++] = (a << 2) | (b >> 4);
    bytes[to++] = (b << 4) | (c >> 2);
    bytes[to++] = (c << 6) | d;
  }
  return invalid & INVALID ? undefined : bytes;
}

/** Set in the value of every character that is not base64. */
const INVALID = 64;

function valueAt(text: string, index: number, end: number): number {
  return index < end ? (VALUES[text.charCodeAt(index)] ?? INVALID) : 0;
}

function valuesByCode(): Uint8Array {
  const values = new Uint8Array(128).fill(64);
  for (const [value, code] of CODES.entries()) values[code] = value;
  values["-".charCodeAt(0)] = 62;
  values["_".charCodeAt(0)] = 63;
  return values;
}
