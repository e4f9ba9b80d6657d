const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PAD = 61;

const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
const VALUES = valuesByCode();
const ASCII = new TextDecoder("latin1");

/** Base64 of exactly these bytes: of a view, what it shows, not the buffer behind it. Standard alphabet, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  const length = bytes.length;
  const codes = new Uint8Array(Math.ceil(length / 3) * 4);
  const whole = length - (length % 3);
  let to = 0;
  for (let from = 0; from < whole; from += 3) {
    const group = (bytes[from]! << 16) | (bytes[from + 1]! << 8) | bytes[from + 2]!;
    codes[to] = CODES[group >> 18]!;
    codes[to + 1] = CODES[(group >> 12) & 63]!;
    codes[to + 2] = CODES[(group >> 6) & 63]!;
    codes[to + 3] = CODES[group & 63]!;
    to += 4;
  }
  if (whole < length) {
    const group = (bytes[whole]! << 16) | ((whole + 1 < length ? bytes[whole + 1]! : 0) << 8);
    codes[to] = CODES[group >> 18]!;
    codes[to + 1] = CODES[(group >> 12) & 63]!;
    codes[to + 2] = whole + 1 < length ? CODES[(group >> 6) & 63]! : PAD;
    codes[to + 3] = PAD;
  }
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
  const whole = end - (end % 4);
  let invalid = 0;
  let to = 0;
  for (let from = 0; from < whole; from += 4) {
    const a = valueAt(text, from);
    const b = valueAt(text, from + 1);
    const c = valueAt(text, from + 2);
    const d = valueAt(text, from + 3);
    invalid |= a | b | c | d;
    bytes[to] = (a << 2) | (b >> 4);
    bytes[to + 1] = (b << 4) | (c >> 2);
    bytes[to + 2] = (c << 6) | d;
    to += 3;
  }
  if (whole < end) {
    const a = valueAt(text, whole);
    const b = valueAt(text, whole + 1);
    const c = whole + 2 < end ? valueAt(text, whole + 2) : 0;
    invalid |= a | b | c;
    bytes[to] = (a << 2) | (b >> 4);
    if (whole + 2 < end) bytes[to + 1] = (b << 4) | (c >> 2);
  }
  return invalid & INVALID ? undefined : bytes;
}

/** Set in the value of every character that is not base64. */
const INVALID = 64;

function valueAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code < 128 ? VALUES[code]! : INVALID;
}

function valuesByCode(): Uint8Array {
  const values = new Uint8Array(128).fill(64);
  for (let value = 0; value < 64; value += 1) values[ALPHABET.charCodeAt(value)] = value;
  values["-".charCodeAt(0)] = 62;
  values["_".charCodeAt(0)] = 63;
  return values;
}
