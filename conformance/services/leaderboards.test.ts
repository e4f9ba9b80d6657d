import { deleteScore, writeScore } from "@nakodo/session/services";
import { expect, it } from "vitest";
import { newPlayer } from "../session/players.js";

const BOARD = "high_score";

it("B9 · a score with subscore and metadata is written as numbers, and the best one stays", async () => {
  const online = await newPlayer();
  const metadata = { level: "den" };
  const first = await online.api.writeLeaderboardRecord(BOARD, { score: 100, subscore: 5, metadata });
  expect(first).toMatchObject({ score: 100, subscore: 5, num_score: 1, metadata });
  const lower = await online.api.writeLeaderboardRecord(BOARD, { score: 50 });
  expect(lower).toMatchObject({ score: 100, subscore: 5, username: online.session?.username });
});

it("B9 · records are listed, for owners and around one", async () => {
  const players = [await newPlayer(), await newPlayer(), await newPlayer()];
  const ids = players.map((one) => one.session?.userId ?? "");
  const base = Date.now();
  for (const [index, one] of players.entries()) {
    await one.api.writeLeaderboardRecord(BOARD, { score: base + index });
  }
  const [a] = players;
  const listed = await a?.api.listLeaderboardRecords(BOARD);
  expect(listed?.records?.length).toBeGreaterThan(1);
  const owned = await a?.api.listLeaderboardRecords(BOARD, ids);
  expect(owned?.owner_records?.map((one) => one.owner_id).sort()).toEqual([...ids].sort());
  const around = await a?.api.listLeaderboardRecordsAroundOwner(BOARD, ids[1] ?? "");
  expect(around?.records?.map((one) => one.owner_id)).toEqual(expect.arrayContaining(ids));
});

it("B9 · a score can be set, added to and taken from, whatever the leaderboard says", async () => {
  const online = await newPlayer();
  const scoreNow = async () => {
    const { owner_records } = await online.api.listLeaderboardRecords(BOARD, [online.session?.userId ?? ""]);
    return owner_records?.[0]?.score;
  };
  await writeScore(online, BOARD, { score: 10 });
  await writeScore(online, BOARD, { score: 4, operator: "set" });
  expect(await scoreNow()).toBe(4);
  await writeScore(online, BOARD, { score: 3, operator: "increment" });
  expect(await scoreNow()).toBe(7);
  await writeScore(online, BOARD, { score: 2, operator: "decrement" });
  expect(await scoreNow()).toBe(5);
  await deleteScore(online, BOARD);
  expect(await scoreNow()).toBeUndefined();
});

it("B9 · a leaderboard that is not there, or that only the server writes to, refuses", async () => {
  const { api } = await newPlayer();
  await expect(api.writeLeaderboardRecord("nowhere", { score: 1 })).rejects.toMatchObject({
    code: "not-found",
    serverMessage: "Leaderboard not found.",
  });
  await expect(api.writeLeaderboardRecord("server_only", { score: 1 })).rejects.toMatchObject({
    code: "permission-denied",
    serverMessage: "Leaderboard only allows authoritative score submissions.",
  });
});
