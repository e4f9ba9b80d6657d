import { expect, it } from "vitest";
import { newPlayer } from "../session/players.js";

it("B10 · are listed by category", async () => {
  const { api } = await newPlayer();
  const listed = await api.listTournaments(7, 7);
  expect(listed.tournaments).toMatchObject([{ id: "open_cup", category: 7, title: "Open cup" }]);
  expect((await api.listTournaments(100, 101)).tournaments).toEqual([]);
});

it("B10 · those that must be joined take scores only then, and only so many", async () => {
  const { api, session } = await newPlayer();
  await expect(api.writeTournamentRecord("joined_cup", { score: 1 })).rejects.toMatchObject({
    httpStatus: 400,
    grpcCode: 9,
    serverMessage: "Must join tournament before attempting to write value.",
  });
  await api.joinTournament("joined_cup");
  const record = await api.writeTournamentRecord("joined_cup", {
    score: 7,
    subscore: 1,
    metadata: { level: 2 },
  });
  expect(record).toMatchObject({ score: 7, subscore: 1, num_score: 1, owner_id: session?.userId });
});

it("B10 · records are listed, and around a player", async () => {
  const players = [await newPlayer(), await newPlayer()];
  const ids = players.map((one) => one.session?.userId ?? "");
  const base = Date.now();
  for (const [index, one] of players.entries()) {
    await one.api.writeTournamentRecord("open_cup", { score: base + index });
  }
  const [a] = players;
  const owned = await a?.api.listTournamentRecords("open_cup", ids);
  expect(owned?.owner_records).toHaveLength(2);
  expect((await a?.api.listTournamentRecords("open_cup"))?.records?.length).toBeGreaterThan(1);
  const around = await a?.api.listTournamentRecordsAroundOwner("open_cup", ids[0] ?? "");
  expect(around?.records?.map((one) => one.owner_id)).toEqual(expect.arrayContaining(ids));
});

it("B10 · a tournament that is not there is not-found", async () => {
  const { api } = await newPlayer();
  await expect(api.joinTournament("nowhere")).rejects.toMatchObject({ code: "not-found" });
});
