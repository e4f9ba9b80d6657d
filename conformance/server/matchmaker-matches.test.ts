import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../raw/json.js";
import { joinMatch, matchIdOf } from "../raw/match.js";
import {
  addAll,
  addTicket,
  FINDS_NOBODY,
  matchmakerRounds,
  matchOf,
  newGame,
  type TicketWish,
  unmatched,
  userIdsOf,
  wishFor,
} from "../raw/matchmaking.js";
import { claimsOf } from "../raw/player.js";
import { errorOf, openSockets, RawSocket, socketError } from "../raw/socket.js";

describe("a match", () => {
  it("B12 · is told to each with its ticket, all users and itself, and a token of 30 s for one match", async () => {
    const [one, two] = await openSockets(2);
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
    const [one, two, third] = await openSockets(3);
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
    const [one, two, late] = await openSockets(3);
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

describe("who finds whom", () => {
  it("B12 · one's own query decides, the other's need not match", async () => {
    const [seeker, target] = await openSockets(2);
    const game = newGame();
    const ticket = await addTicket(target, { query: FINDS_NOBODY, strings: { game } });
    await addTicket(seeker, { query: `+properties.game:${game}` });
    expect(userIdsOf(await matchOf(target, ticket))).toEqual(
      [seeker.player.userId, target.player.userId].sort(),
    );
  });

  it("B12 · no query at all finds everyone", async () => {
    // Five to five players, which nothing else asks for.
    const all = await openSockets(5);
    const wish = { minCount: 5, maxCount: 5 };
    const tickets = await Promise.all(
      all.map((socket, index) => addTicket(socket, index === 0 ? wish : { ...wish, query: FINDS_NOBODY })),
    );
    expect(listAt(await matchOf(all[0], tickets[0] ?? ""), "users")).toHaveLength(5);
  });

  it("B12 · the best score comes first, then who has waited longest", async () => {
    const [seeker, plain, earlier, later] = await openSockets(4);
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
