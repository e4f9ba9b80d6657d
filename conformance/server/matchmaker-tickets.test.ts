import { describe, expect, it } from "vitest";
import {
  addTicket,
  matchmakerAdd,
  matchmakerRounds,
  newGame,
  unmatched,
  wishFor,
} from "../raw/matchmaking.js";
import { errorOf, openSockets, RawSocket, socketError } from "../raw/socket.js";

describe("adding a ticket", () => {
  it("B12 · is answered with the ticket's id", async () => {
    const ticket = await addTicket(await RawSocket.open(), wishFor(newGame()));
    expect(ticket).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  });

  it.each([
    ["no counts", {}, "Invalid minimum count, must be >= 2"],
    ["one player", { min_count: 1, max_count: 2 }, "Invalid minimum count, must be >= 2"],
    [
      "less at most than at least",
      { min_count: 3, max_count: 2 },
      "Invalid maximum count, must be >= minimum count",
    ],
    [
      "a multiple of 0",
      { min_count: 2, max_count: 2, count_multiple: 0 },
      "Invalid count multiple, must be >= 1",
    ],
    [
      "a multiple that does not divide the minimum",
      { min_count: 3, max_count: 4, count_multiple: 2 },
      "Invalid count multiple for minimum count, must divide",
    ],
    [
      "a multiple that does not divide the maximum",
      { min_count: 2, max_count: 3, count_multiple: 2 },
      "Invalid count multiple for maximum count, must divide",
    ],
  ])("B12 · is refused: %s", async (_, wish, message) => {
    const socket = await RawSocket.open();
    expect(await errorOf(socket, { matchmaker_add: wish })).toEqual(socketError(3, message));
  });

  it.each([
    "+",
    "-",
    '"not closed',
    "properties.a:",
    ":b",
    "properties.a:>b",
    "properties.a:>=",
    'properties.a:>"not a time"',
    "properties.a:b^c",
    "properties.a:b~c",
    "properties.a:=5",
    "5:b",
    "  ",
    "/",
    "a:b:c",
  ])("B12 · is refused with a query that is none: %s", async (query) => {
    const socket = await RawSocket.open();
    expect(await errorOf(socket, matchmakerAdd({ query }))).toEqual(
      socketError(0, "Error adding to matchmaker"),
    );
  });

  it("B12 · of one socket is possible three times, and again when one is gone", async () => {
    const socket = await RawSocket.open();
    const tickets: string[] = [];
    for (let count = 0; count < 3; count++) tickets.push(await addTicket(socket, wishFor(newGame())));
    const fourth = matchmakerAdd(wishFor(newGame()));
    expect(await errorOf(socket, fourth)).toEqual(socketError(0, "Error adding to matchmaker"));
    await socket.request({ matchmaker_remove: { ticket: tickets[0] } });
    expect(await errorOf(socket, fourth)).toBeUndefined();
  });
});

describe("removing a ticket", () => {
  it("B12 · is acknowledged; the ticket is then unknown", async () => {
    const socket = await RawSocket.open();
    const ticket = await addTicket(socket, wishFor(newGame()));
    expect(await socket.request({ matchmaker_remove: { ticket } })).toEqual({ cid: expect.any(String) });
    expect(await errorOf(socket, { matchmaker_remove: { ticket } })).toEqual(
      socketError(3, "Matchmaker ticket not found"),
    );
  });

  it("B12 · without a ticket, or with another's, is refused", async () => {
    const [owner, other] = [await RawSocket.open(), await RawSocket.open()];
    const ticket = await addTicket(owner, wishFor(newGame()));
    expect(await errorOf(other, { matchmaker_remove: {} })).toEqual(
      socketError(3, "Invalid matchmaker ticket"),
    );
    expect(await errorOf(other, { matchmaker_remove: { ticket } })).toEqual(
      socketError(3, "Matchmaker ticket not found"),
    );
  });

  it("B12 · a removed ticket, and one whose socket has closed, is matched no more", async () => {
    const [removing, closing, staying] = await openSockets(3);
    const game = newGame();
    const ticket = await addTicket(removing, wishFor(game));
    await removing.request({ matchmaker_remove: { ticket } });
    await addTicket(closing, wishFor(game));
    await closing.close();
    await addTicket(staying, wishFor(game));
    await matchmakerRounds(2);
    await staying.settle();
    await removing.settle();
    expect([removing, staying].map(unmatched)).toEqual([true, true]);
  });
});
