import type { NakodoError, Online } from "@nakodo/session";
import { matchmake, openMatch } from "@nakodo/session/services";
import { describe, expect, inject, it } from "vitest";
import { MatchLog } from "./match-log.js";
import { closing, newPlayer } from "./players.js";
import { TcpProxy } from "./tcp-proxy.js";

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);

/** Two players in one match that the first one made. */
async function twoInMatch(second?: Online) {
  const [a, b] = [await newPlayer(), second ?? (await newPlayer())];
  const [logA, logB] = [new MatchLog(), new MatchLog()];
  const matchA = await openMatch(a.socket, { create: true }, logA.receive);
  const matchB = await openMatch(b.socket, { matchId: matchA.matchId }, logB.receive);
  await logA.until((log) => log.present.has(matchB.self.sessionId));
  return { a, b, logA, logB, matchA, matchB };
}

async function newProxy(): Promise<TcpProxy> {
  const proxy = await TcpProxy.start(inject("server"));
  closing({ close: () => proxy.stop() });
  return proxy;
}

/** Comes back quickly, so that a test need not wait. */
const EAGER = { reconnect: { baseDelayMs: 20, maxDelayMs: 100 } };

describe("match data", () => {
  it("C10 · arrives whole, in order, with sender and op code: empty, with op code 0, from a view, at the limit", async () => {
    const { logB, matchA } = await twoInMatch();
    const full = new Uint8Array(matchA.maxDataBytes()).map((_, index) => index * 7);
    const sent: [number, Uint8Array][] = [
      [0, bytes()],
      [1, Buffer.from("hello")],
      [77, bytes(9, 8, 7, 6).subarray(1, 3)],
      [99_999, full],
      [2, bytes(255)],
    ];
    for (const [opCode, data] of sent) expect(matchA.send(opCode, data)).toBe(true);
    await logB.until((log) => log.data.length === sent.length);
    expect(logB.data.map(({ opCode, data }) => [opCode, data])).toEqual(
      sent.map(([opCode, data]) => [opCode, new Uint8Array(data)]),
    );
    expect(logB.data.every(({ from }) => from?.sessionId === matchA.self.sessionId)).toBe(true);
    expect(logB.data.every(({ data }) => data.buffer.byteLength === data.length)).toBe(true);
  });

  it("C10 · one byte over the limit is message-too-large, and the socket lives on", async () => {
    const { a, matchA, matchB } = await twoInMatch();
    expect(() => matchA.send(1, new Uint8Array(matchA.maxDataBytes() + 1))).toThrow(
      expect.objectContaining({ code: "message-too-large" }),
    );
    expect(() => matchA.send(1, new Uint8Array(matchA.maxDataBytes(1) + 1), [matchB.self])).toThrow(
      expect.objectContaining({ code: "message-too-large" }),
    );
    await a.socket.request("ping", {});
    expect(a.socket.state).toBe("connected");
  });

  it("C10 · goes to those it is meant for only, at the limit for one", async () => {
    const { logB, matchA, matchB } = await twoInMatch();
    const c = await newPlayer();
    const logC = new MatchLog();
    await openMatch(c.socket, { matchId: matchA.matchId }, logC.receive);
    const full = new Uint8Array(matchA.maxDataBytes(1)).fill(3);
    matchA.send(1, full, [matchB.self]);
    matchA.send(2, bytes(2), []);
    matchA.send(3, bytes(3));
    await Promise.all([logB, logC].map((log) => log.until(({ data }) => data.at(-1)?.opCode === 3)));
    expect(logB.data.map(({ opCode }) => opCode)).toEqual([1, 3]);
    expect(logC.data.map(({ opCode }) => opCode)).toEqual([3]);
  });
});

describe("entering and leaving", () => {
  it("C1 · two find each other by matchmaker, and enter by its token", async () => {
    const players = [await newPlayer(), await newPlayer()];
    const mode = `mode${Math.floor(Date.now())}`;
    const found = await Promise.all(
      players.map((one) =>
        matchmake(one.socket, {
          minCount: 2,
          maxCount: 2,
          query: `+properties.mode:${mode}`,
          stringProperties: { mode },
          numericProperties: { rank: 7 },
        }),
      ),
    );
    const logs = players.map(() => new MatchLog());
    const matches = await Promise.all(
      players.map((one, index) => {
        const target = found[index]?.target;
        const log = logs[index];
        if (target === undefined || log === undefined) throw new Error("nobody was found");
        return openMatch(one.socket, target, log.receive);
      }),
    );
    expect(new Set(matches.map((match) => match.matchId)).size).toBe(1);
    expect(found[0]?.users.map((user) => user.presence.userId).sort()).toEqual(
      players.map((one) => one.session?.userId).sort(),
    );
    expect(found[0]?.self).toMatchObject({ stringProperties: { mode }, numericProperties: { rank: 7 } });
    await Promise.all(logs.map((log) => log.until(({ present }) => present.size === 1)));
  });

  it("C1 · the same name is the same match", async () => {
    const [a, b] = [await newPlayer(), await newPlayer()];
    const name = `the-den-${Date.now()}`;
    const one = await openMatch(a.socket, { create: true, name }, () => {});
    const log = new MatchLog();
    const other = await openMatch(b.socket, { create: true, name }, log.receive);
    expect(other.matchId).toBe(one.matchId);
    expect([...log.present.keys()]).toEqual([one.self.sessionId]);
  });

  it.each([
    ["that has ended", "b9bf62c4-55a5-4bdd-a291-6030bdeaa644."],
    ["whose code is wrong", "WRONG"],
  ])("C1 · a match %s is match-not-found", async (_, matchId) => {
    const online = await newPlayer();
    await expect(openMatch(online.socket, { matchId }, () => {})).rejects.toMatchObject({
      code: "match-not-found",
    });
    expect(online.socket.state).toBe("connected");
  });

  it("C4 · others see who comes and who goes, each once, and nobody sees itself", async () => {
    const { logA, logB, matchA, matchB } = await twoInMatch();
    await matchB.leave();
    await matchB.leave();
    await logA.until((log) => log.present.size === 0);
    const changes = logA.events.filter((event) => event.type === "presence");
    expect(changes.map(({ joins, leaves }) => [joins.length, leaves.length])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(logA.selvesSeen(matchA.self.sessionId) + logB.selvesSeen(matchB.self.sessionId)).toBe(0);
    expect(logB.events.at(-1)).toEqual({ type: "closed", error: undefined });
  });

  it("C1 · a join that is aborted leaves nobody in the match", async () => {
    const { a, logA, matchA } = await twoInMatch();
    const c = await newPlayer();
    await c.connect();
    const stop = new AbortController();
    const join = openMatch(c.socket, { matchId: matchA.matchId }, () => {}, { signal: stop.signal });
    await Promise.resolve();
    stop.abort();
    await expect(join).rejects.toMatchObject({ code: "aborted" });
    await c.socket.request("ping", {});
    await c.socket.request("ping", {});
    await a.socket.request("ping", {});
    await logA.until(({ present }) => present.size === 1);
  });
});

describe("a socket that is lost", () => {
  it("A8 · comes back, and the match with it: another session id, and data flows both ways", async () => {
    const proxy = await newProxy();
    const { b, logA, logB, matchA, matchB } = await twoInMatch(
      await newPlayer({ port: proxy.port, ...EAGER }),
    );
    const told: string[] = [];
    for (const type of ["socketDisconnected", "socketReconnecting", "socketReconnected"] as const) {
      b.on(type, () => told.push(type));
    }
    const before = matchB.self.sessionId;
    proxy.cut();
    await logB.until((log) => log.events.at(-1)?.type === "joined" && log.events.length > 1);
    expect(told[0]).toBe("socketDisconnected");
    expect(told.at(-1)).toBe("socketReconnected");
    expect(matchB.self.sessionId).not.toBe(before);
    await logA.until(({ present }) => present.size === 1 && present.has(matchB.self.sessionId));
    expect(matchA.send(1, bytes(1))).toBe(true);
    expect(matchB.send(2, bytes(2))).toBe(true);
    await Promise.all([logA, logB].map((log) => log.until(({ data }) => data.length > 0)));
    expect(logA.data[0]?.from?.sessionId).toBe(matchB.self.sessionId);
    expect(logB.events.filter((event) => event.type === "joined").map((event) => event.rejoined)).toEqual([
      false,
      true,
    ]);
  });

  it("A8 · comes back to a match that we made, even though nobody stayed in it", async () => {
    const proxy = await newProxy();
    const a = await newPlayer({ port: proxy.port, ...EAGER });
    const log = new MatchLog();
    const match = await openMatch(a.socket, { create: true }, log.receive);
    const { matchId } = match;
    proxy.cut();
    await log.until(({ events }) => events.length > 1 && events.at(-1)?.type === "joined");
    expect(match.matchId).toBe(matchId);
    const b = await newPlayer();
    await openMatch(b.socket, { matchId }, () => {});
    await log.until(({ present }) => present.size === 1);
  });

  it("A8 · a match that ended meanwhile is closed with match-not-found", async () => {
    const proxy = await newProxy();
    const { logB, matchA } = await twoInMatch(await newPlayer({ port: proxy.port, ...EAGER }));
    proxy.refuse();
    proxy.cut();
    await logB.until(({ events }) => events.at(-1)?.type === "down");
    await matchA.leave();
    proxy.accept();
    await logB.until(({ events }) => events.at(-1)?.type === "closed");
    expect(logB.events.at(-1)).toMatchObject({ error: { code: "match-not-found" } });
  });

  it("A8 · a link that has gone silent is found by our own ping", async () => {
    const proxy = await newProxy();
    const b = await newPlayer({
      port: proxy.port,
      pingIntervalMs: 100,
      pingTimeoutMs: 200,
      ...EAGER,
    });
    const { logB, matchB } = await twoInMatch(b);
    const gone = b.socket.once("disconnected");
    proxy.freeze();
    expect(await gone).toMatchObject({ reason: "silent link", willReconnect: true });
    expect(matchB.send(1, bytes(1))).toBe(false);
    proxy.thaw();
    await logB.until(({ events }) => events.at(-1)?.type === "joined");
  });

  it("A9 · a request that was under way is connection-lost", async () => {
    const proxy = await newProxy();
    const online = await newPlayer({ port: proxy.port, ...EAGER });
    await online.connect();
    proxy.freeze();
    const outcome = online.socket.request("ping", {}).then(
      () => "answered",
      (error: NakodoError) => error.code,
    );
    proxy.cut();
    expect(await outcome).toBe("connection-lost");
    proxy.thaw();
    await online.connect();
  });
});
