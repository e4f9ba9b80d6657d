import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { binarySocket } from "../src/binary/index.js";
import { device, Online, type OnlineOptions } from "../src/index.js";
import { matchmake } from "../src/services/index.js";
import { FaultServer, issue, json } from "./fault-server.js";
import { type ScriptedSocket, ScriptedSockets, wirePresence } from "./scripted-socket.js";
import { VirtualClock } from "./virtual-clock.js";

let server: FaultServer;
let sockets: ScriptedSockets;
let clock: VirtualClock;
let online: Online;
let serial: number;
const log: string[] = [];

async function start(options: OnlineOptions = {}): Promise<void> {
  online = new Online({ port: server.port, clock, timeoutMs: 7000, random: () => 0.5, ...options });
  online.on("socketConnected", () => log.push("connected"));
  online.on("socketDisconnected", (event) => log.push(`disconnected ${event.code} ${event.willReconnect}`));
  online.on("socketReconnecting", (event) => log.push(`reconnecting ${event.attempt} ${event.delayMs}`));
  online.on("socketReconnected", () => log.push("reconnected"));
  await online.authenticate(device({ id: "device-of-the-test" }));
}

async function connected(options: OnlineOptions = {}): Promise<ScriptedSocket> {
  await start(options);
  await online.connect();
  return sockets.at(0);
}

beforeEach(async () => {
  server = await FaultServer.start();
  sockets = new ScriptedSockets(server);
  clock = new VirtualClock();
  serial = 0;
  log.length = 0;
  server.answer = (_, response) => {
    serial += 1;
    json(response, 200, issue({ serial }));
  };
});

afterEach(async () => {
  await online.close();
  expect(clock.delaysMs).toEqual([]);
  await server.stop();
});

describe("connecting", () => {
  it("A8 · everything that needs the socket connects it, once", async () => {
    await start();
    sockets.answers = (message) => [{ cid: message["cid"], pong: {} }];
    await Promise.all([
      online.socket.request("ping", {}),
      online.connect(),
      online.socket.request("ping", {}),
    ]);
    expect(server.sockets).toHaveLength(1);
    expect(log).toEqual(["connected"]);
    expect(online.socket.state).toBe("connected");
  });

  it("A8 · an upgrade that is refused is tried once more with a renewed session", async () => {
    await start();
    server.refuseUpgrades = [401];
    await online.connect();
    expect(server.asked("/session/refresh")).toHaveLength(1);
    const [first, second] = server.upgrades.map((query) => query.get("token"));
    expect(first).not.toBe(second);
  });

  it("A8 · a server without a WebSocket is server-unreachable, and the socket stays idle", async () => {
    await start();
    server.refuseUpgrades = [404, 404];
    const outcome = expect(online.connect()).rejects;
    await outcome.toMatchObject({ code: "server-unreachable", message: expect.stringContaining("/ws") });
    expect(online.socket.state).toBe("idle");
    await online.connect();
  });

  it("A8 · a socket does not open before the session is valid", async () => {
    await start();
    clock.advance(60_000);
    await online.connect();
    expect(server.asked("/session/refresh")).toHaveLength(1);
    expect(server.upgrades).toHaveLength(1);
  });

  it("A8 · aborting ends the try", async () => {
    await start();
    const signal = AbortSignal.abort("enough");
    await expect(online.connect({ signal })).rejects.toMatchObject({ code: "aborted", cause: "enough" });
    expect(online.socket.state).toBe("idle");
    const later = new AbortController();
    const outcome = expect(online.connect({ signal: later.signal })).rejects.toMatchObject({
      code: "aborted",
    });
    later.abort();
    await outcome;
    expect(online.socket.state).toBe("idle");
  });

  it("A8 · closing while it connects rejects with closed", async () => {
    await start();
    const outcome = expect(online.connect()).rejects.toMatchObject({ code: "closed" });
    await online.close();
    await outcome;
    await expect(online.connect()).rejects.toMatchObject({ code: "closed" });
  });

  it("A8 · disconnecting and connecting again makes another socket", async () => {
    await connected();
    await online.socket.disconnect();
    await online.connect();
    expect(server.sockets).toHaveLength(2);
    expect(log).toEqual(["connected", "disconnected 1000 false", "connected"]);
  });
});

describe("requests", () => {
  it("A8 · are answered by their number, whatever the order", async () => {
    const socket = await connected();
    const first = online.socket.request("rpc", { id: "one" });
    const second = online.socket.request("rpc", { id: "two" });
    await socket.whenGot("rpc", 2);
    const [one, two] = socket.received;
    socket.send({ cid: two?.["cid"], rpc: { id: "two" } }, { cid: one?.["cid"], rpc: { id: "one" } });
    expect((await first).body).toEqual({ id: "one" });
    expect((await second).body).toEqual({ id: "two" });
  });

  it("A9 · reject with the server's error and its code", async () => {
    await connected();
    sockets.answers = (message) => [{ cid: message["cid"], error: { code: 3, message: "no such thing" } }];
    await expect(online.socket.request("rpc", { id: "x" })).rejects.toMatchObject({
      name: "NakodoError",
      code: "invalid-argument",
      socketCode: 3,
      serverMessage: "no such thing",
    });
  });

  it("A9 · reject with timeout when no answer comes, and a late one harms nothing", async () => {
    const socket = await connected({ pingIntervalMs: 60_000 });
    const outcome = expect(online.socket.request("rpc", { id: "x" })).rejects.toMatchObject({
      code: "timeout",
    });
    const { cid } = await socket.whenGot("rpc");
    clock.advance(7000);
    await outcome;
    sockets.answers = (message) => [
      { cid, rpc: {} },
      { cid: message["cid"], pong: {} },
    ];
    await expect(online.socket.request("ping", {})).resolves.toMatchObject({ type: "pong" });
  });

  it("A9 · reject with connection-lost as soon as the socket is lost", async () => {
    const socket = await connected();
    const outcome = expect(online.socket.request("rpc", { id: "x" })).rejects.toMatchObject({
      code: "connection-lost",
    });
    await socket.whenGot("rpc");
    socket.webSocket.terminate();
    await outcome;
  });

  it("A9 · that the server would close the socket for are refused before they are sent", async () => {
    const socket = await connected();
    const body = { id: "x", payload: "é".repeat(2100) };
    await expect(online.socket.request("rpc", body)).rejects.toMatchObject({ code: "message-too-large" });
    expect(socket.received).toEqual([]);
  });

  it("A9 · a search that is refused so leaves nothing that waits", async () => {
    const socket = await connected();
    const { delaysMs } = clock;
    const search = matchmake(online.socket, { minCount: 2, maxCount: 2, query: "+a:b ".repeat(1000) });
    await expect(search).rejects.toMatchObject({ code: "message-too-large" });
    expect(clock.delaysMs).toEqual(delaysMs);
    expect(socket.received).toEqual([]);
  });

  it("A9 · in binary, what has no place in the protocol is refused before it is sent, and leaves nothing", async () => {
    const socket = await connected({ codec: binarySocket() });
    const { delaysMs } = clock;
    expect(server.upgrades.map((query) => query.get("format"))).toEqual(["protobuf"]);
    const refused = { code: "invalid-argument", message: "min_count must be a whole number of 32 bits" };
    await expect(matchmake(online.socket, { minCount: 1.5, maxCount: 2 })).rejects.toMatchObject(refused);
    await expect(online.socket.request("match_jion", {})).rejects.toMatchObject({ code: "invalid-argument" });
    expect(clock.delaysMs).toEqual(delaysMs);
    expect(socket.received).toEqual([]);
  });

  it("A9 · an error that answers nothing, and a message that cannot be read, are told of", async () => {
    const socket = await connected();
    const errors: string[] = [];
    online.socket.on("error", ({ error }) => errors.push(`${error.code} ${error.message}`));
    sockets.answers = (message) => [{ cid: message["cid"], pong: {} }];
    socket.webSocket.send("rubbish");
    socket.send({ error: { code: 3, message: "Invalid match ID" } });
    await online.socket.request("ping", {});
    expect(errors).toEqual([
      "bad-response the server sent a message that cannot be read",
      "invalid-argument Invalid match ID",
    ]);
  });
});

describe("a link that is lost", () => {
  it("A8 · is made again, after a random wait that grows with each failure", async () => {
    const socket = await connected();
    server.refuseUpgrades = [503, 503, 503, 503];
    socket.webSocket.terminate();
    for (const delayMs of [125, 250, 500]) {
      await clock.whenSet(delayMs);
      clock.advance(delayMs);
    }
    await online.socket.once("reconnected");
    expect(log).toEqual([
      "connected",
      "disconnected 1006 true",
      "reconnecting 1 125",
      "reconnecting 2 250",
      "reconnecting 3 500",
      "reconnected",
    ]);
  });

  it("A8 · that is lost again at once waits longer, and starts afresh when it has held", async () => {
    const socket = await connected({ pingIntervalMs: 60_000 });
    socket.webSocket.terminate();
    for (const [index, delayMs] of [125, 250, 500].entries()) {
      await clock.whenSet(delayMs);
      const back = online.socket.once("reconnected");
      clock.advance(delayMs);
      await back;
      if (delayMs === 500) clock.advance(10_000);
      (await sockets.at(index + 1)).webSocket.terminate();
    }
    await clock.whenSet(125);
    await online.connect();
  });

  it("A8 · is not tried again when a listener disconnects", async () => {
    const socket = await connected();
    online.socket.on("reconnecting", () => void online.socket.disconnect());
    const failed = online.socket.once("reconnectFailed");
    socket.webSocket.terminate();
    await failed;
    expect(clock.delaysMs).toEqual([]);
  });

  it("A8 · is tried at once when somebody asks for it", async () => {
    const socket = await connected();
    socket.webSocket.terminate();
    await clock.whenSet(125);
    await online.connect();
    expect(log.at(-1)).toBe("reconnected");
  });

  it.each(["online", "visibilitychange"])("A8 · is tried at once on the page's %s event", async (type) => {
    const scope = new EventTarget();
    const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
    const names = ["addEventListener", "removeEventListener"] as const;
    for (const name of names) Object.assign(globalThis, { [name]: scope[name].bind(scope) });
    Object.assign(globalThis, { document: page });
    try {
      const socket = await connected();
      const back = online.socket.once("reconnected");
      socket.webSocket.terminate();
      await clock.whenSet(125);
      (type === "online" ? scope : page).dispatchEvent(new Event(type));
      await back;
      await online.close();
    } finally {
      for (const name of [...names, "document"]) Reflect.deleteProperty(globalThis, name);
    }
  });

  it("A8 · is given up after as many tries as were allowed", async () => {
    const socket = await connected({ reconnect: { maxAttempts: 2, baseDelayMs: 100, maxDelayMs: 1000 } });
    server.refuseUpgrades = [503, 503, 503, 503];
    const failed = online.socket.once("reconnectFailed");
    socket.webSocket.terminate();
    for (const delayMs of [50, 100]) {
      await clock.whenSet(delayMs);
      clock.advance(delayMs);
    }
    expect((await failed).error.code).toBe("connection-lost");
    expect(online.socket.state).toBe("idle");
  });

  it("A8 · is not made again when the session has ended for good", async () => {
    const socket = await connected({ keepCredential: false, pingIntervalMs: 1_000_000 });
    const failed = online.socket.once("reconnectFailed");
    clock.advance(60_000);
    server.answer = (_, response) =>
      json(response, 401, { code: 16, message: "Refresh token invalid or expired." });
    socket.webSocket.terminate();
    await clock.whenSet(125);
    clock.advance(125);
    expect((await failed).error.code).toBe("reauth-required");
  });

  it("A8 · is not made again when the server ended the session on purpose", async () => {
    const socket = await connected();
    const gone = online.socket.once("disconnected");
    socket.webSocket.close(1000, "server-side session disconnect");
    expect(await gone).toMatchObject({ willReconnect: false, error: { code: "connection-lost" } });
    expect(online.socket.state).toBe("idle");
  });

  it("A8 · and its wait end with disconnect()", async () => {
    const socket = await connected();
    socket.webSocket.terminate();
    await clock.whenSet(125);
    const failed = online.socket.once("reconnectFailed");
    await online.socket.disconnect();
    expect((await failed).error.code).toBe("connection-lost");
    expect(online.socket.state).toBe("idle");
  });

  it("A8 · takes the searches for players with it", async () => {
    const socket = await connected();
    sockets.answers = (message) => [
      { cid: message["cid"], matchmaker_ticket: { ticket: `ticket-${message["cid"]}` } },
    ];
    const outcome = expect(matchmake(online.socket, { minCount: 2, maxCount: 2 })).rejects.toMatchObject({
      code: "connection-lost",
    });
    await socket.whenGot("matchmaker_add");
    socket.webSocket.terminate();
    await outcome;
  });
});

describe("the socket and the session", () => {
  it("A5 · a session that nothing but the socket uses is renewed before its refresh token ends", async () => {
    await connected({ pingIntervalMs: 10_000_000 });
    const renewed = online.once("sessionChanged");
    clock.advance(1_799_999);
    expect(server.asked("/session/refresh")).toEqual([]);
    clock.advance(1);
    expect((await renewed).reason).toBe("refreshed");
    expect(log).toEqual(["connected"]);
  });

  it("A8 · the socket ends when somebody else signs in, and the next one is theirs", async () => {
    await connected();
    const gone = online.socket.once("disconnected");
    server.answer = (_, response) => json(response, 200, issue({ uid: "somebody-else" }));
    await online.authenticate(device({ id: "another-device" }));
    expect(await gone).toMatchObject({ willReconnect: false, error: { code: "signed-out" } });
    await online.connect();
    expect(server.upgrades).toHaveLength(2);
  });

  it("A8 · the same player signing in again keeps the socket", async () => {
    await connected();
    await online.authenticate(device({ id: "device-of-the-test" }));
    expect(online.socket.state).toBe("connected");
  });

  it("A7 · waiting for an event ends with close(), which can be said twice", async () => {
    await connected();
    const outcomes = [
      expect(online.once("socketReconnected")).rejects.toMatchObject({ code: "closed" }),
      expect(online.socket.once("reconnected")).rejects.toMatchObject({ code: "closed" }),
    ];
    await Promise.all([online.close(), online.close()]);
    await Promise.all(outcomes);
    expect(log).toEqual(["connected", "disconnected 1000 false"]);
  });
});

describe("a silent link", () => {
  it("A8 · is asked for a sign of life, and is made again when none comes in time", async () => {
    const socket = await connected({ pingIntervalMs: 4000, pingTimeoutMs: 3000 });
    clock.advance(4000);
    await socket.whenGot("ping");
    clock.advance(2999);
    expect(online.socket.state).toBe("connected");
    const gone = online.socket.once("disconnected");
    clock.advance(1);
    expect(await gone).toMatchObject({ code: 1006, reason: "silent link", willReconnect: true });
  });

  it("A8 · that answers lives on", async () => {
    sockets.answers = (message) => [{ cid: message["cid"], pong: {} }];
    const socket = await connected({ pingIntervalMs: 4000, pingTimeoutMs: 3000 });
    for (let round = 1; round <= 3; round += 1) {
      clock.advance(4000);
      await socket.whenGot("ping", round);
      await online.socket.request("rpc", {});
      clock.advance(3000);
    }
    expect(log).toEqual(["connected"]);
  });

  it("A8 · is not asked while messages come", async () => {
    sockets.answers = (message) => [{ cid: message["cid"], rpc: {} }];
    const socket = await connected({ pingIntervalMs: 4000, pingTimeoutMs: 3000 });
    for (let round = 0; round < 5; round += 1) {
      await online.socket.request("rpc", {});
      clock.advance(4000);
    }
    expect(socket.all("ping")).toEqual([]);
  });

  it("A8 · in a page that was suspended meanwhile gets another chance", async () => {
    const socket = await connected({ pingIntervalMs: 4000, pingTimeoutMs: 3000 });
    clock.advance(4000);
    await socket.whenGot("ping");
    clock.suspend(600_000);
    expect(online.socket.state).toBe("connected");
    await socket.whenGot("ping", 2);
  });
});

describe("the matchmaker", () => {
  const self = {
    presence: wirePresence("ayu"),
    string_properties: { mode: "ranked" },
    numeric_properties: { rank: 7 },
  };

  it("C1 · a match that is found right behind its ticket is not missed", async () => {
    await connected();
    sockets.answers = (message) => [
      { cid: message["cid"], matchmaker_ticket: { ticket: "ticket-1" } },
      { matchmaker_matched: { ticket: "ticket-1", token: "a.b.c", users: [self], self } },
    ];
    const tickets: string[] = [];
    const found = await matchmake(
      online.socket,
      {
        minCount: 2,
        maxCount: 4,
        countMultiple: 2,
        query: "+properties.mode:ranked",
        stringProperties: { mode: "ranked" },
      },
      { onTicket: (ticket) => tickets.push(ticket) },
    );
    expect(tickets).toEqual(["ticket-1"]);
    expect(found).toMatchObject({
      target: { token: "a.b.c" },
      self: {
        presence: { sessionId: "session-ayu", username: "ayu" },
        partyId: "",
        stringProperties: { mode: "ranked" },
        numericProperties: { rank: 7 },
      },
    });
    expect(sockets.all[0]?.received[0]).toEqual({
      cid: "1",
      matchmaker_add: {
        query: "+properties.mode:ranked",
        min_count: 2,
        max_count: 4,
        count_multiple: 2,
        string_properties: { mode: "ranked" },
        numeric_properties: {},
      },
    });
  });

  it("C1 · a search that is aborted takes its ticket back, even one that comes afterwards", async () => {
    const socket = await connected();
    const early = new AbortController();
    const first = expect(
      matchmake(online.socket, { minCount: 2, maxCount: 2 }, { signal: early.signal }),
    ).rejects.toMatchObject({ code: "aborted" });
    const { cid } = await socket.whenGot("matchmaker_add");
    early.abort();
    await first;
    socket.send({ cid, matchmaker_ticket: { ticket: "late" } });
    expect(await socket.whenGot("matchmaker_remove")).toMatchObject({
      matchmaker_remove: { ticket: "late" },
    });
  });
});
