import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { device, Online } from "../src/index.js";
import { FaultServer, issue, json } from "./fault-server.js";
import { VirtualClock } from "./virtual-clock.js";

const DEVICE = device({ id: "device-of-the-test" });

let server: FaultServer;
let clock: VirtualClock;
let online: Online;

beforeEach(async () => {
  server = await FaultServer.start();
  clock = new VirtualClock();
  online = new Online({ port: server.port, clock, timeoutMs: 7000 });
  server.answer = (_, response) => json(response, 200, issue());
  await online.authenticate(DEVICE);
});

afterEach(async () => {
  await online.close();
  await server.stop();
});

describe("an answer that is none", () => {
  it.each([
    [200, "<html>a hotel's portal</html>"],
    [502, "<html>bad gateway</html>"],
    [404, "not here"],
  ])("A9 · HTTP %d without JSON is bad-response, with the status", async (status, body) => {
    server.answer = (_, response) => response.writeHead(status).end(body);
    const outcome = expect(online.api.getAccount()).rejects;
    await outcome.toMatchObject({ code: "bad-response", message: expect.stringContaining("Nakama") });
  });

  it("A9 · a sign-in answered without a token is bad-response", async () => {
    server.answer = (_, response) => json(response, 200, {});
    await expect(online.authenticate(DEVICE)).rejects.toMatchObject({ code: "bad-response" });
  });

  it("A9 · a sign-in answered with a token that cannot be read is bad-response", async () => {
    server.answer = (_, response) => json(response, 200, { token: "a.b.c", refresh_token: "d" });
    await expect(online.authenticate(DEVICE)).rejects.toMatchObject({ code: "bad-response" });
  });

  it.each([
    ["no answer at all", false],
    ["an answer whose body stops", true],
  ])("A9 · %s is timeout, after the set time", async (_, startBody) => {
    server.answer = (_request, response) => {
      if (startBody) response.writeHead(200, { "Content-Type": "application/json" }).write('{"user":');
    };
    const outcome = expect(online.api.getAccount()).rejects.toMatchObject({ code: "timeout" });
    await server.until(() => server.asked("/v2/account").length === 1);
    clock.advance(6999);
    expect(clock.delaysMs).toEqual([7000]);
    clock.advance(1);
    await outcome;
    expect(clock.delaysMs).toEqual([]);
  });

  it("A9 · a connection that breaks before the answer is connection-lost, and the call is not sent again", async () => {
    server.answer = (_, response) => response.destroy();
    await expect(online.api.getAccount()).rejects.toMatchObject({ code: "connection-lost" });
    expect(server.asked("/v2/account")).toHaveLength(1);
  });
});

describe("refusals", () => {
  it.each([
    [400, 3, "invalid-argument"],
    [403, 7, "permission-denied"],
    [404, 5, "not-found"],
    [409, 6, "already-exists"],
    [429, 8, "rate-limited"],
    [500, 13, "server-error"],
    [503, 14, "server-error"],
  ])("A9 · HTTP %d with gRPC code %d is %s, with the server's words", async (httpStatus, grpcCode, code) => {
    server.answer = (_, response) =>
      json(response, httpStatus, { code: grpcCode, message: "the server's words" });
    await expect(online.api.getAccount()).rejects.toMatchObject({
      name: "NakodoError",
      code,
      httpStatus,
      grpcCode,
      serverMessage: "the server's words",
    });
  });

  it("A9 · an argument that nakama-js misses is invalid-argument", async () => {
    const noId: unknown = undefined;
    await expect(online.api.joinGroup(noId as string)).rejects.toMatchObject({ code: "invalid-argument" });
  });
});

describe("nobody there", () => {
  it("A9 · a port without a server is server-unreachable, with address and cure", async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const address = probe.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await new Promise<void>((resolve) => probe.close(() => resolve()));
    const alone = new Online({ port });
    await expect(alone.authenticate(DEVICE)).rejects.toMatchObject({
      code: "server-unreachable",
      message: `no server at 127.0.0.1:${port}: start one with \`npx nakodo-local-server\`, or check \`port\``,
    });
    await alone.close();
  });
});

describe("what a call leaves behind", () => {
  it("A9 · closing rejects the calls under way with closed, and no timer stays", async () => {
    server.answer = () => {};
    const outcome = expect(online.api.getAccount()).rejects.toMatchObject({ code: "closed" });
    await server.until(() => server.asked("/v2/account").length === 1);
    await online.close();
    await outcome;
    expect(clock.delaysMs).toEqual([]);
    await expect(online.api.getAccount()).rejects.toMatchObject({ code: "closed" });
    await expect(online.authenticate(DEVICE)).rejects.toMatchObject({ code: "closed" });
  });

  it("A9 · nakama-js's own timers are never set, and the globals are as they were", async () => {
    const { fetch, setTimeout } = globalThis;
    const set: number[] = [];
    globalThis.setTimeout = Object.assign((...rest: Parameters<typeof setTimeout>) => {
      if (rest[1] === 7000) set.push(rest[1]);
      return setTimeout(...rest);
    }, setTimeout);
    try {
      server.answer = (_, response) => json(response, 200, { user: { username: "ayu" } });
      await expect(online.api.getAccount()).resolves.toMatchObject({ user: { username: "ayu" } });
    } finally {
      globalThis.setTimeout = setTimeout;
    }
    expect(set).toEqual([]);
    expect(globalThis.fetch).toBe(fetch);
  });

  it("A9 · online.api has nakama-js's calls with a session, and none that make one", () => {
    const names = Object.keys(online.api);
    expect(names).toEqual(
      expect.arrayContaining(["getAccount", "listFriends", "writeStorageObjects", "rpc"]),
    );
    expect(names).toHaveLength(69);
    expect(names.filter((name) => /authenticate|session|Socket|HttpKey/i.test(name))).toEqual([]);
  });
});
