import { MatchState, OnlineMatch } from "@nakodo/match-rpc";
import { expect, it, vi } from "vitest";
import { newPlayer } from "../session/players.js";
import { codeOf, playTogether, type Seat, searchFor, sitDown } from "./table.js";

const settled = { timeout: 15_000, interval: 10 };

function ids(seat: Seat): string {
  return seat.match.players.map((player) => `${player.peerId}/${player.seat}/${player.status}`).join(" ");
}

it("C1 · C6 · a private match: the creator is host, ids and seats are the same on every screen", async () => {
  const [a, b, c] = (await playTogether(3)) as [Seat, Seat, Seat];
  const table = "2/0/connected 3/1/connected 4/2/connected";
  await vi.waitFor(() => {
    for (const seat of [a, b, c]) expect(ids(seat)).toBe(table);
  }, settled);
  expect([a, b, c].map((seat) => seat.match.hostId)).toEqual([2, 2, 2]);
  expect([a, b, c].map((seat) => seat.match.isHost)).toEqual([true, false, false]);
  expect([a, b, c].map((seat) => seat.match.seat)).toEqual([0, 1, 2]);
  expect(a.match.players.map((player) => player.userId)).toEqual(
    [a, b, c].map((seat) => seat.online.session?.userId),
  );
});

it("C2 · C4 · states and events come in the tutorial's order", async () => {
  const a = await sitDown();
  const states: string[] = [];
  a.match.on("stateChanged", ({ state }) => states.push(state));
  expect(a.match.state).toBe(MatchState.LOBBY);
  const matchId = await a.match.create();
  expect(a.match.mode).toBe("CREATE");
  expect(a.match.state).toBe(MatchState.WAITING_FOR_ENOUGH_PLAYERS);
  const b = await sitDown();
  await b.match.join(matchId);
  expect(b.match.mode).toBe("JOIN");
  await vi.waitFor(() => expect(a.match.state).toBe(MatchState.READY), settled);
  a.match.start();
  await vi.waitFor(() => expect(b.match.state).toBe(MatchState.PLAYING), settled);
  b.match.leave();
  await vi.waitFor(() => expect(a.events).toContain("playerLeft 3"), settled);
  expect(states).toEqual(["CONNECTING", "WAITING_FOR_ENOUGH_PLAYERS", "READY", "PLAYING"]);
  expect(a.events.filter((event) => /Ready/.test(event))).toEqual(["matchReady", "matchNotReady"]);
  expect(b.match.state).toBe(MatchState.LOBBY);
  expect(b.match.matchId).toBeUndefined();
});

it("C1 · a named match is made by who comes first and joined by the rest, also when they come at once", async () => {
  const name = `named-${crypto.randomUUID()}`;
  const seats = await Promise.all([sitDown(), sitDown(), sitDown()]);
  await Promise.all(seats.map((seat) => seat.match.joinNamed(name)));
  await vi.waitFor(() => {
    for (const seat of seats) {
      expect(seat.match.players.filter((player) => player.status === "connected")).toHaveLength(3);
    }
  }, settled);
  expect(new Set(seats.map((seat) => seat.match.hostId)).size).toBe(1);
  expect(seats.filter((seat) => seat.match.isHost)).toHaveLength(1);
});

it("C1 · C3 · C6 · the matchmaker's players have the same ids everywhere, and only the same version is found", async () => {
  const word = `w${crypto.randomUUID().slice(0, 8)}`;
  const seats = await Promise.all([sitDown(), sitDown(), sitDown({ clientVersion: "other" })]);
  const [a, b, other] = seats as [Seat, Seat, Seat];
  const announced = a.match.once("matchmakerMatched");
  const alone = codeOf(other.match.findMatch(searchFor(word, { maxCount: 2 })));
  await Promise.all([a, b].map((seat) => seat.match.findMatch(searchFor(word, { maxCount: 2 }))));
  expect(a.match.matchId).toBe(b.match.matchId);
  await vi.waitFor(() => {
    for (const seat of [a, b]) expect(ids(seat)).toBe("2/0/connected 3/1/connected");
  }, settled);
  expect(a.match.player(a.match.peerId)?.userId).toBe(a.online.session?.userId);
  expect(b.match.player(a.match.peerId)?.userId).toBe(a.online.session?.userId);
  expect((await announced).players.map((player) => player.peerId)).toEqual([2, 3]);
  expect(other.match.state).toBe(MatchState.MATCHING);
  other.match.leave();
  expect(await alone).toBe("aborted");
});

it("C3 · a search may narrow the match's bounds and never exceed them", async () => {
  const seat = await sitDown({ minPlayers: 2, maxPlayers: 4 });
  expect(await codeOf(seat.match.findMatch({ minCount: 5 }))).toBe("invalid-argument");
  expect(seat.match.state).toBe(MatchState.LOBBY);
});

it("C1 · a search that is given up leaves no ticket behind", async () => {
  const word = `w${crypto.randomUUID().slice(0, 8)}`;
  const [a, b, c] = (await Promise.all([sitDown(), sitDown(), sitDown()])) as [Seat, Seat, Seat];
  const gone = codeOf(a.match.findMatch(searchFor(word, { maxCount: 2 })));
  await vi.waitFor(() => expect(a.match.state).toBe(MatchState.MATCHING), settled);
  a.match.leave();
  expect(await gone).toBe("aborted");
  await Promise.all([b, c].map((seat) => seat.match.findMatch(searchFor(word, { maxCount: 2 }))));
  expect(a.match.state).toBe(MatchState.LOBBY);
});

it("C5 · the host refuses with a reason: full, started, locked, another version, and the match does not notice", async () => {
  const [host, guest] = (await playTogether(2, { maxPlayers: 2 })) as [Seat, Seat];
  const matchId = host.match.matchId ?? "";
  const before = host.events.length;
  expect(await codeOf((await sitDown()).match.join(matchId))).toBe("match-full");
  expect(await codeOf((await sitDown({ clientVersion: "2" })).match.join(matchId))).toBe(
    "client-version-mismatch",
  );
  guest.match.leave();
  await vi.waitFor(() => expect(host.match.players).toHaveLength(1), settled);
  host.match.lock();
  expect(await codeOf((await sitDown()).match.join(matchId))).toBe("match-locked");
  host.match.unlock();
  host.match.start();
  expect(await codeOf((await sitDown()).match.join(matchId))).toBe("match-started");
  expect(host.match.state).toBe(MatchState.PLAYING);
  expect(host.events.slice(before)).toEqual(["playerLeft 3", "matchNotReady"]);
});

it("C5 · another schema is refused, and the sentence names the method that differs", async () => {
  const [host] = (await playTogether(1)) as [Seat];
  const online = await newPlayer();
  const match = new OnlineMatch(online, { remotes: [] });
  const refused = match.join(host.match.matchId ?? "");
  await expect(refused).rejects.toMatchObject({
    code: "schema-mismatch",
    message: expect.stringContaining("Board.note"),
  });
  match.close();
});

it("C5 · a match id that does not exist is an error with its cause, and leaves the lobby free", async () => {
  const seat = await sitDown();
  const unknown = seat.match.join("11111111-2222-4333-8444-555555555555.");
  await expect(unknown).rejects.toMatchObject({ code: "match-not-found" });
  expect(await codeOf(seat.match.join("not an id"))).not.toBe("none");
  expect(seat.match.state).toBe(MatchState.LOBBY);
  await seat.match.create();
});

it("C1 · giving up a join leaves nothing half joined", async () => {
  const [host] = (await playTogether(1)) as [Seat];
  const seat = await sitDown();
  const abort = new AbortController();
  const joining = codeOf(seat.match.join(host.match.matchId ?? "", { signal: abort.signal }));
  abort.abort();
  expect(await joining).toBe("aborted");
  expect(seat.match.state).toBe(MatchState.LOBBY);
  await seat.match.join(host.match.matchId ?? "");
  await vi.waitFor(
    () => expect(host.match.players.filter((one) => one.status === "connected")).toHaveLength(2),
    settled,
  );
});
