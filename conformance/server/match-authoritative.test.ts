import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { call } from "../raw/api.js";
import { at, listAt, textAt } from "../raw/json.js";
import { joinMatch, matchIdOf, nextPresence, sendData } from "../raw/match.js";
import { addAll, matchOf, newGame, wishFor } from "../raw/matchmaking.js";
import { callOnSocket } from "../raw/rpc.js";
import { errorOf, openSockets, RawSocket, socketError } from "../raw/socket.js";

const FOX = Buffer.from("fox").toString("base64");

/** Has the module start a match with this label. */
function openDen(socket: RawSocket, label = '{"den":"fox"}'): Promise<string> {
  return callOnSocket(socket, "match_create", { label });
}

/** Lists matches until one is told as expected: the real server's index is a second late. */
async function listedAs(socket: RawSocket, query: string, fits: (found: readonly unknown[]) => boolean) {
  for (;;) {
    const { json } = await call("GET", `/v2/match?${query}`, socket.player);
    const found = listAt(json, "matches");
    if (fits(found)) return found;
  }
}

describe("a match that the server runs", () => {
  it("B13 · is joined by its id; the answer has its label and the others", async () => {
    const [one, two] = await openSockets(2);
    const matchId = await openDen(one);
    expect(matchId).toMatch(/^[0-9a-f-]{36}\.[^.]+$/);
    const first = await joinMatch(one, matchId);
    expect(first).toEqual({
      match_id: matchId,
      authoritative: true,
      label: '{"den":"fox"}',
      self: { user_id: one.player.userId, session_id: expect.any(String), username: one.player.username },
    });
    await nextPresence(one, "joins", one);
    const second = await joinMatch(two, matchId);
    expect(second).toMatchObject({ size: 1, presences: [at(first, "self")] });
    await nextPresence(one, "joins", two);
    await two.request({ match_leave: { match_id: matchId } });
    await nextPresence(one, "leaves", two);
  });

  it("B13 · may turn players away, with a reason or without", async () => {
    const socket = await RawSocket.open();
    const match_id = await openDen(socket);
    const join = (word: string): Promise<unknown> =>
      errorOf(socket, { match_join: { match_id, metadata: { word } } });
    expect(await join("wrong")).toEqual(socketError(5, "the word is wrong"));
    expect(await join("none")).toEqual(socketError(5, "Match join rejected"));
    expect(await join("right")).toBeUndefined();
    expect(await errorOf(socket, { match_join: { match_id: `${randomUUID()}.nakama` } })).toEqual(
      socketError(4, "Match not found"),
    );
  });

  it("B13 · gets data and sends it: to all, to one, in someone's name", async () => {
    const [one, two] = await openSockets(2);
    const match_id = await openDen(one);
    for (const socket of [one, two]) {
      await joinMatch(socket, match_id);
      await nextPresence(socket, "joins", socket);
    }
    sendData(one, match_id, { op_code: "1", data: FOX });
    for (const socket of [one, two]) {
      expect(await socket.nextOf("match_data")).toEqual({
        match_id,
        op_code: "11",
        data: FOX,
        reliable: true,
      });
    }
    sendData(one, match_id, { op_code: "2", data: FOX });
    expect(await one.nextOf("match_data")).toMatchObject({ op_code: "12" });
    sendData(one, match_id, { op_code: "3", data: FOX });
    for (const socket of [one, two]) {
      expect(await socket.nextOf("match_data")).toMatchObject({
        op_code: "13",
        presence: { user_id: one.player.userId, session_id: one.sessionId },
      });
    }
  });

  it("B13 · hears its module, and answers", async () => {
    const socket = await RawSocket.open();
    const matchId = await openDen(socket);
    expect(await callOnSocket(socket, "match_signal", { matchId, data: "a call" })).toBe("a call heard by 0");
  });

  it("B13 · sends a player away, who is told nothing", async () => {
    const [one, two] = await openSockets(2);
    const matchId = await openDen(one);
    for (const socket of [one, two]) {
      await joinMatch(socket, matchId);
      await nextPresence(socket, "joins", socket);
    }
    sendData(two, matchId, { op_code: "6" });
    await nextPresence(one, "leaves", two);
    sendData(one, matchId, { op_code: "1", data: FOX });
    await one.nextOf("match_data");
    await two.settle();
    expect(two.unreadOf("match_data")).toEqual([]);
  });

  it("B13 · is listed with its label, found by it, and by its fields", async () => {
    const socket = await RawSocket.open();
    const den = newGame();
    const label = `{"den":"${den}","level":3}`;
    const matchId = await openDen(socket, label);
    const query = (text: string): string => `limit=100&${new URLSearchParams({ query: text })}`;
    const [listed] = await listedAs(socket, query(`+label.den:${den}`), (found) => found.length > 0);
    expect(listed).toEqual({
      match_id: matchId,
      authoritative: true,
      label,
      tick_rate: 20,
      handler_name: "den",
    });
    const ids = async (text: string): Promise<readonly unknown[]> => {
      const { json } = await call("GET", `/v2/match?limit=100&${text}`, socket.player);
      return listAt(json, "matches").map(matchIdOf);
    };
    expect(await ids(`${new URLSearchParams({ label })}`)).toEqual([matchId]);
    expect(await ids("authoritative=true")).toContain(matchId);
    expect(await ids("authoritative=false")).not.toContain(matchId);
    expect(await ids(query(`+label.den:${den} +label.level:>3`))).toEqual([]);
    expect(await ids(`${query(`+label.den:${den}`)}&min_size=1`)).toEqual([]);
    await joinMatch(socket, matchId);
    await nextPresence(socket, "joins", socket);
    sendData(socket, matchId, { op_code: "5", data: Buffer.from(`{"den":"${den}x"}`).toString("base64") });
    const sized = await listedAs(socket, query(`+label.den:${den}x`), (found) => found.length > 0);
    expect(sized[0]).toMatchObject({ match_id: matchId, size: 1 });
    sendData(socket, matchId, { op_code: "4" });
    await listedAs(socket, query(`+label.den:${den}x`), (found) => found.length === 0);
    expect(await errorOf(socket, { match_join: { match_id: matchId } })).toEqual(
      socketError(4, "Match not found"),
    );
  });

  it("B13 · can be where the matchmaker sends its players", async () => {
    const pair = await openSockets(2);
    const game = newGame();
    const tickets = await addAll(pair, wishFor(game, { strings: { den: game } }));
    const matches = await Promise.all(pair.map((socket, index) => matchOf(socket, tickets[index] ?? "")));
    const [first, second] = matches.map((match) => textAt(match, "match_id"));
    expect(second).toBe(first);
    expect(at(matches[0], "token")).toBeUndefined();
    for (const socket of pair) {
      expect(await joinMatch(socket, first ?? "")).toMatchObject({ label: `{"den":"${game}"}` });
    }
  });
});
