import { badFrame } from "./bad-frame.js";

/** Bytes that {@link writeUtf8} will write for `text`: 1 to 3 for each UTF-16 unit. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i) as number;
    length += codeLength(code);
    if (code > 0xffff) i++;
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
    let code = text.codePointAt(i) as number;
    if (code < 0x80) {
      bytes[at++] = code;
      continue;
    }
    if (isSurrogate(code)) code = 0xfffd;
    if (code > 0xffff) i++;
    const length = codeLength(code);
    // As many ones as there are bytes, a zero, and what fits beside them; then six bits in each.
    bytes[at++] = (0xff00 >> length) | (code >> (6 * (length - 1)));
    for (let shift = 6 * (length - 2); shift >= 0; shift -= 6) bytes[at++] = 0x80 | ((code >> shift) & 0x3f);
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
  for (let at = start; at < end; ) {
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
  for (let at = start; at < end; ) at += codeLength(readCode(bytes, at, end));
}

/** The code point of the sequence of 1 to 4 bytes that begins at `start`. */
function readCode(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start] as number;
  if (first < 0x80) return first;
  const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  let code = first & (0x3f >> more);
  let isSound = first >= 0xc0 && first < 0xf8 && start + more < end;
  for (let at = start + 1; isSound && at <= start + more; at++) {
    const next = bytes[at] as number;
    isSound = (next & 0xc0) === 0x80;
    code = (code << 6) | (next & 0x3f);
  }
  if (!isSound || codeLength(code) !== more + 1 || code > 0x10ffff || isSurrogate(code))
    badFrame("a text that is not UTF-8");
  return code;
}

function codeLength(code: number): number {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xe000;
}
