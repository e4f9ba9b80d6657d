import { describe, expect, it } from "vitest";
import { call, refusal } from "../raw/api.js";
import { befriend, edgeCount, friendCall, friendsOf, twoFriends } from "../raw/friends.js";
import { at, listAt, textAt } from "../raw/json.js";
import { codesOf, notificationsOf } from "../raw/notifications.js";
import { type Player, signIn, unique } from "../raw/player.js";
import { RawSocket } from "../raw/socket.js";

const [FRIEND, SENT, RECEIVED, BLOCKED] = [0, 1, 2, 3];
const DONE = { status: 200, json: {} };
const NOBODY = refusal(400, 3, "No valid ID or username was provided.");

describe("inviting and accepting", () => {
  it("B4 · an invitation is sent on one side and received on the other", async () => {
    const [one, two] = [await signIn(), await signIn()];
    expect(await friendCall("POST", one, `ids=${two.userId}`)).toEqual(DONE);
    expect(await friendsOf(one)).toEqual([[two.userId, SENT]]);
    expect(await friendsOf(two)).toEqual([[one.userId, RECEIVED]]);
    expect(await Promise.all([edgeCount(one), edgeCount(two)])).toEqual([1, 1]);
  });

  it("B4 · inviting back accepts, by name too", async () => {
    const [one, two] = [await signIn(), await signIn()];
    expect(await friendCall("POST", one, `usernames=${two.username}`)).toEqual(DONE);
    expect(await friendCall("POST", two, `usernames=${one.username}`)).toEqual(DONE);
    expect(await friendsOf(one)).toEqual([[two.userId, FRIEND]]);
    expect(await friendsOf(two)).toEqual([[one.userId, FRIEND]]);
    expect(await Promise.all([edgeCount(one), edgeCount(two)])).toEqual([1, 1]);
  });

  it("B4 · doing it again changes nothing and tells nobody", async () => {
    const [one, two] = await twoFriends();
    await befriend(one, two);
    expect(await friendsOf(one)).toEqual([[two.userId, FRIEND]]);
    expect(await Promise.all([codesOf(one), codesOf(two)])).toEqual([[-3], [-2]]);
  });

  it("B4 · several at once, each once, and nobody that does not exist", async () => {
    const [one, two, three] = [await signIn(), await signIn(), await signIn()];
    const query = `ids=${two.userId}&ids=${two.userId}&usernames=${two.username}&usernames=${three.username}`;
    expect(
      await friendCall("POST", one, `${query}&usernames=${unique("x")}&ids=${crypto.randomUUID()}`),
    ).toEqual(DONE);
    expect((await friendsOf(one)).map(([id]) => id).sort()).toEqual([two.userId, three.userId].sort());
    expect(await edgeCount(two)).toBe(1);
  });

  it("B4 · an unknown id alone is no error, an unknown name alone is one, nothing at all is none", async () => {
    const player = await signIn();
    expect(await friendCall("POST", player, `ids=${crypto.randomUUID()}`)).toEqual(DONE);
    expect(await friendCall("POST", player, `usernames=${unique("x")}`)).toEqual(NOBODY);
    expect(await friendCall("POST", player, "")).toEqual(DONE);
    expect(await friendsOf(player)).toEqual([]);
  });

  it("B4 · one's own notes on an invitation are one's own, and accepting adds to them", async () => {
    const [one, two] = [await signIn(), await signIn()];
    const metadata = encodeURIComponent('{"from":"school"}');
    await friendCall("POST", one, `ids=${two.userId}&metadata=${metadata}`);
    await friendCall("POST", two, `ids=${one.userId}&metadata=${encodeURIComponent('{"bb":1,"a":2}')}`);
    const notes = async (player: Player): Promise<unknown> =>
      at(await friendCall("GET", player, ""), "json", "friends", 0, "metadata");
    expect(await notes(one)).toBe('{"from": "school"}');
    expect(await notes(two)).toBe('{"a": 2, "bb": 1}');
  });

  it("B4 · notes that are no JSON are refused", async () => {
    const [one, two] = [await signIn(), await signIn()];
    expect(await friendCall("POST", one, `ids=${two.userId}&metadata=x`)).toEqual(
      refusal(500, 13, "Error while trying to add friends."),
    );
  });

  it.each([
    ["POST", "", "Cannot add self as friend."],
    ["DELETE", "", "Cannot delete self."],
    ["POST", "/block", "Cannot block self."],
  ])("B4 · %s %s refuses oneself, ids that are none and empty names", async (method, path, selfText) => {
    const player = await signIn();
    const ask = (query: string): Promise<unknown> => friendCall(method, player, query, path);
    expect(await ask(`ids=${player.userId}`)).toEqual(refusal(400, 3, selfText));
    expect(await ask(`usernames=${player.username}`)).toEqual(refusal(400, 3, selfText));
    expect(await ask("ids=nobody")).toEqual(refusal(400, 3, "Invalid user ID 'nobody'."));
    const nil = "00000000-0000-0000-0000-000000000000";
    expect(await ask(`ids=${nil}`)).toEqual(refusal(400, 3, `Invalid user ID '${nil}'.`));
    expect(await ask("usernames=")).toEqual(refusal(400, 3, "Username must not be empty."));
  });
});

describe("ending it", () => {
  it("B4 · deleting ends a friendship on both sides and tells the other", async () => {
    const [one, two] = await twoFriends();
    expect(await friendCall("DELETE", one, `ids=${two.userId}`)).toEqual(DONE);
    expect(await Promise.all([friendsOf(one), friendsOf(two)])).toEqual([[], []]);
    expect(await Promise.all([edgeCount(one), edgeCount(two)])).toEqual([0, 0]);
    expect(await codesOf(two)).toEqual([-2, -9]);
  });

  it("B4 · deleting takes back an invitation, or turns one down", async () => {
    const [one, two] = [await signIn(), await signIn()];
    await befriend(one, two);
    await friendCall("DELETE", one, `usernames=${two.username}`);
    expect(await Promise.all([friendsOf(one), friendsOf(two)])).toEqual([[], []]);
    await befriend(one, two);
    await friendCall("DELETE", two, `ids=${one.userId}`);
    expect(await Promise.all([friendsOf(one), friendsOf(two)])).toEqual([[], []]);
  });

  it("B4 · deleting strangers and unknown names is no error", async () => {
    const [one, two] = [await signIn(), await signIn()];
    expect(await friendCall("DELETE", one, `ids=${two.userId}`)).toEqual(DONE);
    expect(await friendCall("DELETE", one, `usernames=${unique("x")}`)).toEqual(DONE);
    expect(await friendCall("DELETE", one, "")).toEqual(DONE);
    expect(await edgeCount(one)).toBe(0);
  });

  it("B4 · an account that is deleted is nobody's friend", async () => {
    const [one, two] = await twoFriends();
    await call("DELETE", "/v2/account", { authorization: one.authorization });
    expect(await friendsOf(two)).toEqual([]);
  });
});

describe("blocking", () => {
  it("B4 · ends a friendship; only the blocker knows", async () => {
    const [one, two] = await twoFriends();
    expect(await friendCall("POST", one, `ids=${two.userId}`, "/block")).toEqual(DONE);
    expect(await friendsOf(one)).toEqual([[two.userId, BLOCKED]]);
    expect(await friendsOf(two)).toEqual([]);
    expect(await Promise.all([edgeCount(one), edgeCount(two)])).toEqual([1, 0]);
    expect(await codesOf(two)).toEqual([-2]);
  });

  it("B4 · the blocked one's invitation is swallowed, the blocker's own too", async () => {
    const [one, two] = [await signIn(), await signIn()];
    await friendCall("POST", one, `usernames=${two.username}`, "/block");
    expect(await friendCall("POST", two, `ids=${one.userId}`)).toEqual(DONE);
    expect(await friendCall("POST", one, `ids=${two.userId}`)).toEqual(DONE);
    expect(await Promise.all([friendsOf(one), friendsOf(two)])).toEqual([[[two.userId, BLOCKED]], []]);
    expect(await Promise.all([codesOf(one), codesOf(two)])).toEqual([[], []]);
  });

  it("B4 · deleting unblocks, without a word to the other", async () => {
    const [one, two] = [await signIn(), await signIn()];
    await friendCall("POST", one, `ids=${two.userId}`, "/block");
    await friendCall("DELETE", one, `ids=${two.userId}`);
    expect(await Promise.all([friendsOf(one), edgeCount(one)])).toEqual([[], 0]);
    expect(await codesOf(two)).toEqual([]);
    await befriend(two, one);
    expect(await friendsOf(one)).toEqual([[two.userId, RECEIVED]]);
  });

  it("B4 · both can block; each ends only one's own", async () => {
    const [one, two] = [await signIn(), await signIn()];
    await friendCall("POST", one, `ids=${two.userId}`, "/block");
    await friendCall("POST", two, `ids=${one.userId}`, "/block");
    await friendCall("DELETE", one, `ids=${two.userId}`);
    expect(await Promise.all([friendsOf(one), friendsOf(two)])).toEqual([[], [[one.userId, BLOCKED]]]);
  });

  it("B4 · unknown ids are no error, unknown names alone are one, nothing is none", async () => {
    const player = await signIn();
    expect(await friendCall("POST", player, `ids=${crypto.randomUUID()}`, "/block")).toEqual(DONE);
    expect(await friendCall("POST", player, `usernames=${unique("x")}`, "/block")).toEqual(NOBODY);
    expect(await friendCall("POST", player, "", "/block")).toEqual(DONE);
    expect(await friendsOf(player)).toEqual([]);
  });
});

describe("notifications of friends", () => {
  it("B4 · an invitation and its acceptance are told, live and for later", async () => {
    const [one, two] = [await RawSocket.open(), await RawSocket.open()];
    const { player } = one;
    await befriend(player, two.player);
    const invited = at(await two.nextOf("notifications"), "notifications", 0);
    expect(invited).toMatchObject({
      subject: `${player.username} wants to add you as a friend`,
      content: JSON.stringify({ username: player.username }),
      code: -2,
      sender_id: player.userId,
      persistent: true,
    });
    await befriend(two.player, player);
    const accepted = at(await one.nextOf("notifications"), "notifications", 0);
    expect(accepted).toMatchObject({
      subject: `${two.player.username} accepted your friend request`,
      code: -3,
    });
    const kept = await notificationsOf(two.player);
    expect(kept).toMatchObject([{ id: textAt(invited, "id"), code: -2, persistent: true }]);
    expect(at(kept[0], "content")).toBe(`{"username": "${player.username}"}`);
  });

  it("B4 · the end of a friendship is told", async () => {
    const [one, two] = await twoFriends();
    const socket = await RawSocket.open(two);
    await friendCall("DELETE", one, `ids=${two.userId}`);
    expect(at(await socket.nextOf("notifications"), "notifications", 0)).toMatchObject({
      subject: `${one.username} removed you as a friend`,
      code: -9,
      sender_id: one.userId,
    });
  });
});

describe("listing friends", () => {
  /** A player with two friends, two sent and one received invitation, one blocked. */
  async function sociable(): Promise<{ readonly player: Player; readonly others: readonly Player[] }> {
    const player = await signIn();
    const others: Player[] = [];
    for (let count = 0; count < 6; count++) others.push(await signIn());
    const [a, b, c, d, e, f] = others;
    if (!a || !b || !c || !d || !e || !f) throw new Error("six players were asked for");
    await friendCall("POST", player, `ids=${f.userId}`, "/block");
    await befriend(player, c, a, d, b);
    for (const friend of [a, b, e]) await befriend(friend, player);
    return { player, others };
  }

  it("B4 · is by state, then by age, and can be of one state", async () => {
    const { player, others } = await sociable();
    const [a, b, c, d, e, f] = others.map(({ userId }) => userId);
    const all = [
      [a, FRIEND],
      [b, FRIEND],
      [c, SENT],
      [d, SENT],
      [e, RECEIVED],
      [f, BLOCKED],
    ];
    expect(await friendsOf(player)).toEqual(all);
    for (const state of [FRIEND, SENT, RECEIVED, BLOCKED]) {
      expect(await friendsOf(player, `state=${state}`)).toEqual(all.filter((one) => one[1] === state));
    }
    expect(await edgeCount(player)).toBe(6);
  });

  it("B4 · goes on with a cursor, within a state too", async () => {
    const { player } = await sociable();
    const all = await friendsOf(player);
    const pages: unknown[] = [];
    let cursor: unknown = "";
    while (cursor !== undefined) {
      const query = `limit=4&cursor=${encodeURIComponent(String(cursor))}`;
      pages.push((await friendsOf(player, query)).length);
      cursor = at(await friendCall("GET", player, query), "json", "cursor");
    }
    expect(pages).toEqual([4, 2]);
    const first = await friendCall("GET", player, "limit=1&state=1");
    const next = encodeURIComponent(textAt(first, "json", "cursor"));
    expect(await friendsOf(player, `limit=1&state=1&cursor=${next}`)).toEqual([all[3]]);
    expect(await friendCall("GET", player, `limit=1&state=0&cursor=${next}`)).toEqual(
      refusal(400, 3, "Cursor is invalid."),
    );
  });

  it("B4 · shows the friend's profile, without the number of their friends, and when it changed", async () => {
    const [one, two] = await twoFriends();
    await (await RawSocket.open(two, { query: { status: "true" } })).settle();
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await friendCall("GET", one, "")).toEqual({
      status: 200,
      json: {
        friends: [
          {
            user: {
              id: two.userId,
              username: two.username,
              lang_tag: "en",
              metadata: "{}",
              online: true,
              create_time: time,
              update_time: time,
            },
            state: FRIEND,
            update_time: time,
            metadata: "{}",
          },
        ],
      },
    });
  });

  it.each([
    ["limit=0", "Invalid limit - limit must be between 1 and 1000."],
    ["limit=1001", "Invalid limit - limit must be between 1 and 1000."],
    ["state=4", "Invalid state - state must be between 0 and 3."],
    ["state=-1", "Invalid state - state must be between 0 and 3."],
    ["cursor=rubbish", "Cursor is invalid."],
  ])("B4 · refuses: %s", async (query, text) => {
    expect(await friendCall("GET", await signIn(), query)).toEqual(refusal(400, 3, text));
  });
});

describe("friends of friends", () => {
  it("B4 · are those whom one does not know yet, with who knows them", async () => {
    const [one, two] = await twoFriends();
    const [three, four, five] = [await signIn(), await signIn(), await signIn()];
    await befriend(two, three, four, five);
    await befriend(three, two);
    await befriend(four, two, one);
    await befriend(one, four);
    const answer = await friendCall("GET", one, "", "/friends");
    const found = listAt(answer, "json", "friends_of_friends");
    expect(found.map((other) => [at(other, "referrer"), at(other, "user", "id")])).toEqual([
      [two.userId, three.userId],
    ]);
    expect(at(found[0], "user", "edge_count")).toBe(1);
    expect(await friendCall("GET", five, "", "/friends")).toEqual(DONE);
  });

  it("B4 · come in pages", async () => {
    const [one, two] = await twoFriends();
    const others = [await signIn(), await signIn(), await signIn()];
    for (const other of others) {
      await befriend(two, other);
      await befriend(other, two);
    }
    const ids = others.map(({ userId }) => userId).sort();
    const page = async (cursor: string): Promise<readonly [unknown[], unknown]> => {
      const answer = await friendCall("GET", one, `limit=2&cursor=${encodeURIComponent(cursor)}`, "/friends");
      const found = listAt(answer, "json", "friends_of_friends");
      return [found.map((other) => at(other, "user", "id")), at(answer, "json", "cursor")];
    };
    const [first, cursor] = await page("");
    expect(first).toEqual(ids.slice(0, 2));
    expect(await page(String(cursor))).toEqual([ids.slice(2), undefined]);
  });

  it.each([
    ["limit=0", "Invalid limit - limit must be between 1 and 100."],
    ["limit=101", "Invalid limit - limit must be between 1 and 100."],
    ["cursor=rubbish", "Cursor is invalid."],
  ])("B4 · refuse: %s", async (query, text) => {
    expect(await friendCall("GET", await signIn(), query, "/friends")).toEqual(refusal(400, 3, text));
  });
});
