import { describe, expect, it } from "vitest";
import { call, refusal } from "../raw/api.js";
import { createGroup, groupCall, groupOf, groupsOf, joinGroup, membersOf } from "../raw/groups.js";
import { at } from "../raw/json.js";
import { codesOf, notificationsOf } from "../raw/notifications.js";
import { signIn, unique } from "../raw/player.js";

const [SUPERADMIN, MEMBER, REQUEST] = [0, 2, 3];
const DONE = { status: 200, json: {} };
const NO_ID = refusal(400, 3, "Group ID must be a valid ID.");
const NOT_DELETED = refusal(400, 3, "Group not found or you're not allowed to delete.");
const NOT_UPDATED = refusal(404, 5, "Group not found or you're not allowed to update.");

describe("making a group", () => {
  it("B6 · answers with the group; its creator is superadmin", async () => {
    const player = await signIn();
    const name = unique("group");
    const answer = await groupCall("POST", player, "", { name });
    const id = at(answer, "json", "id");
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(answer).toEqual({
      status: 200,
      json: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        creator_id: player.userId,
        name,
        lang_tag: "en",
        metadata: "{}",
        open: false,
        edge_count: 1,
        max_count: 100,
        create_time: time,
        update_time: time,
      },
    });
    expect(await groupsOf(player)).toEqual([[id, SUPERADMIN]]);
    expect(await membersOf(player, String(id))).toEqual([[player.userId, SUPERADMIN]]);
  });

  it("B6 · takes description, language, picture, openness and size", async () => {
    const player = await signIn();
    const fields = {
      description: "for all",
      lang_tag: "ja",
      avatar_url: "https://example.com/a.png",
      open: true,
      max_count: 3,
    };
    expect(await groupOf(player, await createGroup(player, fields))).toMatchObject(fields);
  });

  it("B6 · needs a name that is free, and a size above 0", async () => {
    const player = await signIn();
    const name = unique("group");
    await createGroup(player, { name });
    expect(await groupCall("POST", player, "", { name })).toEqual(refusal(409, 6, "Group name is in use."));
    expect(await groupCall("POST", player, "", { name: "" })).toEqual(
      refusal(400, 3, "Group name must be set."),
    );
    expect(await groupCall("POST", player, "", { name: unique("group"), max_count: -1 })).toEqual(
      refusal(400, 3, "Group max count must be >= 1 when set."),
    );
    expect(await groupCall("POST", player, "", { name: "x".repeat(256) })).toEqual(
      refusal(500, 13, "Error while trying to create group."),
    );
  });
});

describe("changing a group", () => {
  it("B6 · sets what is given; empty texts clear description and picture", async () => {
    const player = await signIn();
    const id = await createGroup(player, { description: "old", avatar_url: "https://example.com/a.png" });
    const name = unique("renamed");
    expect(await groupCall("PUT", player, `/${id}`, { name, open: false, lang_tag: "de" })).toEqual(DONE);
    expect(await groupOf(player, id)).toMatchObject({
      name,
      open: false,
      lang_tag: "de",
      description: "old",
    });
    await groupCall("PUT", player, `/${id}`, { description: "", avatar_url: "" });
    const group = await groupOf(player, id);
    expect([at(group, "description"), at(group, "avatar_url")]).toEqual([undefined, undefined]);
  });

  it("B6 · is for admins", async () => {
    const [owner, member] = [await signIn(), await signIn()];
    const id = await createGroup(owner);
    await joinGroup(id, member);
    for (const player of [member, await signIn()]) {
      expect(await groupCall("PUT", player, `/${id}`, { open: false })).toEqual(NOT_UPDATED);
    }
    expect(await groupCall("PUT", owner, `/${crypto.randomUUID()}`, { open: false })).toEqual(NOT_UPDATED);
  });

  it("B6 · refuses nothing, empty names, names in use and long ones", async () => {
    const player = await signIn();
    const taken = unique("group");
    await createGroup(player, { name: taken });
    const id = await createGroup(player);
    const update = (body: unknown): Promise<unknown> => groupCall("PUT", player, `/${id}`, body);
    expect(await update({})).toEqual(refusal(400, 3, "Specify at least one field to update."));
    expect(await update({ name: "" })).toEqual(refusal(400, 3, "Group name cannot be empty."));
    expect(await update({ lang_tag: "" })).toEqual(refusal(400, 3, "Group language cannot be empty."));
    expect(await update({ name: taken })).toEqual(refusal(400, 3, "Group name is in use."));
    expect(await update({ description: "x".repeat(256) })).toEqual(
      refusal(500, 13, "Error while trying to update group."),
    );
    expect(await groupCall("PUT", player, "/nothing", { open: true })).toEqual(NO_ID);
  });
});

describe("deleting a group", () => {
  it("B6 · is for superadmins, and frees its name", async () => {
    const [owner, member] = [await signIn(), await signIn()];
    const name = unique("group");
    const id = await createGroup(owner, { name });
    await joinGroup(id, member);
    expect(await groupCall("DELETE", member, `/${id}`)).toEqual(NOT_DELETED);
    expect(await groupCall("DELETE", owner, `/${id}`)).toEqual(DONE);
    expect(await groupCall("DELETE", owner, `/${id}`)).toEqual(NOT_DELETED);
    expect(await groupCall("DELETE", owner, "/nothing")).toEqual(NO_ID);
    expect(await Promise.all([groupsOf(owner), groupsOf(member)])).toEqual([[], []]);
    await createGroup(owner, { name });
  });

  it("B6 · an account takes the groups along of which it was the last superadmin, and leaves the others", async () => {
    const [owner, member] = [await signIn(), await signIn()];
    const [mine, theirs] = [await createGroup(owner), await createGroup(member)];
    await joinGroup(mine, member);
    await joinGroup(theirs, owner);
    await call("DELETE", "/v2/account", { authorization: owner.authorization });
    expect(await groupsOf(member)).toEqual([[theirs, SUPERADMIN]]);
    expect(await groupOf(member, theirs)).toMatchObject({ edge_count: 1 });
  });
});

describe("joining a group", () => {
  it("B6 · an open one makes a member at once, and only once", async () => {
    const [owner, player] = [await signIn(), await signIn()];
    const id = await createGroup(owner);
    expect(await groupCall("POST", player, `/${id}/join`, {})).toEqual(DONE);
    expect(await groupCall("POST", player, `/${id}/join`, {})).toEqual(DONE);
    expect(await membersOf(owner, id)).toEqual([
      [owner.userId, SUPERADMIN],
      [player.userId, MEMBER],
    ]);
    expect(await groupOf(owner, id)).toMatchObject({ edge_count: 2 });
    expect(await codesOf(owner)).toEqual([]);
  });

  it("B6 · a closed one makes a request, of which admins are told once", async () => {
    const [owner, player] = [await signIn(), await signIn()];
    const id = await createGroup(owner, { open: false });
    expect(await groupCall("POST", player, `/${id}/join`, {})).toEqual(DONE);
    expect(await groupCall("POST", player, `/${id}/join`, {})).toEqual(DONE);
    expect(await membersOf(owner, id)).toEqual([
      [owner.userId, SUPERADMIN],
      [player.userId, REQUEST],
    ]);
    expect(await groupOf(owner, id)).toMatchObject({ edge_count: 1 });
    const told = await notificationsOf(owner);
    expect(told).toMatchObject([
      {
        subject: `User ${player.username} wants to join your group`,
        code: -5,
        sender_id: player.userId,
      },
    ]);
    expect(JSON.parse(String(at(told[0], "content")))).toEqual({ group_id: id, username: player.username });
  });

  it("B6 · is refused when the group is full, of its members too, or is none", async () => {
    const [owner, player] = [await signIn(), await signIn()];
    const id = await createGroup(owner, { max_count: 1 });
    const full = refusal(400, 3, "Group is full.");
    expect(await groupCall("POST", player, `/${id}/join`, {})).toEqual(full);
    expect(await groupCall("POST", owner, `/${id}/join`, {})).toEqual(full);
    expect(await groupCall("POST", player, `/${crypto.randomUUID()}/join`, {})).toEqual(
      refusal(404, 5, "Group not found."),
    );
    expect(await groupCall("POST", player, "/nothing/join", {})).toEqual(NO_ID);
  });
});

describe("leaving a group", () => {
  it("B6 · ends a membership, and takes a request back", async () => {
    const [owner, member, other] = [await signIn(), await signIn(), await signIn()];
    const id = await createGroup(owner);
    await joinGroup(id, member);
    await groupCall("PUT", owner, `/${id}`, { open: false });
    await joinGroup(id, other);
    for (const player of [member, other]) {
      expect(await groupCall("POST", player, `/${id}/leave`, {})).toEqual(DONE);
    }
    expect(await membersOf(owner, id)).toEqual([[owner.userId, SUPERADMIN]]);
    expect(await groupOf(owner, id)).toMatchObject({ edge_count: 1 });
  });

  it("B6 · is no error for strangers and for groups that are not there", async () => {
    const [owner, stranger] = [await signIn(), await signIn()];
    const id = await createGroup(owner);
    expect(await groupCall("POST", stranger, `/${id}/leave`, {})).toEqual(DONE);
    expect(await groupCall("POST", stranger, `/${crypto.randomUUID()}/leave`, {})).toEqual(DONE);
    expect(await groupCall("POST", stranger, "/nothing/leave", {})).toEqual(NO_ID);
  });

  it("B6 · is refused to the last superadmin while there are others; the last of all takes the group along", async () => {
    const [owner, member] = [await signIn(), await signIn()];
    const id = await createGroup(owner);
    await joinGroup(id, member);
    expect(await groupCall("POST", owner, `/${id}/leave`, {})).toEqual(
      refusal(400, 3, "Cannot leave group when you are the last superadmin."),
    );
    await groupCall("POST", member, `/${id}/leave`, {});
    expect(await groupCall("POST", owner, `/${id}/leave`, {})).toEqual(DONE);
    expect(await groupCall("POST", member, `/${id}/join`, {})).toMatchObject({ status: 404 });
  });
});
