import type { OnlineMatch } from "@nakodo/match-rpc";
import { expect, inject, it, vi } from "vitest";
import { type BoardRemotes, playTogether, type Seat } from "./table.js";

const settled = { timeout: 60_000, interval: 20 };

/** As many as one process plays, and one process serves, without being the slowest part itself. */
const PLAYERS = inject("server").kind === "local" ? 8 : 12;
const ROUNDS = 40;

/** Ids of everyone else, from the next one on. */
function othersOf(match: OnlineMatch<readonly [typeof BoardRemotes]>): number[] {
  const ids = match.players.map((player) => player.peerId);
  const at = ids.indexOf(match.peerId);
  return [...ids.slice(at + 1), ...ids.slice(0, at)];
}

it(`R12 · S9 · a storm of calls by all of ${PLAYERS} players, to all and to each, closes no socket and loses nothing`, async () => {
  const seats = await playTogether(PLAYERS, { maxPlayers: PLAYERS });
  await vi.waitFor(() => {
    for (const { match } of seats)
      expect(match.players.filter((player) => player.status === "connected")).toHaveLength(PLAYERS);
  }, settled);
  for (let round = 0; round < ROUNDS; round++) {
    for (const { match, board } of seats) {
      const others = othersOf(match);
      // Audiences that overlap: no two of these calls share a message.
      match.rpc(board, "note", `all ${round}`);
      const one = others[round % others.length];
      if (one !== undefined) match.rpcId(one, board, "note", `one ${round}`);
      match.rpc(board, "steer", round, 0);
      match.rpcId(-(others[0] ?? 0), board, "note", `but ${round}`);
      match.send(5, Uint8Array.of(round));
    }
    // The next round comes when the sockets have been looked at: a game's turns, as fast as they can be.
    await new Promise(setImmediate);
  }
  const heardOf = (seat: Seat, from: Seat, what: string): string[] =>
    seat.board.heard.filter((line) => line.startsWith(`${from.match.peerId}:${what} `));
  await vi.waitFor(() => {
    for (const seat of seats)
      for (const from of seats) if (from !== seat) expect(heardOf(seat, from, "all")).toHaveLength(ROUNDS);
  }, settled);
  for (const seat of seats) {
    expect(seat.events.filter((event) => /disconnected|reconnected|left|violation/.test(event))).toEqual([]);
    const [from] = seats.filter((one) => one !== seat);
    if (from === undefined) continue;
    expect(heardOf(seat, from, "all")).toEqual(
      Array.from({ length: ROUNDS }, (_, i) => `${from.match.peerId}:all ${i}`),
    );
  }
}, 120_000);

it("R12 · R8 · large messages of all players at once close no socket, and small ones go between them", async () => {
  const seats = await playTogether(6, { maxPlayers: 6 });
  await vi.waitFor(() => {
    for (const { match } of seats)
      expect(match.players.filter((player) => player.status === "connected")).toHaveLength(6);
  }, settled);
  const large = "x".repeat(90_000);
  for (const { match, board } of seats) {
    match.rpc(board, "note", large);
    match.rpc(board, "ring", "small");
  }
  await vi.waitFor(() => {
    for (const { board } of seats) expect(board.heard.filter((line) => line.includes("*"))).toHaveLength(5);
  }, settled);
  await vi.waitFor(() => {
    for (const { board } of seats) expect(board.heard.filter((line) => line.length > 90_000)).toHaveLength(5);
  }, settled);
  for (const { board, events } of seats) {
    const order = board.heard.map((line) => (line.includes("*") ? "small" : "large"));
    expect(order.slice(0, 3)).toEqual(["small", "small", "small"]);
    expect(events.filter((event) => /disconnected|reconnected|left|violation/.test(event))).toEqual([]);
  }
}, 120_000);
