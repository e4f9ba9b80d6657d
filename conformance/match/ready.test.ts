import { MatchState } from "@nakodo/match-rpc";
import { expect, it, vi } from "vitest";
import { codeOf, playTogether, type Seat, sitDown } from "./table.js";

const settled = { timeout: 15_000, interval: 10 };

it("C9 · all pressed ready: everyone sees who did, late joiners too, and the host starts", async () => {
  const [a, b] = (await playTogether(2, { maxPlayers: 3 })) as [Seat, Seat];
  await vi.waitFor(() => expect(b.match.state).toBe(MatchState.READY), settled);
  let all = 0;
  a.match.on("allReady", () => {
    all++;
    a.match.start();
  });
  b.match.setReady();
  await vi.waitFor(() => expect(a.match.player(3)?.isReady).toBe(true), settled);
  expect(a.match.player(2)?.isReady).toBe(false);
  const c = await sitDown({ maxPlayers: 3 });
  await c.match.join(a.match.matchId ?? "");
  await vi.waitFor(
    () => expect(c.match.players.map((player) => player.isReady)).toEqual([false, true, false]),
    settled,
  );
  a.match.setReady();
  b.match.setReady(false);
  await vi.waitFor(() => expect(a.match.player(3)?.isReady).toBe(false), settled);
  c.match.setReady();
  await vi.waitFor(
    () => expect(a.match.players.map((player) => player.isReady)).toEqual([true, false, true]),
    settled,
  );
  expect(all).toBe(0);
  const heard = [b, c].map((seat) => seat.match.once("allReady"));
  b.match.setReady();
  await Promise.all(heard);
  await vi.waitFor(() => {
    for (const seat of [a, b, c]) expect(seat.match.state).toBe(MatchState.PLAYING);
  }, settled);
  expect(all).toBe(1);
});

it("C9 · all finished set-up: one call each, nobody passes early, and what others called has arrived", async () => {
  const [a, b, c] = (await playTogether(3)) as [Seat, Seat, Seat];
  await vi.waitFor(() => expect(b.match.players).toHaveLength(3), settled);
  const passed: string[] = [];
  const pass = (seat: Seat, name: string): Promise<void> =>
    seat.match.barrier("setUp").then(() => void passed.push(`${name} ${seat.board.heard.length}`));
  a.match.rpc(a.board, "note", "from a");
  const waits = [pass(a, "a"), pass(b, "b")];
  await vi.waitFor(
    () => expect(b.match.missingAt("setUp").map((player) => player.peerId)).toEqual([4]),
    settled,
  );
  expect(passed).toEqual([]);
  expect(await codeOf(a.match.barrier("setUp", { timeoutMs: 20 }))).toBe("timeout");
  c.match.rpc(c.board, "note", "from c");
  waits.push(pass(c, "c"));
  await Promise.all(waits);
  expect(passed.sort()).toEqual(["a 1", "b 2", "c 1"]);
  const late = await sitDown();
  await late.match.join(a.match.matchId ?? "");
  await late.match.barrier("setUp");
});

it("C9 · the host leaves while others wait: they pass under the next one; a wait ends with the match or its signal", async () => {
  const [a, b, c] = (await playTogether(3)) as [Seat, Seat, Seat];
  await vi.waitFor(() => expect(c.match.players).toHaveLength(3), settled);
  const waits = [b, c].map((seat) => seat.match.barrier("round 1"));
  await vi.waitFor(
    () => expect(a.match.missingAt("round 1").map((player) => player.peerId)).toEqual([2]),
    settled,
  );
  const abort = new AbortController();
  const aborted = codeOf(b.match.barrier("round 2", { signal: abort.signal }));
  const left = codeOf(c.match.barrier("round 3"));
  abort.abort();
  expect(await aborted).toBe("aborted");
  a.match.leave();
  await Promise.all(waits);
  c.match.leave();
  expect(await left).toBe("closed");
  expect(await codeOf(c.match.barrier("round 2"))).toBe("invalid-state");
});

it("C9 · C11 · barriers work offline", async () => {
  const seat = await sitDown({ minPlayers: 1 });
  await seat.match.playOffline();
  const all = seat.match.once("allReady");
  seat.match.setReady();
  await all;
  await seat.match.barrier("setUp", { timeoutMs: 1000 });
});
