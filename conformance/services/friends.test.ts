import { addFriendsWith, FriendState, pages } from "@nakodo/session/services";
import { expect, it } from "vitest";
import { newPlayer } from "../session/players.js";

type Player = Awaited<ReturnType<typeof newPlayer>>;

const idOf = (player: Player): string => player.session?.userId ?? "";

/** How others stand to a player, by id. */
async function statesOf(player: Player): Promise<Record<string, number | undefined>> {
  const friends = pages(
    (cursor) => player.api.listFriends(undefined, 100, cursor),
    (page) => page.friends,
  );
  const states: Record<string, number | undefined> = {};
  for await (const { user, state } of friends) states[user?.id ?? ""] = state;
  return states;
}

it("B4 · who is asked by id and agrees is a friend, on both sides", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  await a.api.addFriends([idOf(b)]);
  expect(await statesOf(a)).toEqual({ [idOf(b)]: FriendState.inviteSent });
  expect(await statesOf(b)).toEqual({ [idOf(a)]: FriendState.inviteReceived });
  await b.api.addFriends([idOf(a)]);
  expect(await statesOf(a)).toEqual({ [idOf(b)]: FriendState.friend });
  expect((await b.api.listFriends(FriendState.friend)).friends).toHaveLength(1);
  expect((await b.api.listFriends(FriendState.blocked)).friends).toEqual([]);
});

it("B4 · who is asked by name and refuses is none", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  await a.api.addFriends([], [b.session?.username ?? ""]);
  await b.api.deleteFriends([idOf(a)]);
  expect([await statesOf(a), await statesOf(b)]).toEqual([{}, {}]);
});

it("B4 · who is blocked does not see it, and cannot ask", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  await a.api.blockFriends([idOf(b)]);
  await b.api.addFriends([idOf(a)]);
  expect([await statesOf(a), await statesOf(b)]).toEqual([{ [idOf(b)]: FriendState.blocked }, {}]);
});

it("B4 · what is kept with a friend comes back on our side", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  await addFriendsWith(a, { userIds: [idOf(b)], metadata: { from: "the den" } });
  const answer = await a.request({ path: "/v2/friend", query: { limit: 10 } });
  const [friend] = Array.isArray(answer["friends"]) ? answer["friends"] : [];
  expect(JSON.parse(friend.metadata)).toEqual({ from: "the den" });
});

it("B4 · ourselves and nobody are invalid-argument", async () => {
  const a = await newPlayer();
  await expect(a.api.addFriends([idOf(a)])).rejects.toMatchObject({
    code: "invalid-argument",
    serverMessage: "Cannot add self as friend.",
  });
  await expect(a.api.addFriends([], ["nobody-has-this-name"])).rejects.toMatchObject({
    serverMessage: "No valid ID or username was provided.",
  });
});
