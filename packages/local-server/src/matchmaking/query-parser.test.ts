import { describe, expect, it } from "vitest";
import { lexQuery } from "./query-lexer.js";
import { parseQuery } from "./query-parser.js";

function onlyClause(text: string): unknown {
  const query = parseQuery(text);
  if (query?.kind !== "clauses" || query.clauses.length !== 1) throw new Error(`not one clause: ${text}`);
  return query.clauses[0];
}

describe("tokens of a query", () => {
  it("B12 · a sign or a bracket within a word belongs to it", () => {
    expect(lexQuery("a-b+c>d(e)")).toEqual([{ kind: "string", text: "a-b+c>d(e)" }]);
  });

  it("B12 · a backslash takes a reserved character's meaning, and stays before any other", () => {
    expect(lexQuery("a\\:b")).toEqual([{ kind: "string", text: "a:b" }]);
    expect(lexQuery("a\\nb")).toEqual([{ kind: "string", text: "a\\nb" }]);
    expect(lexQuery("\\+5")).toEqual([{ kind: "string", text: "+5" }]);
    expect(lexQuery("a\\")).toEqual([{ kind: "string", text: "a" }]);
  });

  it("B12 · digits are a number until something else comes", () => {
    expect(lexQuery("12 1.5 1. 1.2.3 5a \\5")).toEqual([
      { kind: "number", text: "12" },
      { kind: "number", text: "1.5" },
      { kind: "number", text: "1." },
      { kind: "string", text: "1.2.3" },
      { kind: "string", text: "5a" },
      { kind: "string", text: "\\5" },
    ]);
  });

  it("B12 · a boost and a fuzziness without a value are 1", () => {
    expect(lexQuery("a^ b~ c~2")).toEqual([
      { kind: "string", text: "a" },
      { kind: "boost", text: "1" },
      { kind: "string", text: "b" },
      { kind: "tilde", text: "1" },
      { kind: "string", text: "c" },
      { kind: "tilde", text: "2" },
    ]);
  });

  it("B12 · a quote must be closed", () => {
    expect(lexQuery('"open')).toBeUndefined();
    expect(lexQuery('"a \\" b"')).toEqual([{ kind: "phrase", text: 'a " b' }]);
  });
});

describe("clauses of a query", () => {
  it("B12 · a star alone is everything", () => {
    expect(parseQuery("*")).toEqual({ kind: "everything" });
    expect(parseQuery("* a")).toMatchObject({ kind: "clauses" });
  });

  it("B12 · must, must not, may, with a boost", () => {
    expect(parseQuery("+a:b -c:d e:f^2.5")).toEqual({
      kind: "clauses",
      clauses: [
        { occurrence: "must", field: "a", term: { kind: "text", text: "b" }, boost: 1 },
        { occurrence: "must-not", field: "c", term: { kind: "text", text: "d" }, boost: 1 },
        { occurrence: "should", field: "e", term: { kind: "text", text: "f" }, boost: 2.5 },
      ],
    });
  });

  it.each([
    ["a:-5", { kind: "number", text: "-5", value: -5 }],
    ["a:>=-1.5", { kind: "number-range", range: { side: "above", bound: -1.5, inclusive: true } }],
    ["a:<3", { kind: "number-range", range: { side: "below", bound: 3, inclusive: false } }],
    [
      'a:>"1970-01-01T00:00:01.5Z"',
      { kind: "time-range", range: { side: "above", bound: 1_500_000_000n, inclusive: false } },
    ],
    ["a:/b.*/", { kind: "regexp", pattern: "b.*" }],
    ["a:b?c*", { kind: "wildcard", pattern: "b?c*" }],
    ["a:b~2", { kind: "fuzzy", text: "b", distance: 2 }],
    ['a:"b c"', { kind: "phrase", text: "b c" }],
  ])("B12 · the term of %s", (text, term) => {
    expect(onlyClause(text)).toMatchObject({ field: "a", term });
  });

  it.each([
    "",
    " ",
    "+",
    "a:",
    ":a",
    "5:a",
    "a:>b",
    "a:>",
    "a^b",
    "a~b",
    "/",
    "a:b:c",
    '"a"~1',
    "5~1",
    "a:=5",
    'a:>"soon"',
  ])("B12 · %j is no query", (text) => {
    expect(parseQuery(text)).toBeUndefined();
  });

  it("B12 · a time beyond 64 bits of nanoseconds is no time", () => {
    expect(parseQuery('a:>"2263-01-01T00:00:00Z"')).toBeUndefined();
    expect(parseQuery('a:>"2023-02-30T00:00:00Z"')).toBeUndefined();
  });
});
