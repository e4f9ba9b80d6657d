import { createServer } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { LocalServer } from "./local-server.js";
import { LocalServerError } from "./runtime/local-server-error.js";
import { VirtualClock } from "./runtime/virtual-clock.js";
import { type LocalServerOptions, startLocalServer } from "./start-local-server.js";

const running: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function start(options: LocalServerOptions = {}): Promise<LocalServer> {
  const server = await startLocalServer({ port: 0, ...options });
  running.push(server);
  return server;
}

async function signIn(server: LocalServer, id: string): Promise<{ token: string; userId: string }> {
  const response = await fetch(`${server.url}/v2/account/authenticate/device`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${server.serverKey}:`).toString("base64")}` },
    body: JSON.stringify({ id: `device of ${id}`.replaceAll(" ", "-") }),
  });
  const token = /"token":"([^"]+)"/.exec(await response.text())?.[1] ?? "";
  const userId =
    /"uid":"([^"]+)"/.exec(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())?.[1] ?? "";
  return { token, userId };
}

async function openSocket(server: LocalServer, token: string): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws?token=${token}`);
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  return socket;
}

function nextText(socket: WebSocket): Promise<string> {
  return new Promise((resolve) => socket.once("message", (data) => resolve(data.toString())));
}

function closeOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.once("close", resolve));
}

describe("starting and stopping", () => {
  it("L1 · a free port is found, and freed again", async () => {
    const server = await start();
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    await server.stop();
    const again = await start({ port: server.port });
    expect(again.port).toBe(server.port);
  });

  it("L1 · a port in use is named with its cure", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const failure = await startLocalServer({ port }).catch((error: unknown) => error);
    await new Promise((resolve) => other.close(resolve));
    expect(failure).toBeInstanceOf(LocalServerError);
    expect(failure).toMatchObject({
      code: "port-in-use",
      message: `Another program listens on 127.0.0.1:${port}: stop it, or choose another port (0 takes a free one).`,
    });
  });

  it.each([
    { port: -1 },
    { port: 1.5 },
    { port: 65_536 },
    { tokenExpirySec: 0 },
    { matchmakerIntervalSec: Number.NaN },
  ])("L1 · refused: %j", async (options) => {
    await expect(startLocalServer(options)).rejects.toMatchObject({ code: "invalid-option" });
  });

  it("L1 · stopping cuts the sockets as a crash does", async () => {
    const server = await start();
    const socket = await openSocket(server, (await signIn(server, "someone")).token);
    const closed = closeOf(socket);
    await server.stop();
    expect(await closed).toBe(1006);
  });
});

describe("time and chance", () => {
  it("A5 · a token expires by the clock that was given; an open socket outlives it", async () => {
    const clock = new VirtualClock();
    const server = await start({ clock, tokenExpirySec: 10 });
    const { token } = await signIn(server, "someone");
    const socket = await openSocket(server, token);
    const ask = (): Promise<Response> =>
      fetch(`${server.url}/v2/account`, { headers: { authorization: `Bearer ${token}` } });
    clock.advance(9_000);
    expect((await ask()).status).toBe(200);
    clock.advance(1_000);
    expect((await ask()).status).toBe(401);
    const answered = nextText(socket);
    socket.send('{"cid":"1","ping":{}}');
    expect(await answered).toBe('{"cid":"1","pong":{}}');
  });

  it("L1 · a socket that never answers pings is closed after 25 s", async () => {
    const clock = new VirtualClock();
    const server = await start({ clock });
    const { token } = await signIn(server, "someone");
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws?token=${token}`, {
      autoPong: false,
    });
    await new Promise((resolve) => socket.once("open", resolve));
    const pinged = new Promise((resolve) => socket.once("ping", resolve));
    const closed = closeOf(socket);
    clock.advance(15_000);
    await pinged;
    clock.advance(10_000);
    expect(await closed).toBe(1000);
  });
});

describe("faults on purpose", () => {
  it("L1 · sockets can be cut: all, or one player's", async () => {
    const server = await start();
    const [one, two] = [await signIn(server, "player one"), await signIn(server, "player two")];
    const sockets = [await openSocket(server, one.token), await openSocket(server, two.token)];
    const closes = sockets.map(closeOf);
    expect(server.socketCount).toBe(2);
    expect(server.dropSockets(one.userId)).toBe(1);
    expect(await closes[0]).toBe(1006);
    expect(server.dropSockets()).toBe(1);
    expect(await closes[1]).toBe(1006);
    expect(server.socketCount).toBe(0);
  });

  it("L1 · a line can go silent in both directions, and nothing is lost", async () => {
    const server = await start();
    const socket = await openSocket(server, (await signIn(server, "someone")).token);
    const resume = server.pauseSockets();
    const received: string[] = [];
    const all = new Promise<void>((resolve) => {
      socket.on("message", (data) => {
        received.push(data.toString());
        if (received.length === 60) resolve();
      });
    });
    for (let count = 0; count < 60; count++) socket.send('{"ping":{}}');
    await (await fetch(`${server.url}/healthcheck`)).text();
    expect(received).toEqual([]);
    resume();
    await all;
  });
});

describe("the log", () => {
  it("L1 · has a line for each request, and no token, key or password in any", async () => {
    const lines: string[] = [];
    const server = await start({ log: (line) => lines.push(line), serverKey: "very-secret-key" });
    const { token } = await signIn(server, "someone");
    await fetch(`${server.url}/v2/account?secret=1`, { headers: { authorization: `Bearer ${token}` } });
    await openSocket(server, token);
    expect(lines).toEqual([
      expect.stringMatching(/^POST \/v2\/account\/authenticate\/device 200 \d+ ms$/),
      expect.stringMatching(/^GET \/v2\/account 200 \d+ ms$/),
      "GET /ws 101",
    ]);
  });
});

describe("a client that goes away", () => {
  it("L1 · while it sends is no mistake of the server's, which goes on", async () => {
    const warnings: string[] = [];
    const server = await start({ warn: (text) => warnings.push(text) });
    const socket = connect(server.port, server.host);
    socket.write("POST /v2/account/authenticate/device HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{");
    await new Promise((resolve) => socket.once("connect", resolve));
    expect((await fetch(`${server.url}/healthcheck`)).status).toBe(200);
    socket.resetAndDestroy();
    await new Promise((resolve) => socket.once("close", resolve));
    expect((await fetch(`${server.url}/healthcheck`)).status).toBe(200);
    await server.stop();
    expect(warnings).toEqual([]);
  });
});

describe("the order of answers and presence", () => {
  async function firstTwo(options: LocalServerOptions): Promise<string[]> {
    const server = await start(options);
    const socket = await openSocket(server, (await signIn(server, "someone")).token);
    const received: string[] = [];
    const both = new Promise<void>((resolve) => {
      socket.on("message", (data) => {
        received.push(/"(match|match_presence_event)":/.exec(data.toString())?.[1] ?? "");
        if (received.length === 2) resolve();
      });
    });
    socket.send('{"cid":"1","match_create":{}}');
    await both;
    return received;
  }

  it("C1 · the answer comes first unless the other order is asked for", async () => {
    expect(await firstTwo({})).toEqual(["match", "match_presence_event"]);
    expect(await firstTwo({ presenceOrder: "before-reply" })).toEqual(["match_presence_event", "match"]);
  });
});
