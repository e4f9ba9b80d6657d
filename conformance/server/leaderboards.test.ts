import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { call, outcome, refusal } from "../raw/api.js";
import { at, textAt } from "../raw/json.js";
import {
  createBoard,
  ownersOf,
  playersWithScores,
  standings,
  submit,
  submitted,
} from "../raw/leaderboard.js";
import { signIn } from "../raw/player.js";
import { callRpc } from "../raw/rpc.js";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describe("writing a record", () => {
  it("B9 · answers with the record and its rank", async () => {
    const path = `leaderboard/${await createBoard()}`;
    const player = await signIn();
    const body = { score: "7", subscore: 3, metadata: '{"car":"red","b":[1]}' };
    expect(await submitted(player, path, body)).toEqual({
      leaderboard_id: path.slice("leaderboard/".length),
      owner_id: player.userId,
      username: player.username,
      score: "7",
      subscore: "3",
      num_score: 1,
      metadata: '{"b": [1], "car": "red"}',
      create_time: expect.stringMatching(TIME),
      update_time: expect.stringMatching(TIME),
      rank: "1",
      max_num_score: 1_000_000,
    });
  });

  const steps = [
    {
      operator: "best",
      sort: "desc",
      scores: [
        [5, 5],
        [3, 8],
        [3, 8],
      ],
      end: [5, 8, 2],
    },
    {
      operator: "best",
      sort: "asc",
      scores: [
        [5, 5],
        [3, 8],
        [9, 9],
      ],
      end: [3, 5, 2],
    },
    {
      operator: "set",
      sort: "desc",
      scores: [
        [5, 5],
        [3, 8],
        [3, 8],
      ],
      end: [3, 8, 2],
    },
    {
      operator: "incr",
      sort: "desc",
      scores: [
        [5, 5],
        [3, 8],
        [0, 0],
      ],
      end: [8, 13, 2],
    },
    {
      operator: "decr",
      sort: "desc",
      scores: [
        [5, 5],
        [3, 8],
      ],
      end: [0, 0, 2],
    },
  ] as const;
  it.each(steps)("B9 · $operator, $sort: what changes nothing is not counted", async (step) => {
    const path = `leaderboard/${await createBoard({ operator: step.operator, sort: step.sort })}`;
    const player = await signIn();
    let record: unknown;
    for (const [score, subscore] of step.scores) record = await submitted(player, path, { score, subscore });
    const [score, subscore, num_score] = step.end;
    const number = (name: string): number => Number(at(record, name) ?? 0);
    expect([number("score"), number("subscore"), number("num_score")]).toEqual([score, subscore, num_score]);
  });

  it("B9 · an operator of one's own goes before the leaderboard's", async () => {
    const path = `leaderboard/${await createBoard()}`;
    const player = await signIn();
    await submitted(player, path, { score: 10 });
    expect(await submitted(player, path, { score: 5, operator: 3 })).toMatchObject({ score: "15" });
    expect(await submitted(player, path, { score: 20, operator: 4 })).toMatchObject({ num_score: 3 });
    expect(await submitted(player, path, { score: 4, operator: 2 })).toMatchObject({ score: "4" });
    expect(await submitted(player, path, { score: 2, operator: 1 })).toMatchObject({ score: "4" });
    expect(await outcome("POST", `/v2/${path}`, { ...player, body: { score: 1, operator: 5 } })).toEqual(
      refusal(500, 13, "Error writing score to leaderboard."),
    );
  });

  it("B9 · keeps the metadata where none is given", async () => {
    const path = `leaderboard/${await createBoard()}`;
    const player = await signIn();
    await submitted(player, path, { score: 1, metadata: '{"a":1}' });
    expect(await submitted(player, path, { score: 2 })).toMatchObject({ metadata: '{"a": 1}' });
  });

  it("B9 · takes the largest score there is", async () => {
    const path = `leaderboard/${await createBoard()}`;
    const score = "9223372036854775807";
    expect(await submitted(await signIn(), path, { score })).toMatchObject({ score });
  });

  it("B9 · is refused without a leaderboard, for the server's own, below 0, and for metadata that is none", async () => {
    const player = await signIn();
    const own = await createBoard({ authoritative: true });
    const open = await createBoard();
    const write = (id: string, body: unknown): Promise<unknown> =>
      outcome("POST", `/v2/leaderboard/${id}`, { ...player, body });
    expect(await write(randomUUID(), { score: 1 })).toEqual(refusal(404, 5, "Leaderboard not found."));
    expect(await write(own, { score: 1 })).toEqual(
      refusal(403, 7, "Leaderboard only allows authoritative score submissions."),
    );
    expect(await write(open, { score: -1 })).toEqual(refusal(500, 13, "Error writing score to leaderboard."));
    for (const metadata of ["nonsense", "[]", '"a"']) {
      expect(await write(open, { score: 1, metadata })).toEqual(
        refusal(400, 3, "Metadata value must be JSON, if provided."),
      );
    }
    await callRpc(player, "leaderboard_write", {
      id: own,
      ownerId: player.userId,
      username: player.username,
      score: 9,
      subscore: 1,
    });
    const { json } = await call("GET", `/v2/leaderboard/${own}`, player);
    expect(standings(json)).toEqual([[9, 1]]);
  });
});

describe("listing records", () => {
  it("B9 · goes page by page in both directions, best first, with ranks", async () => {
    const path = `/v2/leaderboard/${await createBoard()}`;
    const [player] = await playersWithScores(path.slice("/v2/".length), 5);
    if (player === undefined) throw new Error("five were signed in");
    const list = async (query: string): Promise<unknown> =>
      (await call("GET", `${path}?${query}`, player)).json;
    const first = await list("limit=2");
    expect(standings(first)).toEqual([
      [50, 1],
      [40, 2],
    ]);
    expect(at(first, "rank_count")).toBe("5");
    expect(at(first, "prev_cursor")).toBeUndefined();
    const second = await list(`limit=2&cursor=${textAt(first, "next_cursor")}`);
    expect(standings(second)).toEqual([
      [30, 3],
      [20, 4],
    ]);
    const third = await list(`limit=2&cursor=${textAt(second, "next_cursor")}`);
    expect(standings(third)).toEqual([[10, 5]]);
    expect(at(third, "next_cursor")).toBeUndefined();
    const back = await list(`limit=2&cursor=${textAt(third, "prev_cursor")}`);
    expect(standings(back)).toEqual([
      [30, 3],
      [20, 4],
    ]);
    const start = await list(`limit=2&cursor=${textAt(back, "prev_cursor")}`);
    expect(standings(start)).toEqual([
      [50, 1],
      [40, 2],
    ]);
    expect(at(start, "prev_cursor")).toBeUndefined();
    const again = await list(`limit=2&cursor=${textAt(start, "next_cursor")}`);
    expect(standings(again)).toEqual([
      [30, 3],
      [20, 4],
    ]);
  });

  it("B9 · lists low scores first where they lead", async () => {
    const id = await createBoard({ sort: "asc" });
    const [player] = await playersWithScores(`leaderboard/${id}`, 3);
    const { json } = await call("GET", `/v2/leaderboard/${id}?limit=10`, player);
    expect(standings(json)).toEqual([
      [10, 1],
      [20, 2],
      [30, 3],
    ]);
  });

  it("B9 · orders equal scores by subscore, then by owner", async () => {
    const id = await createBoard();
    const players = await Promise.all([1, 2, 3].map(() => signIn()));
    const [one, two, three] = players;
    if (one === undefined || two === undefined || three === undefined)
      throw new Error("three were signed in");
    for (const player of [one, two]) await submit(player, `leaderboard/${id}`, { score: 5, subscore: 1 });
    await submit(three, `leaderboard/${id}`, { score: 5, subscore: 2 });
    const { json } = await call("GET", `/v2/leaderboard/${id}?limit=10`, one);
    const tied = [one.userId, two.userId].sort().reverse();
    expect(ownersOf(json)).toEqual([three.userId, ...tied]);
  });

  it("B9 · gives one record unless more are asked for, and those of owners by themselves", async () => {
    const id = await createBoard();
    const [one, two] = await playersWithScores(`leaderboard/${id}`, 3);
    if (one === undefined || two === undefined) throw new Error("three were signed in");
    const list = async (query: string): Promise<unknown> =>
      (await call("GET", `/v2/leaderboard/${id}?${query}`, one)).json;
    expect(standings(await list(""))).toEqual([[30, 1]]);
    const owners = await list(`owner_ids=${one.userId}&owner_ids=${two.userId}&owner_ids=${randomUUID()}`);
    expect(standings(owners)).toEqual([]);
    expect(standings(owners, "owner_records")).toEqual([
      [20, 2],
      [10, 3],
    ]);
    const both = await list(`limit=1&owner_ids=${one.userId}`);
    expect([standings(both), standings(both, "owner_records")]).toEqual([[[30, 1]], [[10, 3]]]);
  });

  it("B9 · without ranks gives those of pages only", async () => {
    const id = await createBoard({ enableRanks: false });
    const [one] = await playersWithScores(`leaderboard/${id}`, 2);
    if (one === undefined) throw new Error("two were signed in");
    const { json } = await call("GET", `/v2/leaderboard/${id}?limit=5&owner_ids=${one.userId}`, one);
    expect(standings(json)).toEqual([
      [20, 1],
      [10, 2],
    ]);
    expect(standings(json, "owner_records")).toEqual([[10, 0]]);
    expect(at(json, "rank_count")).toBeUndefined();
  });

  it("B9 · is refused for limits, cursors, owners and leaderboards that are none", async () => {
    const player = await signIn();
    const [id, other] = [await createBoard(), await createBoard()];
    await playersWithScores(`leaderboard/${other}`, 2);
    const list = (path: string): Promise<unknown> => outcome("GET", `/v2/leaderboard/${path}`, player);
    const limits = refusal(400, 3, "Invalid limit - limit must be between 1 and 1000.");
    expect(await list(`${id}?limit=0`)).toEqual(limits);
    expect(await list(`${id}?limit=1001`)).toEqual(limits);
    const { json } = await call("GET", `/v2/leaderboard/${other}?limit=1`, player);
    for (const cursor of ["nonsense", textAt(json, "next_cursor")]) {
      expect(await list(`${id}?cursor=${cursor}`)).toEqual(refusal(400, 3, "Cursor is invalid or expired."));
    }
    expect(await list(`${id}?owner_ids=nonsense`)).toEqual(
      refusal(400, 3, "One or more owner IDs are invalid."),
    );
    expect(await list(randomUUID())).toEqual(refusal(404, 5, "Leaderboard not found."));
  });

  it("B9 · of a leaderboard that starts anew says when it does", async () => {
    const id = await createBoard({ reset: "0 0 1 1 *" });
    const player = await signIn();
    const record = await submitted(player, `leaderboard/${id}`, { score: 1 });
    const nextYear = `${new Date().getUTCFullYear() + 1}-01-01T00:00:00Z`;
    expect(at(record, "expiry_time")).toBe(nextYear);
    const expiry = Date.parse(nextYear) / 1000;
    const list = async (query: string): Promise<unknown> =>
      standings((await call("GET", `/v2/leaderboard/${id}?${query}`, player)).json);
    expect(await list("")).toEqual([[1, 1]]);
    expect(await list(`expiry=${expiry}`)).toEqual([[1, 1]]);
    expect(await list(`expiry=${expiry - 1}`)).toEqual([]);
  });
});

describe("listing records around an owner", () => {
  it("B9 · has the owner in the middle, or nearer to an end", async () => {
    const id = await createBoard();
    const players = await playersWithScores(`leaderboard/${id}`, 7);
    const around = async (index: number, limit: number): Promise<unknown> => {
      const owner = players[index];
      if (owner === undefined) throw new Error("seven were signed in");
      const { json } = await call("GET", `/v2/leaderboard/${id}/owner/${owner.userId}?limit=${limit}`, owner);
      const has = (cursor: string): boolean => at(json, cursor) !== undefined;
      return [standings(json), has("prev_cursor"), has("next_cursor")];
    };
    expect(await around(3, 3)).toEqual([
      [
        [50, 3],
        [40, 4],
        [30, 5],
      ],
      true,
      true,
    ]);
    expect(await around(6, 3)).toEqual([
      [
        [70, 1],
        [60, 2],
        [50, 3],
      ],
      false,
      true,
    ]);
    expect(await around(0, 3)).toEqual([
      [
        [30, 5],
        [20, 6],
        [10, 7],
      ],
      true,
      false,
    ]);
    expect(await around(3, 1)).toEqual([[[40, 4]], true, true]);
    expect(await around(3, 4)).toEqual([
      [
        [50, 3],
        [40, 4],
        [30, 5],
        [20, 6],
      ].slice(0, 4),
      true,
      true,
    ]);
    expect(await around(3, 100)).toMatchObject([{ length: 7 }, false, false]);
  });

  it("B9 · goes on from there with its cursors", async () => {
    const id = await createBoard();
    const players = await playersWithScores(`leaderboard/${id}`, 5);
    const owner = players[2];
    if (owner === undefined) throw new Error("five were signed in");
    const path = `/v2/leaderboard/${id}/owner/${owner.userId}?limit=1`;
    const { json } = await call("GET", path, owner);
    expect(standings(json)).toEqual([[30, 3]]);
    const next = await call("GET", `${path}&cursor=${textAt(json, "next_cursor")}`, owner);
    expect(standings(next.json)).toEqual([[20, 4]]);
    const previous = await call("GET", `${path}&cursor=${textAt(json, "prev_cursor")}`, owner);
    expect(standings(previous.json)).toEqual([[40, 2]]);
  });

  it("B9 · is empty for one without a record, and refused for what is none", async () => {
    const player = await signIn();
    const id = await createBoard();
    const around = (path: string): Promise<unknown> => outcome("GET", `/v2/leaderboard/${path}`, player);
    expect(await around(`${id}/owner/${player.userId}`)).toEqual({ status: 200, json: {} });
    expect(await around(`${id}/owner/nonsense`)).toEqual(refusal(400, 3, "Invalid owner ID provided."));
    expect(await around(`${randomUUID()}/owner/${player.userId}`)).toEqual(
      refusal(404, 5, "Leaderboard not found."),
    );
    for (const limit of [0, 101]) {
      expect(await around(`${id}/owner/${player.userId}?limit=${limit}`)).toEqual(
        refusal(400, 3, "Invalid limit - limit must be between 1 and 100."),
      );
    }
  });
});

describe("deleting a record", () => {
  it("B9 · takes one's own out, and those below it rise", async () => {
    const id = await createBoard();
    const [low, high] = await playersWithScores(`leaderboard/${id}`, 2);
    if (low === undefined || high === undefined) throw new Error("two were signed in");
    const done = { status: 200, json: {} };
    expect(await outcome("DELETE", `/v2/leaderboard/${id}`, high)).toEqual(done);
    expect(await outcome("DELETE", `/v2/leaderboard/${id}`, high)).toEqual(done);
    const { json } = await call("GET", `/v2/leaderboard/${id}?limit=9&owner_ids=${low.userId}`, low);
    expect([standings(json), standings(json, "owner_records")]).toEqual([[[10, 1]], [[10, 1]]]);
  });

  it("B9 · goes with the account", async () => {
    const id = await createBoard();
    const [low, high] = await playersWithScores(`leaderboard/${id}`, 2);
    if (low === undefined || high === undefined) throw new Error("two were signed in");
    await call("DELETE", "/v2/account", high);
    const { json } = await call("GET", `/v2/leaderboard/${id}?limit=9`, low);
    expect(ownersOf(json)).toEqual([low.userId]);
  });

  it("B9 · is refused without a leaderboard and for the server's own", async () => {
    const player = await signIn();
    const own = await createBoard({ authoritative: true });
    expect(await outcome("DELETE", `/v2/leaderboard/${randomUUID()}`, player)).toEqual(
      refusal(404, 5, "Leaderboard not found."),
    );
    expect(await outcome("DELETE", `/v2/leaderboard/${own}`, player)).toEqual(
      refusal(403, 7, "Leaderboard only allows authoritative score deletions."),
    );
  });
});
