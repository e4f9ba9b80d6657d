import { MatchMode, MatchState } from "@nakodo/match-rpc";
import { status } from "@nakodo/session/services";
import { expect, it, vi } from "vitest";
import { codeOf, playTogether, type Seat, searchFor, sitDown } from "./table.js";

const settled = { timeout: 15_000, interval: 10 };

it("C1 · a match is joined from a friend's status", async () => {
  const host = await sitDown();
  const matchId = await host.match.create();
  await status(host.online.socket).update(JSON.stringify({ playing: matchId }));
  const friend = await sitDown();
  const [seen] = await status(friend.online.socket).follow({ userIds: [host.online.session?.userId ?? ""] });
  const { playing } = JSON.parse(seen?.status ?? "{}");
  await friend.match.join(String(playing));
  expect(friend.match.hostId).toBe(2);
  await vi.waitFor(() => expect(host.match.players).toHaveLength(2), settled);
});

it("C2 · C4 · a search goes through its states, and the players found are told before they are there", async () => {
  const word = `w${crypto.randomUUID().slice(0, 8)}`;
  const [a, b] = (await Promise.all([sitDown(), sitDown()])) as [Seat, Seat];
  const states: string[] = [];
  a.match.on("stateChanged", ({ state }) => states.push(state));
  a.match.on("matchmakerMatched", ({ players }) => states.push(`found ${players.length}`));
  a.match.on("matchJoined", ({ peerId }) => states.push(`joined ${peerId > 1}`));
  a.match.on("matchReady", () => states.push("ready"));
  expect(a.match.mode).toBe(MatchMode.NONE);
  const found = [a, b].map((seat) => seat.match.findMatch(searchFor(word, { maxCount: 2 })));
  expect(a.match.mode).toBe(MatchMode.MATCHMAKER);
  await Promise.all(found);
  await vi.waitFor(() => expect(a.match.state).toBe(MatchState.READY), settled);
  expect(states.slice(0, 3)).toEqual(["MATCHING", "found 2", "CONNECTING"]);
  expect(states).toContain("joined true");
  expect(states).toContain("ready");
  a.match.leave();
  expect([a.match.mode, a.match.state, a.match.matchId, a.match.peerId]).toEqual([
    "NONE",
    "LOBBY",
    undefined,
    0,
  ]);
});

it("C3 · bounds that no match can have are refused before anything is sent", async () => {
  for (const bounds of [{ minPlayers: 0 }, { minPlayers: 3, maxPlayers: 2 }, { maxPlayers: 129 }])
    expect(await codeOf(sitDown(bounds))).toBe("invalid-argument");
});

it("C4 · S8 · what is called in the moment of matchReady arrives, unreliable calls too", async () => {
  const host = await sitDown();
  host.match.on("matchReady", () => {
    host.match.rpc(host.board, "note", "reliable");
    host.match.rpc(host.board, "steer", 1, 2);
  });
  const matchId = await host.match.create();
  const guest = await sitDown();
  guest.match.on("matchReady", () => {
    guest.match.rpc(guest.board, "note", "reliable");
    guest.match.rpc(guest.board, "steer", 3, 4);
  });
  await guest.match.join(matchId);
  await vi.waitFor(() => {
    expect(guest.board.heard).toEqual(["2:reliable", "2>1,2"]);
    expect(host.board.heard).toEqual(["3:reliable", "3>3,4"]);
  }, settled);
});

it("C5 · the game's own word refuses, with its sentence, and the refused one is free for another match", async () => {
  const friends = new Set<string>();
  const host = await sitDown({
    refuse: ({ userId }) => (friends.has(userId) ? undefined : "friends only today"),
  });
  const matchId = await host.match.create();
  const guest = await sitDown();
  await expect(guest.match.join(matchId)).rejects.toMatchObject({
    code: "match-refused",
    message: expect.stringContaining("friends only today"),
  });
  expect(guest.match.state).toBe(MatchState.LOBBY);
  expect(host.events).not.toContain("playerJoined 3");
  friends.add(guest.online.session?.userId ?? "");
  await guest.match.join(matchId);
  expect(guest.match.isHost).toBe(false);
});

it("C12 · the host kicks, locks, unlocks and hands over; nobody else may", async () => {
  const [a, b, c] = (await playTogether(3)) as [Seat, Seat, Seat];
  await vi.waitFor(() => expect(b.match.players).toHaveLength(3), settled);
  const matchId = a.match.matchId ?? "";
  for (const act of [
    () => b.match.kick(2),
    () => b.match.lock(),
    () => b.match.unlock(),
    () => b.match.start(),
    () => b.match.setHost(3),
  ])
    expect(act).toThrow(expect.objectContaining({ code: "not-authority" }));
  expect(() => a.match.kick(99)).toThrow(expect.objectContaining({ code: "unknown-peer" }));
  a.match.lock();
  expect(await codeOf((await sitDown()).match.join(matchId))).toBe("match-locked");
  const left = c.match.once("left");
  const error = c.match.once("error");
  a.match.kick(4);
  expect((await left).error?.code).toBe("kicked");
  expect((await error).error.code).toBe("kicked");
  await vi.waitFor(() => expect(b.events).toContain("playerLeft 4"), settled);
  a.match.setHost(3);
  await vi.waitFor(() => expect([a.match.hostId, b.match.isHost]).toEqual([3, true]), settled);
  expect(() => a.match.unlock()).toThrow(expect.objectContaining({ code: "not-authority" }));
  b.match.unlock();
  const again = await sitDown();
  await again.match.join(matchId);
  expect([again.match.hostId, again.match.peerId > 4]).toEqual([3, true]);
});

it("C11 · what needs others or a server says so offline, and the match can be left and played again", async () => {
  const seat = await sitDown({ minPlayers: 1 });
  const events: string[] = [];
  seat.match.on("matchReady", () => events.push("ready"));
  seat.match.on("playerJoined", ({ peerId, username }) => events.push(`${peerId} ${username}`));
  for (let round = 0; round < 2; round++) {
    await seat.match.playOffline("ayu");
    expect([seat.match.mode, seat.match.peerId, seat.match.hostId]).toEqual(["NONE", 2, 2]);
    seat.match.lock();
    seat.match.start();
    expect(seat.match.state).toBe(MatchState.PLAYING);
    seat.match.rpcIdSync(1, seat.board, "note", "to the host");
    expect(() => seat.match.rpcId(3, seat.board, "note", "to nobody")).toThrow(
      expect.objectContaining({ code: "unknown-peer" }),
    );
    seat.match.leave();
    expect(seat.match.state).toBe(MatchState.LOBBY);
  }
  expect(events).toEqual(["2 ayu", "ready", "2 ayu", "ready"]);
  expect(seat.board.heard).toEqual(["2:to the host", "2:to the host"]);
});
