import { describe, expect, it } from "vitest";
import {
  addAll,
  addTicket,
  matchmakerRounds,
  matchOf,
  newGame,
  unmatched,
  userIdsOf,
  wishFor,
} from "../raw/matchmaking.js";
import { openSockets } from "../raw/socket.js";

describe("how many", () => {
  it("B12 · a full match is made as soon as it is full", async () => {
    const all = await openSockets(4);
    const tickets = await addAll(all, wishFor(newGame(), { minCount: 2, maxCount: 4 }));
    const expected = all.map((socket) => socket.player.userId).sort();
    for (const [index, socket] of all.entries()) {
      expect(userIdsOf(await matchOf(socket, tickets[index] ?? ""))).toEqual(expected);
    }
  });

  it("B12 · with fewer than the most, a match is made on the last look", async () => {
    const all = await openSockets(3);
    const tickets = await addAll(all, wishFor(newGame(), { minCount: 2, maxCount: 8 }));
    const matches = await Promise.all(all.map((socket, index) => matchOf(socket, tickets[index] ?? "")));
    expect(userIdsOf(matches[0])).toEqual(all.map((socket) => socket.player.userId).sort());
  });

  it("B12 · fewer than the least stay unmatched, even after the last look", async () => {
    const all = await openSockets(2);
    await addAll(all, wishFor(newGame(), { minCount: 3, maxCount: 4 }));
    await matchmakerRounds(4);
    for (const socket of all) await socket.settle();
    expect(all.map(unmatched)).toEqual([true, true]);
  });

  it("B12 · a ticket that looks no more can still be found", async () => {
    const [first, late] = await openSockets(2);
    const game = newGame();
    const ticket = await addTicket(first, wishFor(game));
    await matchmakerRounds(4);
    await addTicket(late, wishFor(game));
    expect(userIdsOf(await matchOf(first, ticket))).toEqual([first.player.userId, late.player.userId].sort());
  });

  it("B12 · bounds that do not fit into one's own are not looked at", async () => {
    const [wide, narrow] = await openSockets(2);
    const game = newGame();
    await addTicket(narrow, wishFor(game, { minCount: 6, maxCount: 8 }));
    await addTicket(wide, wishFor(game, { minCount: 2, maxCount: 4 }));
    await matchmakerRounds(4);
    await wide.settle();
    await narrow.settle();
    expect([wide, narrow].map(unmatched)).toEqual([true, true]);
  });

  it("B12 · a multiple leaves the surplus out", async () => {
    const all = await openSockets(3);
    const wish = wishFor(newGame(), { minCount: 2, maxCount: 4, countMultiple: 2 });
    await addAll(all, wish);
    await matchmakerRounds(4);
    for (const socket of all) await socket.settle();
    const matched = all.flatMap((socket) => socket.unreadOf("matchmaker_matched"));
    expect(matched.map((match) => userIdsOf(match).length)).toEqual([2, 2]);
  });
});
