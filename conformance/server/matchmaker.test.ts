import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../raw/json.js";
import { joinMatch, matchIdOf } from "../raw/match.js";
import {
  addTicket,
  FINDS_NOBODY,
  matchmakerAdd,
  matchmakerRounds,
  matchOf,
  type TicketWish,
  userIdsOf,
} from "../raw/matchmaking.js";
import { claimsOf, unique } from "../raw/player.js";
import { RawSocket, socketError } from "../raw/socket.js";

/** A wish that only tickets of the same game match. */
function wishFor(game: string, more: TicketWish = {}): TicketWish {
  return { query: `+properties.game:${game}`, ...more, strings: { game, ...more.strings } };
}

function newGame(): string {
  return unique("game").replaceAll("-", "");
}

async function sockets(count: number): Promise<RawSocket[]> {
  const opened: RawSocket[] = [];
  while (opened.length < count) opened.push(await RawSocket.open());
  return opened;
}

/** Adds the same wish from every socket. */
function addAll(all: readonly RawSocket[], wish: TicketWish): Promise<string[]> {
  return Promise.all(all.map((socket) => addTicket(socket, wish)));
}

async function errorOf(socket: RawSocket, message: Readonly<Record<string, unknown>>): Promise<unknown> {
  return at(await socket.request(message), "error");
}

function unmatched(socket: RawSocket): boolean {
  return socket.unreadOf("matchmaker_matched").length === 0;
}

describe("adding a ticket", () => {
  it("B12 · is answered with the ticket's id", async () => {
    const [socket] = await sockets(1);
    const ticket = await addTicket(socket ?? (await RawSocket.open()), wishFor(newGame()));
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
    const [removing, closing, staying] = await sockets(3);
    if (!removing || !closing || !staying) throw new Error("three were opened");
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

describe("a match", () => {
  it("B12 · is told to each with its ticket, all users and itself, and a token of 30 s for one match", async () => {
    const [one, two] = await sockets(2);
    if (!one || !two) throw new Error("two were opened");
    const game = newGame();
    const wish = (rank: number): TicketWish =>
      wishFor(game, { strings: { region: "eu" }, numbers: { rank } });
    const tickets = [await addTicket(one, wish(1)), await addTicket(two, wish(2.5))];
    const first = await matchOf(one, tickets[0] ?? "");
    const second = await matchOf(two, tickets[1] ?? "");
    const userOf = (socket: RawSocket, rank: number): unknown => ({
      presence: {
        user_id: socket.player.userId,
        session_id: expect.any(String),
        username: socket.player.username,
      },
      string_properties: { game, region: "eu" },
      numeric_properties: { rank },
    });
    expect(at(first, "self")).toEqual(userOf(one, 1));
    expect(at(second, "self")).toEqual(userOf(two, 2.5));
    for (const match of [first, second]) {
      expect(listAt(match, "users")).toHaveLength(2);
      expect(listAt(match, "users")).toEqual(expect.arrayContaining([userOf(one, 1), userOf(two, 2.5)]));
      expect(at(match, "match_id")).toBeUndefined();
    }
    expect(textAt(first, "token")).toBe(textAt(second, "token"));
    expect(claimsOf(textAt(first, "token"))).toEqual({
      mid: expect.stringMatching(/^[0-9a-f-]{36}\.$/),
      exp: expect.any(Number),
    });
  });

  it("B12 · joins nobody; the token admits to the empty match, any number of times; so does then its id", async () => {
    const [one, two, third] = await sockets(3);
    if (!one || !two || !third) throw new Error("three were opened");
    const tickets = await addAll([one, two], wishFor(newGame()));
    const token = textAt(await matchOf(one, tickets[0] ?? ""), "token");
    const matchId = textAt(claimsOf(token), "mid");
    expect(await errorOf(one, { match_join: { match_id: matchId } })).toEqual(
      socketError(4, "Match not found"),
    );
    const empty = at(await one.request({ match_join: { token } }), "match");
    expect(empty).toEqual({ match_id: matchId, self: expect.anything() });
    const joined = at(await two.request({ match_join: { token } }), "match");
    expect(joined).toMatchObject({ match_id: matchId, size: 1 });
    expect(matchIdOf(await joinMatch(third, matchId))).toBe(matchId);
  });

  it("B12 · takes the tickets out of the pool", async () => {
    const [one, two, late] = await sockets(3);
    if (!one || !two || !late) throw new Error("three were opened");
    const game = newGame();
    const tickets = await addAll([one, two], wishFor(game));
    await matchOf(one, tickets[0] ?? "");
    expect(await errorOf(one, { matchmaker_remove: { ticket: tickets[0] } })).toEqual(
      socketError(3, "Matchmaker ticket not found"),
    );
    await addTicket(late, wishFor(game));
    await matchmakerRounds(2);
    await late.settle();
    expect(unmatched(late)).toBe(true);
  });

  it("B12 · is never of one socket with itself", async () => {
    const socket = await RawSocket.open();
    const game = newGame();
    await addTicket(socket, wishFor(game));
    await addTicket(socket, wishFor(game));
    await matchmakerRounds(2);
    await socket.settle();
    expect(unmatched(socket)).toBe(true);
  });

  it("B12 · of two sockets of one player is possible", async () => {
    const one = await RawSocket.open();
    const two = await RawSocket.open(one.player);
    const tickets = await addAll([one, two], wishFor(newGame()));
    expect(userIdsOf(await matchOf(one, tickets[0] ?? ""))).toEqual([one.player.userId, one.player.userId]);
  });
});

describe("how many", () => {
  it("B12 · a full match is made as soon as it is full", async () => {
    const all = await sockets(4);
    const tickets = await addAll(all, wishFor(newGame(), { minCount: 2, maxCount: 4 }));
    const expected = all.map((socket) => socket.player.userId).sort();
    for (const [index, socket] of all.entries()) {
      expect(userIdsOf(await matchOf(socket, tickets[index] ?? ""))).toEqual(expected);
    }
  });

  it("B12 · with fewer than the most, a match is made on the last look", async () => {
    const all = await sockets(3);
    const tickets = await addAll(all, wishFor(newGame(), { minCount: 2, maxCount: 8 }));
    const matches = await Promise.all(all.map((socket, index) => matchOf(socket, tickets[index] ?? "")));
    expect(userIdsOf(matches[0])).toEqual(all.map((socket) => socket.player.userId).sort());
  });

  it("B12 · fewer than the least stay unmatched, even after the last look", async () => {
    const all = await sockets(2);
    await addAll(all, wishFor(newGame(), { minCount: 3, maxCount: 4 }));
    await matchmakerRounds(4);
    for (const socket of all) await socket.settle();
    expect(all.map(unmatched)).toEqual([true, true]);
  });

  it("B12 · a ticket that looks no more can still be found", async () => {
    const [first, late] = await sockets(2);
    if (!first || !late) throw new Error("two were opened");
    const game = newGame();
    const ticket = await addTicket(first, wishFor(game));
    await matchmakerRounds(4);
    await addTicket(late, wishFor(game));
    expect(userIdsOf(await matchOf(first, ticket))).toEqual([first.player.userId, late.player.userId].sort());
  });

  it("B12 · bounds that do not fit into one's own are not looked at", async () => {
    const [wide, narrow] = await sockets(2);
    if (!wide || !narrow) throw new Error("two were opened");
    const game = newGame();
    await addTicket(narrow, wishFor(game, { minCount: 6, maxCount: 8 }));
    await addTicket(wide, wishFor(game, { minCount: 2, maxCount: 4 }));
    await matchmakerRounds(4);
    await wide.settle();
    await narrow.settle();
    expect([wide, narrow].map(unmatched)).toEqual([true, true]);
  });

  it("B12 · a multiple leaves the surplus out", async () => {
    const all = await sockets(3);
    const wish = wishFor(newGame(), { minCount: 2, maxCount: 4, countMultiple: 2 });
    await addAll(all, wish);
    await matchmakerRounds(4);
    for (const socket of all) await socket.settle();
    const matched = all.flatMap((socket) => socket.unreadOf("matchmaker_matched"));
    expect(matched.map((match) => userIdsOf(match).length)).toEqual([2, 2]);
  });
});

describe("who finds whom", () => {
  it("B12 · one's own query decides, the other's need not match", async () => {
    const [seeker, target] = await sockets(2);
    if (!seeker || !target) throw new Error("two were opened");
    const game = newGame();
    const ticket = await addTicket(target, { query: FINDS_NOBODY, strings: { game } });
    await addTicket(seeker, { query: `+properties.game:${game}` });
    expect(userIdsOf(await matchOf(target, ticket))).toEqual(
      [seeker.player.userId, target.player.userId].sort(),
    );
  });

  it("B12 · no query at all finds everyone", async () => {
    // Five to five players, which nothing else asks for.
    const all = await sockets(5);
    const wish = { minCount: 5, maxCount: 5 };
    const tickets = await Promise.all(
      all.map((socket, index) => addTicket(socket, index === 0 ? wish : { ...wish, query: FINDS_NOBODY })),
    );
    expect(listAt(await matchOf(all[0] ?? (await RawSocket.open()), tickets[0] ?? ""), "users")).toHaveLength(
      5,
    );
  });

  it("B12 · the best score comes first, then who has waited longest", async () => {
    const [seeker, plain, earlier, later] = await sockets(4);
    if (!seeker || !plain || !earlier || !later) throw new Error("four were opened");
    const game = newGame();
    await addTicket(plain, { query: FINDS_NOBODY, strings: { game, region: "us" } });
    const ticket = await addTicket(earlier, { query: FINDS_NOBODY, strings: { game, region: "eu" } });
    await addTicket(later, { query: FINDS_NOBODY, strings: { game, region: "eu" } });
    await addTicket(seeker, {
      query: `+properties.game:${game} properties.region:eu^5 properties.region:us`,
    });
    expect(userIdsOf(await matchOf(earlier, ticket))).toEqual(
      [seeker.player.userId, earlier.player.userId].sort(),
    );
  });
});
