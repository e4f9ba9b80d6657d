import { findGroups, GroupState, pages } from "@nakodo/session/services";
import { expect, it } from "vitest";
import { newName, newPlayer } from "../session/players.js";

type Player = Awaited<ReturnType<typeof newPlayer>>;

const idOf = (player: Player): string => player.session?.userId ?? "";

/** A group that `owner` makes. */
async function newGroup(owner: Player, open: boolean, langTag = "en"): Promise<{ id: string; name: string }> {
  const name = newName("group");
  const { id = "" } = await owner.api.createGroup({ name, open, lang_tag: langTag });
  return { id, name };
}

/** What each is in a group, by id. */
async function statesIn(groupId: string, asker: Player): Promise<Record<string, number | undefined>> {
  const members = pages(
    (cursor) => asker.api.listGroupUsers(groupId, undefined, 100, cursor),
    (page) => page.group_users,
  );
  const states: Record<string, number | undefined> = {};
  for await (const { user, state } of members) states[user?.id ?? ""] = state;
  return states;
}

it("B6 · an open group is joined at once; its members rise and fall", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  const { id, name } = await newGroup(a, true);
  await b.api.joinGroup(id);
  expect(await statesIn(id, a)).toEqual({ [idOf(a)]: GroupState.superadmin, [idOf(b)]: GroupState.member });
  await a.api.promoteGroupUsers(id, [idOf(b)]);
  expect((await statesIn(id, a))[idOf(b)]).toBe(GroupState.admin);
  await a.api.demoteGroupUsers(id, [idOf(b)]);
  expect((await statesIn(id, a))[idOf(b)]).toBe(GroupState.member);
  const [mine] = (await b.api.listUserGroups(idOf(b))).user_groups ?? [];
  expect(mine).toMatchObject({ state: GroupState.member, group: { id, name, edge_count: 2 } });
  await b.api.leaveGroup(id);
  expect((await b.api.listUserGroups(idOf(b))).user_groups).toEqual([]);
});

it("B6 · whoever asks to join a closed group waits to be let in; who is banned stays out", async () => {
  const [a, b, c] = [await newPlayer(), await newPlayer(), await newPlayer()];
  const { id } = await newGroup(a, false);
  await b.api.joinGroup(id);
  await c.api.joinGroup(id);
  expect((await statesIn(id, a))[idOf(b)]).toBe(GroupState.joinRequest);
  await a.api.addGroupUsers(id, [idOf(b)]);
  await a.api.kickGroupUsers(id, [idOf(c)]);
  expect(await statesIn(id, a)).toEqual({ [idOf(a)]: GroupState.superadmin, [idOf(b)]: GroupState.member });
  await a.api.banGroupUsers(id, [idOf(b)]);
  await b.api.joinGroup(id);
  expect(await statesIn(id, a)).toEqual({ [idOf(a)]: GroupState.superadmin });
  expect((await a.api.listGroupUsers(id, GroupState.banned)).group_users).toHaveLength(1);
});

it("B6 · groups are found by name, and by language and openness", async () => {
  const a = await newPlayer();
  const langTag = newName("x").slice(0, 9);
  const open = [await newGroup(a, true, langTag), await newGroup(a, true, langTag)];
  const closed = await newGroup(a, false, langTag);
  const [first] = open;
  const byName = await a.api.listGroups(first?.name);
  expect(byName.groups?.map((group) => group.id)).toEqual([first?.id]);
  const found = pages(
    (cursor) => findGroups(a, { langTag, limit: 1, cursor }),
    (page) => page.groups,
  );
  const ids: string[] = [];
  for await (const group of found) {
    expect(group).toMatchObject({ lang_tag: langTag, edge_count: 1, max_count: 100 });
    ids.push(group.id);
  }
  expect(ids.sort()).toEqual([...open, closed].map((group) => group.id).sort());
  const ofBoth = await findGroups(a, { langTag, open: true });
  expect(ofBoth.groups.map((group) => group.id).sort()).toEqual(open.map((group) => group.id).sort());
  expect(ofBoth.groups.every((group) => group.open)).toBe(true);
  await expect(findGroups(a, { name: "x", open: true })).rejects.toMatchObject({ code: "invalid-argument" });
});

it("B6 · a group is changed and deleted by those who may, and its name is its own", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  const { id, name } = await newGroup(a, true);
  await expect(b.api.createGroup({ name, open: true })).rejects.toMatchObject({ code: "already-exists" });
  await a.api.updateGroup(id, { name, open: true, description: "cosy" });
  expect((await a.api.listGroups(name)).groups?.[0]?.description).toBe("cosy");
  await expect(b.api.updateGroup(id, { name, open: true })).rejects.toMatchObject({ name: "NakodoError" });
  await expect(b.api.deleteGroup(id)).rejects.toMatchObject({ name: "NakodoError" });
  await a.api.deleteGroup(id);
  expect((await a.api.listGroups(name)).groups).toEqual([]);
});

it("B6 · the last superadmin cannot leave the others alone", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  const { id } = await newGroup(a, true);
  await b.api.joinGroup(id);
  await expect(a.api.leaveGroup(id)).rejects.toMatchObject({
    serverMessage: "Cannot leave group when you are the last superadmin.",
  });
});
