import { describe, expect, it } from "vitest";
import { refusal } from "../raw/api.js";
import { createGroup, groupCall, groupOf, groupsOf, joinGroup, manage, membersOf } from "../raw/groups.js";
import { at } from "../raw/json.js";
import { codesOf, notificationsOf } from "../raw/notifications.js";
import { type Player, signIn } from "../raw/player.js";

const [SUPERADMIN, ADMIN, MEMBER, REQUEST, BANNED] = [0, 1, 2, 3, 4];
const DONE = { status: 200, json: {} };
const FORBIDDEN = refusal(404, 5, "Group not found or permission denied.");
const ACTIONS = ["add", "ban", "demote", "kick", "promote"] as const;

interface Company {
  readonly id: string;
  readonly owner: Player;
  readonly admin: Player;
  readonly member: Player;
}

/** An open group with a superadmin, an admin and a member. */
async function company(): Promise<Company> {
  const [owner, admin, member] = [await signIn(), await signIn(), await signIn()];
  const id = await createGroup(owner);
  await joinGroup(id, admin, member);
  await manage(owner, id, "promote", admin);
  return { id, owner, admin, member };
}

/** The states of players in a group, `undefined` for those who are nothing. */
async function statesOf(owner: Player, id: string, ...players: readonly Player[]): Promise<unknown[]> {
  const members = [...(await membersOf(owner, id)), ...(await membersOf(owner, id, "state=4"))];
  return players.map((player) => members.find(([userId]) => userId === player.userId)?.[1]);
}

describe("an admin's work", () => {
  it.each(ACTIONS)("B6 · %s is refused to members, strangers and in groups that are none", async (action) => {
    const { id, owner, member } = await company();
    const stranger = await signIn();
    expect(await manage(member, id, action, owner)).toEqual(FORBIDDEN);
    expect(await manage(stranger, id, action, owner)).toEqual(FORBIDDEN);
    expect(await manage(owner, crypto.randomUUID(), action, member)).toEqual(FORBIDDEN);
    expect(await manage(owner, "nothing", action, member)).toEqual(
      refusal(400, 3, "Group ID must be a valid ID."),
    );
    expect(await manage(owner, id, action, "nobody")).toEqual(refusal(400, 3, "User ID must be a valid ID."));
  });

  it.each(ACTIONS)("B6 · %s leaves oneself alone", async (action) => {
    const { id, owner, admin } = await company();
    expect(await manage(owner, id, action, owner)).toEqual(DONE);
    expect(await manage(admin, id, action, admin)).toEqual(DONE);
    expect(await statesOf(owner, id, owner, admin)).toEqual([SUPERADMIN, ADMIN]);
  });

  it("B6 · on nobody is nothing, but for demote", async () => {
    const { id, owner } = await company();
    for (const action of ["add", "ban", "kick", "promote"] as const) {
      expect(await manage(owner, id, action)).toEqual(DONE);
    }
    expect(await manage(owner, id, "demote")).toEqual(refusal(400, 3, "User IDs must be set."));
  });
});

describe("adding", () => {
  it("B6 · makes members of strangers and accepts requests, and tells them", async () => {
    const [owner, stranger, asking] = [await signIn(), await signIn(), await signIn()];
    const id = await createGroup(owner, { open: false });
    await joinGroup(id, asking);
    expect(await manage(owner, id, "add", stranger, asking)).toEqual(DONE);
    expect(await statesOf(owner, id, stranger, asking)).toEqual([MEMBER, MEMBER]);
    expect(await groupOf(owner, id)).toMatchObject({ edge_count: 3 });
    for (const player of [stranger, asking]) {
      const told = await notificationsOf(player);
      const { name } = Object(await groupOf(owner, id));
      expect(told).toMatchObject([
        { subject: `You've been added to group ${name}`, code: -4, sender_id: owner.userId },
      ]);
      expect(JSON.parse(String(at(told[0], "content")))).toEqual({ group_id: id, name });
    }
  });

  it("B6 · leaves members and banned ones as they are", async () => {
    const { id, owner, admin, member } = await company();
    await manage(owner, id, "ban", member);
    expect(await manage(owner, id, "add", admin, member)).toEqual(DONE);
    expect(await statesOf(owner, id, admin, member)).toEqual([ADMIN, BANNED]);
    expect(await Promise.all([codesOf(admin), codesOf(member)])).toEqual([[], []]);
  });

  it("B6 · is all or nothing: an unknown user or too small a group refuses all", async () => {
    const [owner, one, two] = [await signIn(), await signIn(), await signIn()];
    const id = await createGroup(owner, { max_count: 2 });
    expect(await manage(owner, id, "add", one, crypto.randomUUID())).toEqual(
      refusal(400, 3, "One or more users not found."),
    );
    expect(await manage(owner, id, "add", one, two)).toEqual(refusal(400, 3, "Group is full."));
    expect(await membersOf(owner, id)).toEqual([[owner.userId, SUPERADMIN]]);
    expect(await codesOf(one)).toEqual([]);
  });
});

describe("kicking", () => {
  it("B6 · ends memberships and requests; who is kicked may come back", async () => {
    const { id, owner, member } = await company();
    await groupCall("PUT", owner, `/${id}`, { open: false });
    const asking = await signIn();
    await joinGroup(id, asking);
    expect(await manage(owner, id, "kick", member, asking)).toEqual(DONE);
    expect(await statesOf(owner, id, member, asking)).toEqual([undefined, undefined]);
    expect(await groupOf(owner, id)).toMatchObject({ edge_count: 2 });
    await joinGroup(id, member);
    expect(await statesOf(owner, id, member)).toEqual([REQUEST]);
  });

  it("B6 · admins cannot kick admins; superadmins can kick all", async () => {
    const { id, owner, admin, member } = await company();
    await manage(owner, id, "promote", member);
    expect(await manage(admin, id, "kick", member, owner)).toEqual(DONE);
    expect(await statesOf(owner, id, owner, member)).toEqual([SUPERADMIN, ADMIN]);
    await manage(owner, id, "promote", admin);
    await manage(admin, id, "kick", owner);
    expect(await statesOf(admin, id, owner)).toEqual([undefined]);
  });
});

describe("banning", () => {
  it("B6 · takes members out and keeps them out; only state 4 lists them", async () => {
    const { id, owner, member } = await company();
    expect(await manage(owner, id, "ban", member)).toEqual(DONE);
    expect((await membersOf(owner, id)).map(([userId]) => userId)).not.toContain(member.userId);
    expect(await membersOf(owner, id, "state=4")).toEqual([[member.userId, BANNED]]);
    expect(await groupOf(owner, id)).toMatchObject({ edge_count: 2 });
    expect(await groupCall("POST", member, `/${id}/join`, {})).toEqual(DONE);
    expect(await groupCall("POST", member, `/${id}/leave`, {})).toEqual(DONE);
    expect(await statesOf(owner, id, member)).toEqual([BANNED]);
    expect(await Promise.all([groupsOf(member), groupsOf(member, "state=4")])).toEqual([[], []]);
  });

  it("B6 · a kick ends a ban", async () => {
    const { id, owner, member } = await company();
    await manage(owner, id, "ban", member);
    await manage(owner, id, "kick", member);
    await joinGroup(id, member);
    expect(await statesOf(owner, id, member)).toEqual([MEMBER]);
    expect(await groupOf(owner, id)).toMatchObject({ edge_count: 3 });
  });

  it("B6 · of strangers is nothing; admins cannot ban admins", async () => {
    const { id, owner, admin, member } = await company();
    const stranger = await signIn();
    await manage(owner, id, "promote", member);
    expect(await manage(admin, id, "ban", member, owner, stranger)).toEqual(DONE);
    expect(await statesOf(owner, id, owner, member, stranger)).toEqual([SUPERADMIN, ADMIN, undefined]);
  });

  it("B6 · of several at once bans the first and only expels the others", async () => {
    const { id, owner, admin, member } = await company();
    expect(await manage(owner, id, "ban", member, admin)).toEqual(DONE);
    expect(await statesOf(owner, id, member, admin)).toEqual([BANNED, undefined]);
    expect(await groupOf(owner, id)).toMatchObject({ edge_count: 1 });
  });
});

describe("promoting and demoting", () => {
  it("B6 · superadmins raise to superadmin, a rank at a time", async () => {
    const { id, owner, member } = await company();
    for (const state of [ADMIN, SUPERADMIN, SUPERADMIN]) {
      expect(await manage(owner, id, "promote", member)).toEqual(DONE);
      expect(await statesOf(owner, id, member)).toEqual([state]);
    }
  });

  it("B6 · admins raise to admin and no further; requests are not raised", async () => {
    const { id, owner, admin, member } = await company();
    await groupCall("PUT", owner, `/${id}`, { open: false });
    const asking = await signIn();
    await joinGroup(id, asking);
    for (let times = 0; times < 2; times++) await manage(admin, id, "promote", member, asking);
    expect(await statesOf(owner, id, member, asking)).toEqual([ADMIN, REQUEST]);
  });

  it("B6 · superadmins lower superadmins, a rank at a time, to member", async () => {
    const { id, owner, admin } = await company();
    await manage(owner, id, "promote", admin);
    for (const state of [ADMIN, MEMBER, MEMBER]) {
      expect(await manage(owner, id, "demote", admin)).toEqual(DONE);
      expect(await statesOf(owner, id, admin)).toEqual([state]);
    }
  });

  it("B6 · admins lower admins but no superadmin", async () => {
    const { id, owner, admin, member } = await company();
    await manage(owner, id, "promote", member);
    await manage(admin, id, "demote", member, owner);
    expect(await statesOf(owner, id, owner, member)).toEqual([SUPERADMIN, MEMBER]);
  });
});
