import { describe, expect, it } from "vitest";
import { outcome, refusal } from "../raw/api.js";
import { createGroup, groupCall, groupsOf, joinGroup, manage, membersOf } from "../raw/groups.js";
import { at, listAt, textAt } from "../raw/json.js";
import { type Player, signIn, unique } from "../raw/player.js";

const [SUPERADMIN, ADMIN, MEMBER, REQUEST] = [0, 1, 2, 3];
const LIMIT = refusal(400, 3, "Invalid limit - limit must be between 1 and 100.");
const STATE = refusal(400, 3, "Invalid state - state must be between 0 and 4.");
const CURSOR = refusal(400, 3, "Cursor is invalid.");

/** The ids on every page of a listing, page by page. */
async function pages(
  ask: (cursor: string) => Promise<unknown>,
  list: string,
  ...path: readonly string[]
): Promise<unknown[][]> {
  const all: unknown[][] = [];
  let cursor: unknown = "";
  while (cursor !== undefined) {
    const answer = await ask(encodeURIComponent(String(cursor)));
    all.push(listAt(answer, "json", list).map((one) => at(one, ...path)));
    cursor = at(answer, "json", "cursor");
  }
  return all;
}

/** A language that no other test's groups have. */
function newLanguage(): string {
  return unique("").slice(1, 17);
}

describe("listing groups", () => {
  const list = (player: Player, query: string): Promise<unknown> => groupCall("GET", player, `?${query}`);
  const ids = (answer: unknown): unknown[] => listAt(answer, "json", "groups").map((one) => at(one, "id"));

  it("B6 · by name is without regard to capitals, by the beginning, in order, one unless more are asked for", async () => {
    const player = await signIn();
    const prefix = unique("Clan");
    const created: string[] = [];
    for (const end of ["a", "b", "c"]) created.push(await createGroup(player, { name: `${prefix}-${end}` }));
    const search = `name=${encodeURIComponent(`${prefix.toUpperCase()}%`)}`;
    expect(ids(await list(player, search))).toEqual(created.slice(0, 1));
    expect(ids(await list(player, `${search}&limit=100`))).toEqual(created);
    expect(ids(await list(player, `name=${prefix}-b&limit=100`))).toEqual(created.slice(1, 2));
    expect(ids(await list(player, `name=${prefix.slice(0, -1)}_-c&limit=100`))).toEqual(created.slice(2));
    expect(ids(await list(player, `name=${prefix}&limit=100`))).toEqual([]);
    expect(
      await pages((cursor) => list(player, `${search}&limit=2&cursor=${cursor}`), "groups", "id"),
    ).toEqual([created.slice(0, 2), created.slice(2)]);
  });

  it("B6 · by name ignores a % at the beginning", async () => {
    const player = await signIn();
    const name = unique("Clan");
    const id = await createGroup(player, { name });
    expect(ids(await list(player, `name=${encodeURIComponent(`%${name.slice(5)}`)}`))).toEqual([]);
    expect(ids(await list(player, `name=${encodeURIComponent(`%${name}`)}`))).toEqual([id]);
  });

  it("B6 · by language is from the smallest to the largest", async () => {
    const [player, other] = [await signIn(), await signIn()];
    const lang_tag = newLanguage();
    const large = await createGroup(player, { lang_tag });
    await joinGroup(large, other);
    const small = [await createGroup(player, { lang_tag }), await createGroup(player, { lang_tag })].sort();
    const all = [...small, large];
    expect(ids(await list(player, `lang_tag=${lang_tag}&limit=100`))).toEqual(all);
    const ask = (cursor: string): Promise<unknown> =>
      list(player, `lang_tag=${lang_tag}&limit=1&cursor=${cursor}`);
    expect(await pages(ask, "groups", "id")).toEqual(all.map((id) => [id]));
  });

  it("B6 · by language and size, or openness, is from the largest to the smallest", async () => {
    const [player, other] = [await signIn(), await signIn()];
    const lang_tag = newLanguage();
    const small = await createGroup(player, { lang_tag });
    const large = await createGroup(player, { lang_tag });
    const closed = await createGroup(player, { lang_tag, open: false });
    await joinGroup(large, other);
    const language = `lang_tag=${lang_tag}&limit=100`;
    expect(ids(await list(player, `${language}&open=true`))).toEqual([large, small]);
    expect(ids(await list(player, `${language}&open=false`))).toEqual([closed]);
    expect(ids(await list(player, `${language}&members=1`))).toEqual([small, closed].sort().reverse());
    expect(ids(await list(player, `${language}&members=2&open=true`))).toEqual([large, small]);
    const ask = (cursor: string): Promise<unknown> =>
      list(player, `lang_tag=${lang_tag}&members=5&open=true&limit=1&cursor=${cursor}`);
    expect(await pages(ask, "groups", "id")).toEqual([[large], [small]]);
  });

  it("B6 · by openness or size alone shows only what fits", async () => {
    const player = await signIn();
    await createGroup(player);
    for (const query of ["open=true", "open=false&members=3", "members=0", "members=1", ""]) {
      const answer = await list(player, `limit=100&${query}`);
      expect(at(answer, "status")).toBe(200);
      for (const group of listAt(answer, "json", "groups")) {
        if (query.includes("open")) expect(at(group, "open")).toBe(query.includes("true"));
        const most = /members=(\d)/.exec(query)?.[1];
        if (most !== undefined) expect(Number(at(group, "edge_count"))).toBeLessThanOrEqual(Number(most));
      }
    }
    expect(ids(await list(player, ""))).toHaveLength(1);
  });

  it("B6 · refuses limits out of range, rubbish, and a name together with another filter", async () => {
    const player = await signIn();
    expect(await list(player, "limit=0")).toEqual(LIMIT);
    expect(await list(player, "limit=101")).toEqual(LIMIT);
    expect(await list(player, "cursor=rubbish")).toEqual(
      refusal(500, 13, "Error while trying to list groups."),
    );
    for (const other of ["open=true", "lang_tag=en", "members=5"]) {
      expect(await list(player, `name=x&${other}`)).toEqual(
        refusal(400, 3, "name filter cannot be combined with any other filter"),
      );
    }
  });
});

describe("listing a group's users", () => {
  async function crowd(): Promise<{ readonly id: string; readonly players: readonly Player[] }> {
    const players: Player[] = [];
    for (let count = 0; count < 4; count++) players.push(await signIn());
    const [owner, admin, member, asking] = players;
    if (!owner || !admin || !member || !asking) throw new Error("four players were asked for");
    const id = await createGroup(owner);
    await joinGroup(id, member, admin);
    await manage(owner, id, "promote", admin);
    await groupCall("PUT", owner, `/${id}`, { open: false });
    await joinGroup(id, asking);
    return { id, players };
  }

  it("B6 · is by state, then by age, for everybody to see", async () => {
    const { id, players } = await crowd();
    const stranger = await signIn();
    const states = [SUPERADMIN, ADMIN, MEMBER, REQUEST];
    const all = players.map(({ userId }, index) => [userId, states[index]]);
    expect(await membersOf(stranger, id)).toEqual(all);
    for (const state of states) {
      expect(await membersOf(stranger, id, `state=${state}`)).toEqual([all[state]]);
    }
    const ask = (cursor: string): Promise<unknown> =>
      groupCall("GET", stranger, `/${id}/user?limit=3&cursor=${cursor}`);
    const found = await pages(ask, "group_users", "user", "id");
    expect(found.map((page) => page.length)).toEqual([3, 1]);
  });

  it("B6 · of a group that is none is empty", async () => {
    expect(await groupCall("GET", await signIn(), `/${crypto.randomUUID()}/user`)).toEqual({
      status: 200,
      json: {},
    });
  });

  it("B6 · refuses limits, states and cursors out of range", async () => {
    const { id, players } = await crowd();
    const [player] = players;
    if (!player) throw new Error("a player was asked for");
    const ask = (query: string): Promise<unknown> => groupCall("GET", player, `/${id}/user?${query}`);
    expect(await ask("limit=0")).toEqual(LIMIT);
    expect(await ask("limit=101")).toEqual(LIMIT);
    expect(await ask("state=5")).toEqual(STATE);
    expect(await ask("state=-1")).toEqual(STATE);
    expect(await ask("cursor=rubbish")).toEqual(CURSOR);
    const cursor = encodeURIComponent(textAt(await ask("limit=1"), "json", "cursor"));
    expect(await ask(`state=3&cursor=${cursor}`)).toEqual(CURSOR);
    expect(await groupCall("GET", player, "/nothing/user")).toEqual(
      refusal(400, 3, "Group ID must be a valid ID."),
    );
  });
});

describe("listing a user's groups", () => {
  it("B6 · is by state, then by age, for everybody to see, in pages", async () => {
    const [player, other] = [await signIn(), await signIn()];
    const closed = await createGroup(other, { open: false });
    await joinGroup(closed, player);
    const open = await createGroup(other);
    await joinGroup(open, player);
    const own = [await createGroup(player), await createGroup(player)];
    const all = [
      [own[0], SUPERADMIN],
      [own[1], SUPERADMIN],
      [open, MEMBER],
      [closed, REQUEST],
    ];
    expect(await groupsOf(player)).toEqual(all);
    expect(await groupsOf(player, "state=2")).toEqual([[open, MEMBER]]);
    const { authorization } = other;
    const ask = (cursor: string): Promise<unknown> =>
      outcome("GET", `/v2/user/${player.userId}/group?limit=3&cursor=${cursor}`, { authorization });
    const found = await pages(ask, "user_groups", "group", "id");
    expect(found).toEqual([[own[0], own[1], open], [closed]]);
  });

  it("B6 · refuses limits, states, cursors and ids that are none", async () => {
    const { authorization, userId } = await signIn();
    const ask = (path: string): Promise<unknown> => outcome("GET", `/v2/user/${path}`, { authorization });
    expect(await ask(`${userId}/group?limit=0`)).toEqual(LIMIT);
    expect(await ask(`${userId}/group?limit=101`)).toEqual(LIMIT);
    expect(await ask(`${userId}/group?state=5`)).toEqual(STATE);
    expect(await ask(`${userId}/group?cursor=rubbish`)).toEqual(CURSOR);
    expect(await ask("nobody/group")).toEqual(refusal(400, 3, "Group ID must be a valid ID."));
    expect(await ask(`${crypto.randomUUID()}/group`)).toEqual({ status: 200, json: {} });
  });
});
