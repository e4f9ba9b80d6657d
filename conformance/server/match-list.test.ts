import { describe, expect, it } from "vitest";
import { outcome, refusal } from "../raw/api.js";
import { at, listAt, textAt } from "../raw/json.js";
import { createMatch, joinMatch, matchIdOf } from "../raw/match.js";
import { signIn } from "../raw/player.js";
import { RawSocket } from "../raw/socket.js";

const list = async (query: string): Promise<unknown> => {
  const { authorization } = await signIn();
  return outcome("GET", `/v2/match?${query}`, { authorization });
};

describe("listing matches", () => {
  it("B13 · relayed matches are listed with their size", async () => {
    const [one, two] = [await RawSocket.open(), await RawSocket.open()];
    const matchId = matchIdOf(await createMatch(one));
    await joinMatch(two, matchId);
    const matches = listAt(await list("limit=100&min_size=2"), "json", "matches");
    expect(matches).toContainEqual({ match_id: matchId, size: 2 });
  });

  it("B13 · sizes out of range are left out, and no more come than were asked for", async () => {
    const sockets = [await RawSocket.open(), await RawSocket.open()];
    const ids: string[] = [];
    for (const socket of sockets) ids.push(matchIdOf(await createMatch(socket)));
    const found = (answer: unknown): string[] =>
      listAt(answer, "json", "matches").map((match) => textAt(match, "match_id"));
    expect(found(await list("limit=100&authoritative=false"))).toEqual(expect.arrayContaining(ids));
    expect(found(await list("limit=100&min_size=2")).some((id) => ids.includes(id))).toBe(false);
    expect(found(await list("limit=100&max_size=0&authoritative=false"))).toEqual([]);
    expect(found(await list("limit=1"))).toHaveLength(1);
  });

  it("B13 · asking for authoritative ones, a label or a query leaves no relayed ones", async () => {
    await createMatch(await RawSocket.open());
    for (const query of ["authoritative=true", "label=x", "query=", "query=x"]) {
      const matches = listAt(await list(query), "json", "matches");
      expect(matches.filter((match) => at(match, "authoritative") !== true)).toEqual([]);
    }
  });

  it.each([
    ["limit=0", "Invalid limit - limit must be between 1 and 100."],
    ["limit=101", "Invalid limit - limit must be between 1 and 100."],
    ["limit=x", 'parsing field "limit": strconv.ParseInt: parsing "x": invalid syntax'],
    ["limit=", 'parsing field "limit": strconv.ParseInt: parsing "": invalid syntax'],
    ["limit=5.5", 'parsing field "limit": strconv.ParseInt: parsing "5.5": invalid syntax'],
    ["limit=3000000000", 'parsing field "limit": strconv.ParseInt: parsing "3000000000": value out of range'],
    ["min_size=-1", "Minimum size must be 0 or above."],
    ["max_size=-1", "Maximum size must be 0 or above."],
    [
      "minSize=3&maxSize=2",
      "Maximum size must be greater than or equal to minimum size when both are specified.",
    ],
    ["authoritative=false&label=x", "Label filtering is not supported for non-authoritative matches."],
    ["authoritative=false&query=x", "Query filtering is not supported for non-authoritative matches."],
    [
      "authoritative=maybe",
      'parsing field "authoritative": strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
  ])("B13 · refused: %s", async (query, message) => {
    expect(await list(query)).toEqual(refusal(400, 3, message));
  });

  it("B13 · a query that is none fails", async () => {
    expect(await list("query=%2B")).toEqual(refusal(500, 13, "Error listing matches."));
  });

  it("B13 · needs a session", async () => {
    expect(await outcome("GET", "/v2/match")).toEqual(refusal(401, 16, "Auth token required"));
    expect(at(await list(""), "status")).toBe(200);
  });
});
