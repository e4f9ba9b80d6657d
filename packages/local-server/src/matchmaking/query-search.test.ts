import { describe, expect, it } from "vitest";
import { editDistance } from "./edit-distance.js";
import { parseQuery } from "./query-parser.js";
import { compileQuery, type FieldValue, QueryNotRunnable } from "./query-search.js";

function score(text: string, fields: Readonly<Record<string, FieldValue>>): number | undefined {
  const query = parseQuery(text);
  if (query === undefined) throw new Error(`no query: ${text}`);
  return compileQuery(query)(new Map(Object.entries(fields)));
}

const RANKED = { mode: { kind: "text", text: "ranked" }, skill: { kind: "number", value: 20 } } as const;

describe("scores of a search", () => {
  it("B12 · the clauses that hold are added up; a word's boost counts twice over, a range's once", () => {
    expect(score("+mode:ranked", RANKED)).toBe(1);
    expect(score("+mode:ranked^3", RANKED)).toBe(9);
    expect(score("+skill:>10^3", RANKED)).toBe(3);
    expect(score("+mode:ra*^3", RANKED)).toBe(3);
    expect(score("+mode:ranked skill:>10 skill:>100", RANKED)).toBe(2);
    expect(score("*", {})).toBe(1);
  });

  it("B12 · of a fuzzy word the less, the more letters differ", () => {
    expect(score("mode:ranked~1", RANKED)).toBe(1);
    expect(score("mode:rankd~1", RANKED)).toBeCloseTo(1 - 1 / 5);
  });

  it("B12 · only must-nots: everything that none of them holds for", () => {
    expect(score("-mode:free", RANKED)).toBe(1);
    expect(score("-mode:ranked", RANKED)).toBeUndefined();
    expect(score("-mode:free", {})).toBe(1);
  });

  it("B12 · a word without a field matches nothing", () => {
    expect(score("ranked", RANKED)).toBeUndefined();
  });

  it.each(["mode:/(/", "mode:/a(?=b)/", "mode:/a+?/", "mode:/\\\\ba/", "mode:a~3"])(
    "B12 · %s can be read but not run",
    (text) => {
      expect(() => score(text, RANKED)).toThrow(QueryNotRunnable);
    },
  );
});

describe("edit distance", () => {
  it.each([
    ["abc", "abc", 0],
    ["abc", "abd", 1],
    ["abc", "acb", 1],
    ["abc", "abcd", 1],
    ["abc", "cba", 2],
    ["あゆみ", "あゆ", 1],
  ])("B12 · from %s to %s is %i", (from, to, distance) => {
    expect(editDistance(from, to, 2)).toBe(distance);
  });

  it("B12 · beyond the limit there is none", () => {
    expect(editDistance("abcdef", "abc", 2)).toBeUndefined();
    expect(editDistance("abcd", "wxyz", 2)).toBeUndefined();
  });
});
