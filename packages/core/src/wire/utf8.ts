import { NakodoError } from "../errors.js";

/** Bytes that {@link writeUtf8} will write for `text`: 1 to 3 for each UTF-16 unit. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLow(text.charCodeAt(i + 1))) {
      length += 4;
      i++;
    } else length += 3;
  }
  return length;
}

/**
 * Writes `text` as UTF-8 at `offset`; the caller has made room. A lone surrogate becomes U+FFFD, as
 * `TextEncoder` does it. Gives back the offset after the last byte.
 */
export function writeUtf8(bytes: Uint8Array, offset: number, text: string): number {
  let at = offset;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      bytes[at++] = code;
      continue;
    }
    if (code >= 0xd800 && code < 0xe000) {
      const low = text.charCodeAt(i + 1);
      if (code < 0xdc00 && isLow(low)) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        i++;
      } else code = 0xfffd;
    }
    if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
    } else {
      if (code < 0x10000) {
        bytes[at++] = 0xe0 | (code >> 12);
      } else {
        bytes[at++] = 0xf0 | (code >> 18);
        bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
      }
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
    }
    bytes[at++] = 0x80 | (code & 0x3f);
  }
  return at;
}

/**
 * Reads UTF-8 between `start` and `end`. Overlong forms, surrogates, cut sequences and values over U+10FFFF are
 * refused: a text has one form on the wire.
 *
 * @throws {NakodoError} `bad-frame`
 */
export function readUtf8(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  let at = start;
  while (at < end) {
    const first = bytes[at] as number;
    if (first < 0x80) {
      text += String.fromCharCode(first);
      at++;
      continue;
    }
    const code = readCode(bytes, at, end);
    text += String.fromCodePoint(code);
    at += codeLength(code);
  }
  return text;
}

/**
 * Checks what {@link readUtf8} checks, and builds nothing.
 *
 * @throws {NakodoError} `bad-frame`
 */
export function checkUtf8(bytes: Uint8Array, start: number, end: number): void {
  let at = start;
  while (at < end) {
    if ((bytes[at] as number) < 0x80) at++;
    else at += codeLength(readCode(bytes, at, end));
  }
}

/** The code point of the sequence of 2 to 4 bytes that begins at `start`. */
function readCode(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start] as number;
  const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4 || start + more >= end) throw badText();
  let code = first & (more === 3 ? 0x07 : more === 2 ? 0x0f : 0x1f);
  for (let i = 1; i <= more; i++) {
    const next = bytes[start + i] as number;
    if ((next & 0xc0) !== 0x80) throw badText();
    code = (code << 6) | (next & 0x3f);
  }
  const overlong = (more === 2 && code < 0x800) || (more === 3 && code < 0x10000);
  if (overlong || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) throw badText();
  return code;
}

function codeLength(code: number): number {
  return code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

function badText(): NakodoError {
  return new NakodoError("bad-frame", "a text that is not UTF-8");
}
