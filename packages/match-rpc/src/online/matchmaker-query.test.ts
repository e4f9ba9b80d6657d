import { NakodoError } from "@nakodo/core";
import { describe, expect, it } from "vitest";
import type { FindMatchOptions } from "./match-options.js";
import { escapeQuery, matchmakerRequest } from "./matchmaker-query.js";

const match = { minPlayers: 2, maxPlayers: 4, clientVersion: "dev" };

/** How many players are searched for, or the code of the NakodoError. */
function countsOf(search: FindMatchOptions, minPlayers: number, maxPlayers: number): string {
  try {
    const { minCount, maxCount } = matchmakerRequest(search, { ...match, minPlayers, maxPlayers });
    return `${minCount} to ${maxCount}`;
  } catch (error) {
    if (error instanceof NakodoError) return error.code;
    throw error;
  }
}

describe("matchmakerRequest", () => {
  it("C3 · without a wish it asks for the match's bounds and for the same version", () => {
    expect(matchmakerRequest({}, match)).toEqual({
      query: "+properties.client_version:dev",
      minCount: 2,
      maxCount: 4,
      stringProperties: { client_version: "dev" },
    });
  });

  it("C3 · a search narrows the match's bounds and never exceeds them", () => {
    expect(countsOf({ minCount: 3, maxCount: 3 }, 2, 4)).toBe("3 to 3");
    expect(countsOf({ minCount: 1, maxCount: 9 }, 2, 4)).toBe("2 to 4");
    expect(countsOf({ minCount: 3 }, 2, 4)).toBe("3 to 4");
    expect(countsOf({ maxCount: 3 }, 2, 4)).toBe("2 to 3");
    expect(countsOf({ minCount: 4, maxCount: 4 }, 4, 4)).toBe("4 to 4");
  });

  it("C3 · nobody is searched for alone, whatever the match could do with", () => {
    expect(countsOf({}, 1, 4)).toBe("2 to 4");
    expect(countsOf({ minCount: 1 }, 1, 4)).toBe("2 to 4");
    expect(countsOf({}, 1, 2)).toBe("2 to 2");
    expect(countsOf({}, 1, 1)).toBe("invalid-argument");
  });

  it("C3 · a search that leaves no number of players is invalid-argument", () => {
    expect(countsOf({ minCount: 5 }, 2, 4)).toBe("invalid-argument");
    expect(countsOf({ maxCount: 1 }, 2, 4)).toBe("invalid-argument");
    expect(countsOf({ minCount: 4, maxCount: 3 }, 2, 4)).toBe("invalid-argument");
    expect(countsOf({ maxCount: 2 }, 3, 4)).toBe("invalid-argument");
  });

  it("C3 · the version is asked for besides the game's own query", () => {
    const queryOf = (query: string): string | undefined => matchmakerRequest({ query }, match).query;
    expect(queryOf("+properties.mode:ranked properties.rank:>5")).toBe(
      "+properties.mode:ranked properties.rank:>5 +properties.client_version:dev",
    );
    expect(queryOf("*")).toBe("+properties.client_version:dev");
  });

  it("C3 · the game's properties go along, and cannot pretend another version", () => {
    const request = matchmakerRequest(
      { stringProperties: { mode: "ranked", client_version: "other" }, numericProperties: { rank: 7 } },
      match,
    );
    expect(request.stringProperties).toEqual({ mode: "ranked", client_version: "dev" });
    expect(request.numericProperties).toEqual({ rank: 7 });
    expect("numericProperties" in matchmakerRequest({}, match)).toBe(false);
  });

  it("C3 · the caller's properties stay as they are", () => {
    const stringProperties = { mode: "ranked" };
    matchmakerRequest({ stringProperties }, match);
    expect(stringProperties).toEqual({ mode: "ranked" });
  });

  it("C3 · a version with signs of the query language is one word in it, and itself as a property", () => {
    const request = matchmakerRequest({}, { ...match, clientVersion: "1.2.3-beta+4 (x)" });
    expect(request.query).toBe("+properties.client_version:1.2.3\\-beta\\+4\\ \\(x\\)");
    expect(request.stringProperties).toEqual({ client_version: "1.2.3-beta+4 (x)" });
  });
});

describe("escapeQuery", () => {
  it("C3 · puts a backslash before each sign that means something, and before no other", () => {
    for (const char of '+-=&|><!(){}[]^"~*?:\\/ ') expect(escapeQuery(char)).toBe(`\\${char}`);
    for (const char of "azAZ09._,;@#%$'é魚") expect(escapeQuery(char)).toBe(char);
    expect(escapeQuery("")).toBe("");
  });

  it("C3 · taking the backslashes away gives back the text", () => {
    const text = 'a\\b:c "d" *?~ (e) [f] {g} h/i';
    expect(escapeQuery(text).replace(/\\(.)/g, "$1")).toBe(text);
  });
});
