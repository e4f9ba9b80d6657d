import {
  findGroups,
  matchmake,
  matchmakerStats,
  openMatch,
  writeTournamentScore,
} from "@nakodo/session/services";
import { expect, it } from "vitest";
import { makeOnline, newDevice, newName, newPlayer } from "../session/players.js";

const MINUTE_MS = 60_000;

/** That these are times of about now. */
function expectNow(...times: readonly (Date | undefined)[]): void {
  for (const time of times) expect(Math.abs((time?.getTime() ?? 0) - Date.now())).toBeLessThan(5 * MINUTE_MS);
}

/** Names of fields that are `undefined`, however deep. */
function undefinedIn(value: unknown, path = ""): string[] {
  if (value === undefined) return [path];
  if (typeof value !== "object" || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([key, field]) => undefinedIn(field, `${path}.${key}`));
}

it("B1 · an account has every field: times as Date, wallet and metadata as objects, what was never given empty", async () => {
  const online = makeOnline();
  const { userId } = await online.authenticate(newDevice({ username: newName("ayu") }));
  const account = await online.api.getAccount();
  expect(account).toMatchObject({
    wallet: {},
    email: "",
    custom_id: "",
    verify_time: undefined,
    disable_time: undefined,
  });
  expect(account.user).toMatchObject({
    id: userId,
    display_name: "",
    location: "",
    metadata: {},
    online: false,
    edge_count: 0,
  });
  expectNow(account.user.create_time, account.user.update_time);
  expect(undefinedIn(account)).toEqual([".verify_time", ".disable_time"]);
});

it("B2 · storage objects and acks have every field", async () => {
  const { api, session } = await newPlayer();
  const collection = newName("things");
  const { acks } = await api.writeStorageObjects([{ collection, key: "one", value: { n: 1 } }]);
  expect(acks).toMatchObject([{ collection, key: "one", user_id: session?.userId }]);
  expectNow(acks[0]?.create_time, acks[0]?.update_time);
  const { objects, cursor } = await api.listStorageObjects(collection, session?.userId);
  expect(objects).toMatchObject([{ permission_read: 1, permission_write: 1, value: { n: 1 } }]);
  expectNow(objects[0]?.create_time, objects[0]?.update_time);
  expect(cursor).toBe("");
  expect(undefinedIn([acks, objects])).toEqual([]);
});

it("B4 · friends have their metadata, their times and every field of a user", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  await a.api.addFriends([b.session?.userId ?? ""]);
  await b.api.addFriends([a.session?.userId ?? ""]);
  const list = await a.api.listFriends();
  expect(list).toMatchObject({
    cursor: "",
    friends: [{ state: 0, metadata: {}, user: { id: b.session?.userId } }],
  });
  expectNow(list.friends[0]?.update_time, list.friends[0]?.user.create_time);
  expect(undefinedIn(list)).toEqual([]);
});

it("B6 · groups have every field, wherever they are listed", async () => {
  const online = await newPlayer();
  const name = newName("group");
  const made = await online.api.createGroup({ name });
  expect(made).toMatchObject({
    name,
    open: false,
    edge_count: 1,
    max_count: 100,
    description: "",
    metadata: {},
  });
  expectNow(made.create_time, made.update_time);
  const found = await findGroups(online, { name });
  const { user_groups } = await online.api.listUserGroups(online.session?.userId ?? "");
  const { group_users } = await online.api.listGroupUsers(made.id);
  expect([found.groups[0], user_groups[0]?.group]).toEqual([made, made]);
  expect(group_users).toMatchObject([{ state: 0, user: { id: online.session?.userId } }]);
  expect(undefinedIn([made, found, user_groups, group_users])).toEqual([]);
});

it("B8 · a notification is the same over the socket and in the list: content as an object, its time as Date", async () => {
  const online = await newPlayer();
  await online.connect();
  const live = online.socket.once("notifications");
  const sent = { subject: "hello", content: { n: 1 }, code: 7, persistent: true };
  await online.api.rpc("notify_self", sent);
  const [told] = (await live).notifications;
  expect(told).toMatchObject(sent);
  expect(told?.sender_id).toMatch(/^[0-]*$/);
  expectNow(told?.create_time);
  const [kept] = (await online.api.listNotifications()).notifications;
  expect({ ...kept, sender_id: told?.sender_id }).toEqual(told);
});

it("B9 · records have every field, numbers as numbers, and expire only where the board does", async () => {
  const { api, session } = await newPlayer();
  const record = await api.writeLeaderboardRecord("high_score", {
    score: 5,
    subscore: 2,
    metadata: { a: 1 },
  });
  expect(record).toMatchObject({
    score: 5,
    subscore: 2,
    num_score: 1,
    metadata: { a: 1 },
    expiry_time: undefined,
  });
  expectNow(record.create_time, record.update_time);
  const list = await api.listLeaderboardRecords("high_score", [session?.userId ?? ""]);
  expect(list).toMatchObject({ records: [], prev_cursor: "", owner_records: [{ score: 5 }] });
  expect(undefinedIn(list)).toEqual([".owner_records.0.expiry_time"]);
});

it("B10 · tournaments have every field, and a score can be submitted with an operator", async () => {
  const online = await newPlayer();
  const { tournaments } = await online.api.listTournaments(7, 7);
  const [cup] = tournaments;
  expect(cup).toMatchObject({
    id: "open_cup",
    join_required: false,
    can_enter: true,
    sort_order: 1,
    operator: 1,
    duration: 3600,
  });
  for (const time of [cup?.create_time, cup?.start_time, cup?.start_active])
    expect(time).toBeInstanceOf(Date);
  await writeTournamentScore(online, "open_cup", { score: 5 });
  const record = await writeTournamentScore(online, "open_cup", { score: 3, operator: "increment" });
  expect(record).toMatchObject({ leaderboard_id: "open_cup", score: 8 });
});

it("B12 · the matchmaker tells how many search", async () => {
  const online = await newPlayer();
  expect(undefinedIn((await matchmakerStats(online)).completions)).toEqual([]);
  const stop = new AbortController();
  const search = { minCount: 2, maxCount: 2, query: "+properties.nobody:here" };
  const searching = matchmake(online.socket, search, { signal: stop.signal }).catch(() => {});
  await expect
    .poll(async () => (await matchmakerStats(online)).ticket_count, { timeout: 20_000 })
    .toBeGreaterThan(0);
  expectNow((await matchmakerStats(online)).oldest_ticket_create_time);
  stop.abort();
  await searching;
});

it("B13 · matches have every field", async () => {
  const online = await newPlayer();
  const { matchId } = await openMatch(online.socket, { create: true }, () => {});
  const found = (await online.api.listMatches()).matches.find((one) => one.match_id === matchId);
  expect(found).toEqual({
    match_id: matchId,
    authoritative: false,
    label: "",
    size: 1,
    tick_rate: 0,
    handler_name: "",
  });
});

it("B1 · a call that has nothing to tell gives nothing", async () => {
  const { api } = await newPlayer();
  expect(await api.updateAccount({ location: "Jakarta" })).toBeUndefined();
});
