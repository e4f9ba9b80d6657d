import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { device, Online } from "../src/index.js";
import {
  type MatchChannelEvent,
  type MatchTarget,
  maxMatchDataBytes,
  openMatch,
} from "../src/services/index.js";
import { FaultServer, issue, json } from "./fault-server.js";
import { type ScriptedSocket, ScriptedSockets, wirePresence } from "./scripted-socket.js";
import { VirtualClock } from "./virtual-clock.js";

const ID = "b9bf62c4-55a5-5bdd-a291-6030bdeaa644.";

let server: FaultServer;
let sockets: ScriptedSockets;
let clock: VirtualClock;
let online: Online;
let socket: ScriptedSocket;
let events: MatchChannelEvent[];

const receive = (event: MatchChannelEvent): void => void events.push(event);
const types = (): string[] => events.map((event) => event.type);

/** What the server answers to a join: that we are in as "me", with these others. */
const joined = (message: Readonly<Record<string, unknown>>, self: string, ...others: string[]): object => ({
  cid: message["cid"],
  match: { match_id: ID, size: others.length, self: wirePresence(self), presences: others.map(wirePresence) },
});

const presenceEvent = (change: { joins?: string[]; leaves?: string[] }): object => ({
  match_presence_event: {
    match_id: ID,
    ...(change.joins === undefined ? {} : { joins: change.joins.map(wirePresence) }),
    ...(change.leaves === undefined ? {} : { leaves: change.leaves.map(wirePresence) }),
  },
});

const dataFrom = (name: string, bytes: string, opCode = 5): object => ({
  match_data: { match_id: ID, presence: wirePresence(name), op_code: String(opCode), data: btoa(bytes) },
});

/** Loses the socket, and gives the next one. */
async function cut(waitMs = 125): Promise<ScriptedSocket> {
  const before = sockets.all.length;
  sockets.all.at(-1)?.webSocket.terminate();
  await clock.whenSet(waitMs);
  clock.advance(waitMs);
  return sockets.at(before);
}

beforeEach(async () => {
  server = await FaultServer.start();
  server.answer = (_, response) => json(response, 200, issue());
  sockets = new ScriptedSockets(server);
  clock = new VirtualClock();
  events = [];
  online = new Online({ port: server.port, clock, timeoutMs: 7000, random: () => 0.5 });
  await online.authenticate(device({ id: "device-of-the-test" }));
  await online.connect();
  socket = await sockets.at(0);
});

afterEach(async () => {
  await online.close();
  expect(clock.delaysMs).toEqual([]);
  await server.stop();
});

describe("entering a match", () => {
  it.each<[string, MatchTarget, object]>([
    ["by id", { matchId: ID }, { match_join: { match_id: ID } }],
    ["by token", { token: "a.b.c" }, { match_join: { token: "a.b.c" } }],
    ["by name", { create: true, name: "the-den" }, { match_create: { name: "the-den" } }],
    ["by making one", { create: true }, { match_create: { name: expect.stringMatching(/^[0-9a-f]{32}$/) } }],
  ])("C1 · %s asks the server for it", async (_, target, request) => {
    sockets.answers = (message) => [joined(message, "me")];
    const match = await openMatch(online.socket, target, receive);
    expect(match).toMatchObject({ matchId: ID, self: { sessionId: "session-me" } });
    expect(socket.received).toEqual([{ cid: "1", ...request }]);
    expect(types()).toEqual(["joined"]);
  });

  it("C1 · what comes before the answer to the join follows right after joined, in order", async () => {
    sockets.answers = (message) => [
      presenceEvent({ joins: ["me", "bo"] }),
      dataFrom("bo", "early"),
      joined(message, "me", "bo"),
      dataFrom("bo", "late"),
    ];
    let seenAtReturn: string[] = [];
    await openMatch(online.socket, { matchId: ID }, receive).then(() => {
      seenAtReturn = types();
    });
    expect(events[0]).toMatchObject({ type: "joined", presences: [{ username: "bo" }], rejoined: false });
    expect(seenAtReturn.slice(0, 2)).toEqual(["joined", "data"]);
    await socket.whenGot("match_join");
    expect(
      events.filter((event) => event.type === "data").map((event) => String.fromCharCode(...event.data)),
    ).toEqual(["early", "late"]);
  });

  it("C1 · an event in the same TCP segment as the answer is delivered, and after joined", async () => {
    sockets.answers = (message) => [
      joined(message, "me", "bo"),
      dataFrom("bo", "x"),
      presenceEvent({ leaves: ["bo"] }),
    ];
    await openMatch(online.socket, { matchId: ID }, receive);
    expect(types()).toEqual(["joined", "data", "presence"]);
  });

  it("C1 · what comes early for another match is not delivered to this one", async () => {
    sockets.answers = (message) => [
      { match_data: { match_id: "another.", presence: wirePresence("x"), op_code: "1", data: "AA==" } },
      joined(message, "me"),
    ];
    await openMatch(online.socket, { matchId: ID }, receive);
    expect(types()).toEqual(["joined"]);
  });

  it.each([
    [4, "Match not found", "match-not-found"],
    [3, "Invalid match ID", "match-not-found"],
    [3, "Invalid match token", "match-not-found"],
    [5, "Match join rejected", "match-refused"],
  ])("C1 · error %d (%s) is %s", async (code, message, expected) => {
    sockets.answers = (request) => [{ cid: request["cid"], error: { code, message } }];
    await expect(openMatch(online.socket, { matchId: ID }, receive)).rejects.toMatchObject({
      code: expected,
      socketCode: code,
      serverMessage: message,
    });
    expect(events).toEqual([]);
  });

  it("C1 · the same match twice on one socket is refused, and the first one lives on", async () => {
    sockets.answers = (message) => [joined(message, "me")];
    await openMatch(online.socket, { matchId: ID }, receive);
    for (const target of [{ matchId: ID }, { token: "a.b.c" }]) {
      await expect(openMatch(online.socket, target, () => {})).rejects.toMatchObject({
        code: "invalid-state",
      });
    }
    expect(socket.all("match_leave")).toEqual([]);
  });

  it("C1 · a join that is aborted leaves the match when the answer comes", async () => {
    const stop = new AbortController();
    const outcome = expect(
      openMatch(online.socket, { matchId: ID }, receive, { signal: stop.signal }),
    ).rejects.toMatchObject({ code: "aborted" });
    const request = await socket.whenGot("match_join");
    stop.abort();
    await outcome;
    socket.send(joined(request, "me"), dataFrom("bo", "x"));
    expect(await socket.whenGot("match_leave")).toMatchObject({ match_leave: { match_id: ID } });
    expect(events).toEqual([]);
    sockets.answers = (message) => [{ cid: message["cid"] }];
    socket.send({ cid: socket.all("match_leave")[0]?.["cid"] });
    await online.socket.request("ping", {});
  });

  it("C1 · a join that nobody answers in time is timeout, and is left when the answer comes late", async () => {
    const outcome = expect(openMatch(online.socket, { matchId: ID }, receive)).rejects.toMatchObject({
      code: "timeout",
    });
    const request = await socket.whenGot("match_join");
    sockets.answers = (message) => [{ cid: message["cid"] }];
    clock.advance(4999);
    await online.socket.request("ping", {});
    clock.advance(2001);
    await outcome;
    socket.send(joined(request, "me"));
    await socket.whenGot("match_leave");
    await online.socket.request("ping", {});
  });

  it("C1 · a join whose socket is lost is connection-lost, and is not repeated", async () => {
    const outcome = expect(openMatch(online.socket, { matchId: ID }, receive)).rejects.toMatchObject({
      code: "connection-lost",
    });
    await socket.whenGot("match_join");
    const next = await cut();
    await outcome;
    sockets.answers = (message) => [{ cid: message["cid"], pong: {} }];
    await online.socket.request("ping", {});
    expect(next.all("match_join")).toEqual([]);
  });
});

describe("in a match", () => {
  beforeEach(() => {
    sockets.answers = (message) =>
      "match_join" in message ? [joined(message, "me", "bo")] : [{ cid: message["cid"] }];
  });

  it("C4 · others come and go once each, and we never do", async () => {
    await openMatch(online.socket, { matchId: ID }, receive);
    socket.send(
      presenceEvent({ joins: ["me", "bo"] }),
      presenceEvent({ joins: ["cy", "cy"] }),
      presenceEvent({ joins: ["cy"] }),
      presenceEvent({ leaves: ["me", "nobody"] }),
      presenceEvent({ leaves: ["bo"] }),
      presenceEvent({ leaves: ["bo"], joins: ["di"] }),
    );
    await online.socket.request("ping", {});
    const changes = events.filter((event) => event.type === "presence");
    expect(
      changes.map(({ joins, leaves }) => [
        joins.map((one) => one.username),
        leaves.map((one) => one.username),
      ]),
    ).toEqual([
      [["cy"], []],
      [[], ["bo"]],
      [["di"], []],
    ]);
  });

  it("C10 · data comes with its sender and op code, in a buffer of its own", async () => {
    await openMatch(online.socket, { matchId: ID }, receive);
    socket.send(dataFrom("bo", "abc", 77), { match_data: { match_id: ID, data: btoa("server") } });
    await online.socket.request("ping", {});
    const [first, second] = events.filter((event) => event.type === "data");
    expect(first).toMatchObject({
      from: { sessionId: "session-bo" },
      opCode: 77,
      data: new Uint8Array([97, 98, 99]),
    });
    expect(first?.data.buffer.byteLength).toBe(3);
    expect(second).toMatchObject({ from: undefined, opCode: 0 });
  });

  it("C10 · sends exactly the bytes of a view", async () => {
    const match = await openMatch(online.socket, { matchId: ID }, receive);
    const pooled = Buffer.from("hello");
    expect(match.send(1, pooled)).toBe(true);
    expect(match.send(2, new Uint8Array([9, 8, 7, 6]).subarray(1, 3), [match.self])).toBe(true);
    await socket.whenGot("match_data_send", 2);
    expect(socket.all("match_data_send").map((one) => one["match_data_send"])).toEqual([
      { match_id: ID, op_code: 1, data: btoa("hello") },
      {
        match_id: ID,
        op_code: 2,
        data: "CAc=",
        presences: [{ user_id: "user-me", session_id: "session-me" }],
      },
    ]);
  });

  it("C10 · data to nobody is not sent to everybody", async () => {
    const match = await openMatch(online.socket, { matchId: ID }, receive);
    expect(match.send(1, new Uint8Array([1]), [])).toBe(true);
    await online.socket.request("ping", {});
    expect(socket.all("match_data_send")).toEqual([]);
  });

  it("C10 · what does not fit a message is refused before it is sent", async () => {
    const match = await openMatch(online.socket, { matchId: ID }, receive);
    expect(match.maxDataBytes()).toBe(maxMatchDataBytes);
    const tooLarge = expect.objectContaining({ code: "message-too-large" });
    expect(() => match.send(1, new Uint8Array(maxMatchDataBytes + 1))).toThrow(tooLarge);
    const toTwo = match.maxDataBytes(2);
    expect(toTwo).toBeLessThan(maxMatchDataBytes);
    expect(() => match.send(1, new Uint8Array(toTwo + 1), [match.self, match.self])).toThrow(tooLarge);
    for (const opCode of [-1, 1.5, 100_000, Number.NaN]) {
      expect(() => match.send(opCode, new Uint8Array())).toThrow(
        expect.objectContaining({ code: "invalid-argument" }),
      );
    }
    await online.socket.request("ping", {});
    expect(socket.all("match_data_send")).toEqual([]);
  });

  it("C1 · leaving tells the server once, ends the channel at once, and can be said twice", async () => {
    const match = await openMatch(online.socket, { matchId: ID }, receive);
    const first = match.leave();
    expect(events.at(-1)).toEqual({ type: "closed", error: undefined });
    expect(match.send(1, new Uint8Array())).toBe(false);
    socket.send(dataFrom("bo", "x"));
    await Promise.all([first, match.leave()]);
    await online.socket.request("ping", {});
    expect(socket.all("match_leave")).toHaveLength(1);
    expect(types()).toEqual(["joined", "closed"]);
  });

  it("C1 · leaving never fails, even when the socket is lost over it", async () => {
    const match = await openMatch(online.socket, { matchId: ID }, receive);
    sockets.answers = () => [];
    const left = match.leave();
    await socket.whenGot("match_leave");
    await cut();
    await expect(left).resolves.toBeUndefined();
  });

  it("C10 · an error in the receiver reaches nobody else", async () => {
    const uncaught: unknown[] = [];
    const listeners = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", (error) => uncaught.push(error));
    try {
      await openMatch(online.socket, { matchId: ID }, (event) => {
        events.push(event);
        if (event.type === "joined" || event.type === "data") throw new Error("the game's mistake");
      });
      socket.send(dataFrom("bo", "x"), dataFrom("bo", "y"));
      await online.socket.request("ping", {});
    } finally {
      process.removeAllListeners("uncaughtException");
      for (const listener of listeners) process.on("uncaughtException", listener);
    }
    expect(types()).toEqual(["joined", "data", "data"]);
    expect(uncaught).toHaveLength(3);
  });
});

describe("a match whose socket is lost", () => {
  it("C8 · is entered again by itself, with another session id, and without our former self", async () => {
    let connection = 0;
    sockets.answers = (message) =>
      "match_join" in message
        ? [joined(message, `me${connection}`, ...(connection > 0 ? ["me0", "bo"] : ["bo"]))]
        : [];
    const match = await openMatch(online.socket, { matchId: ID }, receive);
    connection = 1;
    const next = await cut();
    await next.whenGot("match_join");
    sockets.answers = (message) => [{ cid: message["cid"] }];
    next.send(
      presenceEvent({ leaves: ["me0"] }),
      dataFrom("me0", "an echo of ourselves"),
      dataFrom("bo", "x"),
    );
    await online.socket.request("ping", {});
    expect(types()).toEqual(["joined", "down", "joined", "data"]);
    expect(events[2]).toMatchObject({ rejoined: true, presences: [{ username: "bo" }] });
    expect(match.self.sessionId).toBe("session-me1");
    expect(match.send(1, new Uint8Array([1]))).toBe(true);
    await next.whenGot("match_data_send");
  });

  it("C8 · sends nothing while it is down", async () => {
    sockets.answers = (message) => ("match_join" in message ? [joined(message, "me")] : []);
    const match = await openMatch(online.socket, { matchId: ID }, receive);
    const gone = online.socket.once("disconnected");
    socket.webSocket.terminate();
    await gone;
    expect(match.send(1, new Uint8Array([1]))).toBe(false);
    expect(match.bufferedBytes).toBe(0);
  });

  it("C8 · that has ended meanwhile is closed with match-not-found", async () => {
    sockets.answers = (message) => [joined(message, "me")];
    await openMatch(online.socket, { matchId: ID }, receive);
    sockets.answers = (message) =>
      "match_join" in message
        ? [{ cid: message["cid"], error: { code: 4, message: "Match not found" } }]
        : [{ cid: message["cid"] }];
    const next = await cut();
    await next.whenGot("match_join");
    await online.socket.request("ping", {});
    expect(types()).toEqual(["joined", "down", "closed"]);
    expect(events.at(-1)).toMatchObject({ error: { code: "match-not-found" } });
  });

  describe("C8 · that is not there yet after a reconnect", () => {
    const refuse = (): void => {
      sockets.answers = (message) =>
        "match_join" in message
          ? [{ cid: message["cid"], error: { code: 4, message: "Match not found" } }]
          : [{ cid: message["cid"] }];
    };

    /** Enters, loses the connection, and is back where the match is not. */
    async function miss(returnMs: number) {
      sockets.answers = (message) => ("match_join" in message ? [joined(message, "me")] : []);
      const match = await openMatch(online.socket, { matchId: ID }, receive, { returnMs });
      refuse();
      const next = await cut();
      await clock.whenSet(250);
      return { match, next };
    }

    it("C8 · is looked for, and entered when it is", async () => {
      const { match } = await miss(600);
      sockets.answers = (message) => ("match_join" in message ? [joined(message, "me again")] : []);
      clock.advance(250);
      await vi.waitFor(() => expect(types()).toEqual(["joined", "down", "joined"]));
      expect(match.self.sessionId).toBe("session-me again");
    });

    it("C8 · is looked for as long as returnMs says, and then closed", async () => {
      await miss(500);
      clock.advance(250);
      await clock.whenSet(250);
      expect(types()).toEqual(["joined", "down"]);
      clock.advance(250);
      await vi.waitFor(() => expect(types()).toEqual(["joined", "down", "closed"]));
      expect(events.at(-1)).toMatchObject({ error: { code: "match-not-found" } });
    });

    it("C8 · is not looked for any more when it is left", async () => {
      const { match } = await miss(60_000);
      await match.leave();
      expect(clock.delaysMs).not.toContain(250);
      expect(types()).toEqual(["joined", "down", "closed"]);
    });

    it("C8 · is not looked for while the socket is lost again", async () => {
      const { next } = await miss(60_000);
      const gone = online.socket.once("disconnected");
      next.webSocket.terminate();
      await gone;
      // The socket's own second try, and nothing else.
      expect(clock.delaysMs.filter((delayMs) => delayMs === 250)).toHaveLength(1);
      expect(types()).toEqual(["joined", "down"]);
    });
  });

  it("C8 · that we made is made again under its name, so that it outlives being alone in it", async () => {
    sockets.answers = (message) => [joined(message, "me")];
    await openMatch(online.socket, { create: true }, receive);
    const next = await cut();
    const again = await next.whenGot("match_create");
    expect(again["match_create"]).toEqual(socket.received[0]?.["match_create"]);
  });

  it("C8 · whose next socket is lost as well is entered by the one after that", async () => {
    sockets.answers = (message) => [joined(message, "me")];
    await openMatch(online.socket, { matchId: ID }, receive);
    sockets.answers = () => [];
    const second = await cut();
    await second.whenGot("match_join");
    sockets.answers = (message) =>
      "match_join" in message ? [joined(message, "me3")] : [{ cid: message["cid"] }];
    const third = await cut(250);
    await third.whenGot("match_join");
    await online.socket.request("ping", {});
    expect(types()).toEqual(["joined", "down", "joined"]);
  });

  it("C8 · that is left while it is down is not entered again", async () => {
    sockets.answers = (message) =>
      "match_join" in message ? [joined(message, "me")] : [{ cid: message["cid"] }];
    const match = await openMatch(online.socket, { matchId: ID }, receive);
    const gone = online.socket.once("disconnected");
    socket.webSocket.terminate();
    await gone;
    await match.leave();
    await online.connect();
    await online.socket.request("ping", {});
    expect(sockets.all[1]?.all("match_join")).toEqual([]);
    expect(types()).toEqual(["joined", "down", "closed"]);
  });

  it("C8 · that is left while it is being entered again is left at the server too", async () => {
    sockets.answers = (message) => [joined(message, "me")];
    const match = await openMatch(online.socket, { matchId: ID }, receive);
    sockets.answers = () => [];
    const next = await cut();
    const request = await next.whenGot("match_join");
    await match.leave();
    sockets.answers = (message) => [{ cid: message["cid"] }];
    next.send(joined(request, "me2"));
    await next.whenGot("match_leave");
    expect(types()).toEqual(["joined", "down", "closed"]);
  });

  it("C8 · is closed when the socket is disconnected on purpose", async () => {
    sockets.answers = (message) => ("match_join" in message ? [joined(message, "me")] : []);
    await openMatch(online.socket, { matchId: ID }, receive);
    await online.logout().catch(() => {});
    expect(types()).toEqual(["joined", "down", "closed"]);
    expect(events.at(-1)).toMatchObject({ error: { code: "signed-out" } });
  });
});
