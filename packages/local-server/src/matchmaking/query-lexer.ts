/** The pieces of a query's text. */
export type Token =
  | { readonly kind: "string" | "number" | "phrase" | "boost" | "tilde"; readonly text: string }
  | { readonly kind: "+" | "-" | ":" | ">" | "<" | "=" };

const RESERVED = new Set('+-=&|><!(){}[]^"~*?:\\/ ');
const OPERATORS = new Set(["+", "-", ":", ">", "<", "="]);

function isOperator(char: string): char is "+" | "-" | ":" | ">" | "<" | "=" {
  return OPERATORS.has(char);
}

/** A backslash before a reserved character stands for that character; before any other it stands for itself. */
function unescaped(char: string): string {
  return RESERVED.has(char) ? char : `\\${char}`;
}

/** Splits a query's text into tokens; `undefined` when a quote is not closed. */
export function lexQuery(text: string): readonly Token[] | undefined {
  const chars = [...text];
  const tokens: Token[] = [];
  let at = 0;
  while (at < chars.length) {
    const char = chars[at] ?? "";
    if (/\s/u.test(char)) {
      at++;
    } else if (isOperator(char)) {
      tokens.push({ kind: char });
      at++;
    } else {
      const scanned = scanToken(chars, at, char);
      if (scanned === undefined) return undefined;
      if (scanned.token !== undefined) tokens.push(scanned.token);
      at = scanned.end;
    }
  }
  return tokens;
}

interface Scanned {
  readonly token: Token | undefined;
  readonly end: number;
}

function scanToken(chars: readonly string[], start: number, first: string): Scanned | undefined {
  if (first === '"') {
    const { text, end } = scanUntil(chars, start + 1, (char) => char === '"');
    return end < chars.length ? { token: { kind: "phrase", text }, end: end + 1 } : undefined;
  }
  if (first === "^" || first === "~") {
    const { text, end } = scanUntil(chars, start + 1, (char) => char === " ");
    const kind = first === "^" ? "boost" : "tilde";
    return { token: { kind, text: text === "" ? "1" : text }, end: end + 1 };
  }
  const { text, end, escaped } = scanUntil(
    chars,
    start,
    (char) => char === " " || char === ":" || char === "^" || char === "~",
  );
  if (text === "") return { token: undefined, end };
  const isNumber = !escaped && /^\p{Nd}+(\.\p{Nd}*)?$/u.test(text);
  return { token: { kind: isNumber ? "number" : "string", text }, end };
}

/** Reads up to a character that is not escaped and ends the token. A backslash at the very end is dropped. */
function scanUntil(
  chars: readonly string[],
  start: number,
  ends: (char: string) => boolean,
): { readonly text: string; readonly end: number; readonly escaped: boolean } {
  let text = "";
  let escaped = false;
  let at = start;
  while (at < chars.length) {
    const char = chars[at] ?? "";
    if (char === "\\") {
      escaped = true;
      const next = chars[at + 1];
      if (next !== undefined) text += unescaped(next);
      at += 2;
      continue;
    }
    if (ends(char)) break;
    text += char;
    at++;
  }
  return { text, end: Math.min(at, chars.length), escaped };
}
