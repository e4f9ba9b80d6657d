import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { call, outcome, refusal } from "../raw/api.js";
import { at, listAt, textAt } from "../raw/json.js";
import { createTournament, playersWithScores, standings, submit, submitted } from "../raw/leaderboard.js";
import { type Player, signIn } from "../raw/player.js";

const DONE = { status: 200, json: {} };
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const CLOSED = refusal(400, 9, "Tournament is not active and cannot accept new scores.");

function nowSec(): number {
  return Math.floor(Date.now() / 1000);
}

function join(player: Player, id: string): Promise<unknown> {
  return outcome("POST", `/v2/tournament/${id}/join`, { ...player, body: {} });
}

function write(player: Player, id: string, body: unknown): Promise<unknown> {
  return outcome("POST", `/v2/tournament/${id}`, { ...player, body });
}

describe("listing tournaments", () => {
  async function list(query: string): Promise<unknown> {
    return (await call("GET", `/v2/tournament?${query}`, await signIn())).json;
  }

  /** The tournaments of one start, which only the test itself has. */
  async function started(start: number, query: string): Promise<readonly string[]> {
    const ids: string[] = [];
    let cursor = "";
    do {
      const page = await list(`start_time=${start}&limit=100&${query}&cursor=${cursor}`);
      ids.push(...listAt(page, "tournaments").map((one) => textAt(one, "id")));
      cursor = String(at(page, "cursor") ?? "");
    } while (cursor !== "");
    return ids;
  }

  it("B10 · tells all about one", async () => {
    const startTime = nowSec() - 10;
    const endTime = startTime + 7200;
    const wish = { startTime, endTime, duration: 3600, category: 40, maxSize: 9, maxNumScore: 2 };
    const metadata = { b: 1, a: "x" };
    const id = await createTournament({ ...wish, metadata, title: "Race", description: "of foxes" });
    const found = listAt(await list("category_start=40&category_end=40"), "tournaments");
    expect(found.find((one) => at(one, "id") === id)).toEqual({
      id,
      title: "Race",
      description: "of foxes",
      category: 40,
      sort_order: 1,
      max_size: 9,
      max_num_score: 2,
      can_enter: true,
      start_active: startTime,
      end_active: startTime + 3600,
      next_reset: endTime,
      metadata: '{"a": "x", "b": 1}',
      create_time: TIME,
      start_time: new Date(startTime * 1000).toISOString().replace(".000", ""),
      end_time: new Date(endTime * 1000).toISOString().replace(".000", ""),
      duration: 3600,
      operator: 1,
    });
  });

  it("B10 · tells when one starts anew", async () => {
    const id = await createTournament({ reset: "0 0 1 1 *", category: 41, sort: "asc", joinRequired: true });
    const found = listAt(await list("category_start=41&category_end=41"), "tournaments");
    const year = new Date().getUTCFullYear();
    const firstOf = (ofYear: number): number => Date.UTC(ofYear, 0, 1) / 1000;
    expect(found.find((one) => at(one, "id") === id)).toMatchObject({
      // This year's hour was over before the tournament was made.
      start_active: firstOf(year + 1),
      end_active: firstOf(year + 1) + 3600,
      next_reset: firstOf(year + 2),
      prev_reset: firstOf(year),
      join_required: true,
      max_size: 2_147_483_647,
      max_num_score: 1_000_000,
    });
  });

  it("B10 · by category, by start and end, in the order of their start", async () => {
    const start = nowSec() + 500_000 + Math.floor(Math.random() * 400_000);
    const later = await createTournament({ startTime: start + 1, category: 50 });
    const ending = await createTournament({ startTime: start, endTime: start + 4000, category: 51 });
    const sooner = await createTournament({ startTime: start, category: 50 });
    const mine = async (query: string): Promise<readonly string[]> =>
      (await started(start, query)).filter((id) => [later, ending, sooner].includes(id));
    expect(await mine("")).toEqual([ending, sooner, later]);
    expect(await mine("category_start=51")).toEqual([ending]);
    expect(await mine("category_end=50")).toEqual([sooner, later]);
    expect(await mine("end_time=0")).toEqual([sooner, later]);
    expect(await mine(`end_time=${start + 4000}`)).toEqual([ending]);
    expect(await mine(`end_time=${start + 3999}`)).toEqual([]);
    expect(await started(start + 1, "category_start=50&category_end=50")).toContain(later);
  });

  it("B10 · page by page", async () => {
    const category = 60;
    const ids = await Promise.all([1, 2, 3].map(() => createTournament({ category })));
    const found: string[] = [];
    let cursor = "";
    do {
      const query = `category_start=${category}&category_end=${category}&limit=1&cursor=${cursor}`;
      const page = await list(query);
      expect(listAt(page, "tournaments")).toHaveLength(1);
      found.push(textAt(page, "tournaments", 0, "id"));
      cursor = String(at(page, "cursor") ?? "");
    } while (cursor !== "");
    expect(found).toEqual(expect.arrayContaining(ids));
    expect(new Set(found).size).toBe(found.length);
  });

  it("B10 · is refused for limits, bounds and cursors that are none", async () => {
    const player = await signIn();
    const refused = (query: string): Promise<unknown> => outcome("GET", `/v2/tournament?${query}`, player);
    for (const limit of [0, 101]) {
      expect(await refused(`limit=${limit}`)).toEqual(refusal(400, 3, "Limit must be between 1 and 100."));
    }
    expect(await refused("category_end=128")).toEqual(
      refusal(400, 3, "Tournament category end must be >=0 and <128."),
    );
    expect(await refused("category_start=5&category_end=4")).toEqual(
      refusal(400, 3, "Tournament category end must be greater than category start."),
    );
    expect(await refused("start_time=5&end_time=4")).toEqual(
      refusal(400, 3, "Tournament end time must be greater than start time."),
    );
    expect(await refused("cursor=nonsense")).toEqual(refusal(500, 2, "leaderboard cursor invalid"));
  });
});

describe("submitting to a tournament", () => {
  it("B10 · answers with the record; every submission counts, better or not", async () => {
    const id = await createTournament({ maxNumScore: 3 });
    const player = await signIn();
    expect(await submitted(player, `tournament/${id}`, { score: 5, metadata: '{"a":1}' })).toEqual({
      leaderboard_id: id,
      owner_id: player.userId,
      username: player.username,
      score: "5",
      num_score: 1,
      metadata: '{"a": 1}',
      create_time: TIME,
      update_time: TIME,
      rank: "1",
      max_num_score: 3,
    });
    const again = await call("PUT", `/v2/tournament/${id}`, { ...player, body: { score: 4 } });
    expect(again.json).toMatchObject({ score: "5", num_score: 2 });
    await submitted(player, `tournament/${id}`, { score: 6 });
    expect(await write(player, id, { score: 7 })).toEqual(
      refusal(400, 9, "Reached allowed max number of score attempts."),
    );
  });

  it("B10 · without joining is refused where joining is asked for", async () => {
    const id = await createTournament({ joinRequired: true, maxNumScore: 1 });
    const player = await signIn();
    expect(await write(player, id, { score: 5 })).toEqual(
      refusal(400, 9, "Must join tournament before attempting to write value."),
    );
    expect(await join(player, id)).toEqual(DONE);
    expect(await join(player, id)).toEqual(DONE);
    const listed = await call("GET", `/v2/tournament/${id}`, player);
    expect(at(listed.json, "records", 0)).toMatchObject({ rank: "1", max_num_score: 1 });
    expect(at(listed.json, "records", 0, "num_score")).toBeUndefined();
    expect(await submitted(player, `tournament/${id}`, { score: 5 })).toMatchObject({ num_score: 1 });
    // Over the limit is no error here, and changes nothing.
    expect(await submitted(player, `tournament/${id}`, { score: 9 })).toMatchObject({
      score: "5",
      num_score: 1,
    });
  });

  it("B10 · is refused when it is full, as is joining", async () => {
    const open = await createTournament({ maxSize: 1 });
    const joined = await createTournament({ maxSize: 1, joinRequired: true });
    const [first, second] = [await signIn(), await signIn()];
    await submitted(first, `tournament/${open}`, { score: 1 });
    expect(await write(second, open, { score: 1 })).toEqual(
      refusal(400, 9, "Tournament has reached max size."),
    );
    expect(await join(first, joined)).toEqual(DONE);
    expect(await join(second, joined)).toEqual(
      refusal(400, 3, "Tournament cannot be joined as it has reached its max size."),
    );
    expect(await outcome("DELETE", `/v2/tournament/${open}`, first)).toEqual(DONE);
    await submitted(second, `tournament/${open}`, { score: 1 });
  });

  it("B10 · is refused before its time and after it", async () => {
    const player = await signIn();
    const soon = await createTournament({ startTime: nowSec() + 3600 });
    const over = await createTournament({ startTime: nowSec() - 3600, duration: 60, joinRequired: true });
    const open = await createTournament({ startTime: nowSec() - 3600, duration: 60 });
    expect(await write(player, soon, { score: 1 })).toEqual(CLOSED);
    expect(await write(player, open, { score: 1 })).toEqual(CLOSED);
    expect(await join(player, over)).toEqual(
      refusal(400, 3, "Tournament is not active and cannot accept new joins."),
    );
  });

  it("B10 · is refused without a tournament, to the server's own, and for metadata and scores that are none", async () => {
    const player = await signIn();
    const own = await createTournament({ authoritative: true });
    const open = await createTournament();
    const missing = refusal(404, 5, "Tournament not found.");
    expect(await write(player, randomUUID(), { score: 1 })).toEqual(missing);
    expect(await join(player, randomUUID())).toEqual(missing);
    expect(await write(player, own, { score: 1 })).toEqual(
      refusal(403, 7, "Tournament only allows authoritative score submissions."),
    );
    expect(await write(player, open, { score: 1, metadata: "[]" })).toEqual(
      refusal(400, 3, "Metadata value must be JSON, if provided."),
    );
    expect(await write(player, open, { score: -1 })).toEqual(
      refusal(500, 13, "Error writing score to tournament."),
    );
    expect(await outcome("DELETE", `/v2/tournament/${randomUUID()}`, player)).toEqual(
      refusal(500, 13, "Error deleting score from tournament."),
    );
  });
});

describe("listing a tournament's records", () => {
  it("B10 · gives pages, records of owners, and those around one", async () => {
    const id = await createTournament();
    const players = await playersWithScores(`tournament/${id}`, 5);
    const player = players[2];
    if (player === undefined) throw new Error("five were signed in");
    const list = async (path: string): Promise<unknown> =>
      (await call("GET", `/v2/tournament/${id}${path}`, player)).json;
    expect(standings(await list(""))).toHaveLength(5);
    const first = await list(`?limit=2&owner_ids=${player.userId}`);
    expect(standings(first)).toEqual([
      [50, 1],
      [40, 2],
    ]);
    expect(standings(first, "owner_records")).toEqual([[30, 3]]);
    expect(at(first, "rank_count")).toBe("5");
    expect(standings(await list(`?limit=2&cursor=${textAt(first, "next_cursor")}`))).toEqual([
      [30, 3],
      [20, 4],
    ]);
    const around = await list(`/owner/${player.userId}?limit=3`);
    expect(standings(around)).toEqual([
      [40, 2],
      [30, 3],
      [20, 4],
    ]);
    // The server gives the cursor for what follows in both places.
    expect(at(around, "prev_cursor")).toBe(at(around, "next_cursor"));
  });

  it("B10 · is refused for limits, cursors, owners and tournaments that are none", async () => {
    const player = await signIn();
    const id = await createTournament();
    const list = (path: string): Promise<unknown> => outcome("GET", `/v2/tournament/${path}`, player);
    for (const limit of [0, 101]) {
      const refused = refusal(400, 3, "Invalid limit - limit must be between 1 and 100.");
      expect(await list(`${id}?limit=${limit}`)).toEqual(refused);
      expect(await list(`${id}/owner/${player.userId}?limit=${limit}`)).toEqual(refused);
    }
    expect(await list(`${id}?cursor=nonsense`)).toEqual(refusal(400, 3, "Cursor is invalid or expired."));
    expect(await list(`${id}?owner_ids=nonsense`)).toEqual(
      refusal(400, 3, "One or more owner IDs are invalid."),
    );
    expect(await list(`${id}/owner/nonsense`)).toEqual(refusal(400, 3, "Invalid owner ID provided."));
    expect(await list(randomUUID())).toEqual(refusal(404, 5, "Tournament not found."));
    expect(await list(`${randomUUID()}/owner/${player.userId}`)).toEqual(
      refusal(404, 5, "Tournament not found."),
    );
    const never = await submit(player, `tournament/${id}`, { score: 1 });
    expect(never.status).toBe(200);
  });
});
