/** How PostgreSQL spells a JSON value that has been kept in a `jsonb` column: the real server's storage gives it back so. */
type Spelled =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly Spelled[] }
  | { readonly kind: "object"; readonly entries: ReadonlyMap<string, Spelled> };

const TOKEN = /\s*([{}[\],:]|"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+)/y;
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** Digits before and after the point that PostgreSQL's numbers have at most. */
const MAX_WHOLE_DIGITS = 131_072;
const MAX_FRACTION_DIGITS = 16_383;

/**
 * Spells a JSON text as `jsonb` does: keys by length and then by bytes, the last of equal keys, `": "` and `", "`,
 * numbers without exponents. `undefined` for what is valid JSON but fits no `jsonb`: the character 0, half a surrogate
 * pair, numbers out of range.
 */
export function jsonbText(json: string): string | undefined {
  const tokens = tokensOf(json);
  try {
    return spell(readValue(tokens));
  } catch (error) {
    if (error instanceof DoesNotFit) return undefined;
    throw error;
  }
}

class DoesNotFit extends Error {}

interface Tokens {
  next(): string;
  peek(): string | undefined;
}

function tokensOf(json: string): Tokens {
  const all: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(json); match !== null; match = TOKEN.exec(json)) all.push(match[1] ?? "");
  let at = 0;
  return { next: () => all[at++] ?? "", peek: () => all[at] };
}

function readValue(tokens: Tokens): Spelled {
  const token = tokens.next();
  if (token === "{") return readObject(tokens);
  if (token === "[") return readList(tokens);
  if (token.startsWith('"')) return { kind: "text", text: spellString(readString(token)) };
  return { kind: "text", text: spellNumber(token) };
}

function readObject(tokens: Tokens): Spelled {
  const entries = new Map<string, Spelled>();
  for (let token = tokens.next(); token !== "}"; token = tokens.next()) {
    if (token === ",") continue;
    tokens.next();
    entries.set(readString(token), readValue(tokens));
  }
  return { kind: "object", entries };
}

function readList(tokens: Tokens): Spelled {
  const items: Spelled[] = [];
  while (tokens.peek() !== "]") {
    if (tokens.peek() === ",") tokens.next();
    items.push(readValue(tokens));
  }
  tokens.next();
  return { kind: "list", items };
}

function readString(token: string): string {
  const text: unknown = JSON.parse(token);
  if (typeof text !== "string" || text.includes("\0") || !isWellFormed(text)) throw new DoesNotFit();
  return text;
}

/** Whether every surrogate has its other half. */
function isWellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

function spell(value: Spelled): string {
  switch (value.kind) {
    case "text":
      return value.text;
    case "list":
      return `[${value.items.map(spell).join(", ")}]`;
    case "object": {
      const entries = [...value.entries].sort(([a], [b]) => compareKeys(a, b));
      return `{${entries.map(([key, part]) => `${spellString(key)}: ${spell(part)}`).join(", ")}}`;
    }
    default:
      return value satisfies never;
  }
}

function spellString(text: string): string {
  return JSON.stringify(text);
}

function compareKeys(a: string, b: string): number {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.byteLength - second.byteLength || first.compare(second);
}

/** Moves the point as the exponent says; digits after the point stay, zeros too. Other words are as they are. */
function spellNumber(token: string): string {
  const match = NUMBER.exec(token);
  if (match === null) return token;
  const [, sign = "", whole = "", fraction = "", exponentText = "0"] = match;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > MAX_WHOLE_DIGITS + MAX_FRACTION_DIGITS) throw new DoesNotFit();
  const digits = whole + fraction + "0".repeat(Math.max(0, exponent - fraction.length));
  const fractionDigits = Math.max(0, fraction.length - exponent);
  const padded = digits.padStart(fractionDigits + 1, "0");
  const wholePart = padded.slice(0, padded.length - fractionDigits).replace(/^0+(?=\d)/, "");
  if (wholePart.length > MAX_WHOLE_DIGITS || fractionDigits > MAX_FRACTION_DIGITS) throw new DoesNotFit();
  const isZero = !/[1-9]/.test(digits);
  const fractionPart = fractionDigits === 0 ? "" : `.${padded.slice(padded.length - fractionDigits)}`;
  return `${isZero ? "" : sign}${wholePart}${fractionPart}`;
}
