import type { Clause, Occurrence, Query, Term } from "./query.js";
import { lexQuery, type Token } from "./query-lexer.js";
import { parseQueryTime } from "./query-time.js";

/**
 * Reads a query in the language of the real server's matchmaker and match listing; `undefined` when it is not one.
 * Clauses stand side by side: `+` must hold, `-` must not, anything else may. There are no parentheses.
 */
export function parseQuery(text: string): Query | undefined {
  if (text === "*") return { kind: "everything" };
  const tokens = lexQuery(text);
  if (tokens === undefined || tokens.length === 0) return undefined;
  const reader = new TokenReader(tokens);
  const clauses: Clause[] = [];
  while (!reader.atEnd) {
    const clause = readClause(reader);
    if (clause === undefined) return undefined;
    clauses.push(clause);
  }
  return { kind: "clauses", clauses };
}

type TextToken = Extract<Token, { readonly text: string }>;

class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** Takes the next token if it is of this kind. */
  take(kind: Token["kind"]): Token | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) return undefined;
    this.#at++;
    return token;
  }

  /** Takes the text of the next token if it is of this kind. */
  takeText(kind: TextToken["kind"]): string | undefined {
    const token = this.take(kind);
    return token !== undefined && "text" in token ? token.text : undefined;
  }
}

function readClause(reader: TokenReader): Clause | undefined {
  const occurrence: Occurrence = reader.take("+") ? "must" : reader.take("-") ? "must-not" : "should";
  const condition = readCondition(reader);
  if (condition === undefined) return undefined;
  const boostText = reader.takeText("boost");
  const boost = boostText === undefined ? 1 : readNumber(boostText);
  return boost === undefined ? undefined : { occurrence, boost, ...condition };
}

type Condition = Pick<Clause, "field" | "term">;

function readCondition(reader: TokenReader): Condition | undefined {
  const phrase = reader.takeText("phrase");
  if (phrase !== undefined) return { field: "", term: { kind: "phrase", text: phrase } };
  const bareNumber = reader.takeText("number");
  if (bareNumber !== undefined) return withTerm("", numberTerm(bareNumber));
  const text = reader.takeText("string");
  if (text === undefined) return undefined;
  if (reader.take(":")) return withTerm(text, readFieldTerm(reader));
  return withTerm("", stringTerm(text, reader.takeText("tilde")));
}

function withTerm(field: string, term: Term | undefined): Condition | undefined {
  return term === undefined ? undefined : { field, term };
}

function readFieldTerm(reader: TokenReader): Term | undefined {
  const text = reader.takeText("string");
  if (text !== undefined) return stringTerm(text, reader.takeText("tilde"));
  const phrase = reader.takeText("phrase");
  if (phrase !== undefined) return { kind: "phrase", text: phrase };
  const side = reader.take(">") ? "above" : reader.take("<") ? "below" : undefined;
  if (side === undefined) return numberTerm(takeSignedNumber(reader));
  return readRange(reader, side, reader.take("=") !== undefined);
}

function readRange(reader: TokenReader, side: "above" | "below", inclusive: boolean): Term | undefined {
  const time = reader.takeText("phrase");
  if (time !== undefined) {
    const bound = parseQueryTime(time);
    return bound === undefined ? undefined : { kind: "time-range", range: { side, bound, inclusive } };
  }
  const text = takeSignedNumber(reader);
  const bound = text === undefined ? undefined : readNumber(text);
  return bound === undefined ? undefined : { kind: "number-range", range: { side, bound, inclusive } };
}

function takeSignedNumber(reader: TokenReader): string | undefined {
  const sign = reader.take("-") ? "-" : "";
  const digits = reader.takeText("number");
  return digits === undefined ? undefined : sign + digits;
}

function numberTerm(text: string | undefined): Term | undefined {
  const value = text === undefined ? undefined : readNumber(text);
  return text === undefined || value === undefined ? undefined : { kind: "number", text, value };
}

function stringTerm(text: string, fuzziness: string | undefined): Term | undefined {
  if (fuzziness !== undefined) {
    const distance = readNumber(fuzziness);
    return distance === undefined ? undefined : { kind: "fuzzy", text, distance: Math.trunc(distance) };
  }
  if (text === "/") return undefined;
  if (text.startsWith("/") && text.endsWith("/")) {
    return { kind: "regexp", pattern: text.slice(1, -1) };
  }
  return /[*?]/.test(text) ? { kind: "wildcard", pattern: text } : { kind: "text", text };
}

function readNumber(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}
