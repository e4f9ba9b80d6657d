import { HOST, MatchState } from "@nakodo/match-rpc";
import { expect, it, vi } from "vitest";
import { playTogether, type Seat, sitDown } from "./table.js";

const settled = { timeout: 15_000, interval: 10 };

it("R1 · R2 · calls reach all, one, the host and all but one, with the sender's id", async () => {
  const [a, b, c] = (await playTogether(3)) as [Seat, Seat, Seat];
  await vi.waitFor(() => expect(b.match.players).toHaveLength(3), settled);
  b.match.rpc(b.board, "note", "all");
  b.match.rpcId(4, b.board, "note", "one");
  b.match.rpcId(HOST, b.board, "note", "host");
  b.match.rpcId(-4, b.board, "note", "not c");
  b.match.rpcSync(b.board, "note", "sync");
  a.match.rpcIdSync(HOST, a.board, "note", "myself");
  await vi.waitFor(() => {
    expect(a.board.heard).toEqual(["2:myself", "3:all", "3:host", "3:not c", "3:sync"]);
    expect(c.board.heard).toEqual(["3:all", "3:one", "3:sync"]);
  }, settled);
  expect(b.board.heard).toEqual(["3:sync"]);
});

it("R4 · only the authority may call, at both ends, and a handover reaches everyone", async () => {
  const [a, b, c] = (await playTogether(3)) as [Seat, Seat, Seat];
  await vi.waitFor(() => expect(b.match.players).toHaveLength(3), settled);
  expect(() => b.match.rpc(b.board, "order", "no")).toThrow(
    expect.objectContaining({ code: "not-authority" }),
  );
  expect([a, b].map((seat) => seat.match.isNetworkMaster(seat.board))).toEqual([true, false]);
  a.match.rpc(a.board, "order", "one");
  a.match.setAuthority(a.board, 3);
  await vi.waitFor(() => expect(b.match.isNetworkMaster(b.board)).toBe(true), settled);
  b.match.rpc(b.board, "order", "two");
  await vi.waitFor(() => expect(c.board.heard).toEqual(["2!one", "3!two"]), settled);
  const late = await sitDown();
  await late.match.join(a.match.matchId ?? "");
  expect(late.match.authorityOf(late.board)).toBe(3);
});

it("R8 · R9 · a large call is split and joined, and calls of one task share a message", async () => {
  const [a, b] = (await playTogether(2)) as [Seat, Seat];
  await vi.waitFor(() => expect(a.match.state).toBe(MatchState.READY), settled);
  const text = "x".repeat(60_000);
  a.match.rpc(a.board, "note", text);
  await vi.waitFor(() => expect(b.board.heard).toEqual([`2:${text}`]), settled);
  const before = a.match.counters.sentFrames;
  for (let i = 0; i < 20; i++) a.match.rpc(a.board, "note", String(i));
  // The running task ends before any timer could send something else; a sign of life may be due with it.
  await Promise.resolve();
  expect(a.match.counters.sentFrames - before).toBeLessThanOrEqual(2);
  await vi.waitFor(() => expect(b.board.heard).toHaveLength(21), settled);
  expect(() => a.match.rpc(a.board, "note", "x".repeat(100_001))).toThrow(
    expect.objectContaining({ code: "wrong-arguments" }),
  );
});

it("C10 · plain match state travels under the game's own op codes", async () => {
  const [a, b] = (await playTogether(2)) as [Seat, Seat];
  const got = b.match.once("data");
  expect(a.match.send(7, Uint8Array.of(1, 2, 255))).toBe(true);
  const { opCode, bytes, senderId } = await got;
  expect([opCode, [...bytes], senderId]).toEqual([7, [1, 2, 255], 2]);
  expect(() => a.match.send(9011, Uint8Array.of(1))).toThrow(
    expect.objectContaining({ code: "invalid-argument" }),
  );
});

it("C11 · the same code plays offline", async () => {
  const seat = await sitDown({ minPlayers: 1 });
  await seat.match.playOffline("ayu");
  expect([seat.match.isHost, seat.match.state, seat.match.players.length]).toEqual([
    true,
    MatchState.READY,
    1,
  ]);
  seat.match.rpcSync(seat.board, "note", "alone");
  seat.match.rpc(seat.board, "order", "to nobody");
  expect(seat.board.heard).toEqual(["2:alone"]);
});
