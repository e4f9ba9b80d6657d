import { matchmake, openMatch } from "@nakodo/session/services";
import { expect, it } from "vitest";
import { MatchLog } from "../session/match-log.js";
import { newName, newPlayer } from "../session/players.js";

/** A match that the server's own code runs. */
async function newDen(
  label: string,
): Promise<{ player: Awaited<ReturnType<typeof newPlayer>>; matchId: string }> {
  const player = await newPlayer();
  const { payload } = await player.api.rpc("match_create", { label });
  if (typeof payload !== "string") throw new Error("no match id");
  return { player, matchId: payload };
}

it("B13 · an authoritative match is found by its label and by a query over it", async () => {
  const den = newName("den");
  const label = JSON.stringify({ den });
  const { player, matchId } = await newDen(label);
  const byLabel = async () => (await player.api.listMatches(10, true, label)).matches;
  await expect
    .poll(byLabel, { timeout: 20_000, interval: 200 })
    .toMatchObject([{ match_id: matchId, authoritative: true, label }]);
  const byQuery = await player.api.listMatches(
    10,
    true,
    undefined,
    undefined,
    undefined,
    `+label.den:${den}`,
  );
  expect(byQuery.matches?.map((match) => match.match_id)).toEqual([matchId]);
});

it("B13 · an authoritative match is joined, sent to and received from", async () => {
  const { player, matchId } = await newDen("{}");
  const log = new MatchLog();
  const match = await openMatch(player.socket, { matchId }, log.receive);
  expect(match.matchId).toBe(matchId);
  const bytes = new Uint8Array([0, 1, 254, 255]);
  match.send(1, bytes);
  await log.until(({ data }) => data.length > 0);
  expect(log.data).toEqual([{ type: "data", from: undefined, opCode: 11, data: bytes }]);
});

it("B13 · the server's match is told what a player says of itself, and refuses with its reason", async () => {
  const { player, matchId } = await newDen("{}");
  const join = (word: string) => openMatch(player.socket, { matchId, metadata: { word } }, () => {});
  await expect(join("wrong")).rejects.toMatchObject({
    code: "match-refused",
    serverMessage: "the word is wrong",
  });
  expect((await join("right 🦊")).matchId).toBe(matchId);
});

it("B13 · a listing that finds nothing is an empty list, and one without a limit is whole", async () => {
  const { api, socket } = await newPlayer();
  expect((await api.listMatches(10, true, newName("nowhere"))).matches).toEqual([]);
  await openMatch(socket, { create: true }, () => {});
  const other = await newPlayer();
  await openMatch(other.socket, { create: true }, () => {});
  expect((await api.listMatches()).matches?.length).toBeGreaterThan(1);
});

it("B12 · a number of players must be a multiple of what is asked for", async () => {
  const mode = newName("mode");
  const search = {
    minCount: 2,
    maxCount: 4,
    countMultiple: 2,
    query: `+properties.mode:${mode}`,
    stringProperties: { mode },
  };
  const players = [await newPlayer(), await newPlayer(), await newPlayer()];
  const stop = new AbortController();
  const searches = players.map((one) => matchmake(one.socket, search, { signal: stop.signal }));
  const settled = Promise.allSettled(searches);
  const { users } = await Promise.race(searches);
  const isMatched = (index: number): boolean =>
    users.some((user) => user.presence.userId === players[index]?.session?.userId);
  expect(users).toHaveLength(2);
  await Promise.all(searches.filter((_, index) => isMatched(index)));
  stop.abort();
  expect((await settled).map(({ status }) => status === "fulfilled")).toEqual(
    players.map((_, index) => isMatched(index)),
  );
  const [first] = players;
  await expect(first && matchmake(first.socket, { ...search, countMultiple: 3 })).rejects.toMatchObject({
    code: "invalid-argument",
    serverMessage: expect.stringContaining("Invalid count multiple"),
  });
});
