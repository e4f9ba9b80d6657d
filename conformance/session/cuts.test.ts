import { openMatch } from "@nakodo/session/services";
import { describe, expect, it } from "vitest";
import { codeOf, EAGER, newCountedPlayer, newProxy } from "./counted-player.js";
import { MatchLog } from "./match-log.js";
import { newPlayer } from "./players.js";

describe("a connection that breaks", () => {
  it("A8 · while the socket is being opened is made again, and connect() resolves", async () => {
    const { online, proxy } = await newCountedPlayer(EAGER);
    proxy.freeze();
    const connecting = online.connect();
    await expect.poll(() => proxy.connections).toBeGreaterThan(1);
    proxy.thaw();
    proxy.cut();
    await connecting;
    expect(online.socket.state).toBe("connected");
  });

  it("A8 · for good while the socket is being opened is server-unreachable or connection-lost, and the next try finds it", async () => {
    const { online, proxy } = await newCountedPlayer(EAGER);
    proxy.freeze();
    const outcome = codeOf(online.connect());
    await expect.poll(() => proxy.connections).toBeGreaterThan(1);
    proxy.refuse();
    proxy.thaw();
    proxy.cut();
    expect(["server-unreachable", "connection-lost"]).toContain(await outcome);
    expect(online.socket.state).toBe("idle");
    proxy.accept();
    await online.connect();
  });

  it("A8 · while a match is being joined rejects the join, and leaves nobody in the match", async () => {
    const a = await newPlayer();
    const log = new MatchLog();
    const { matchId } = await openMatch(a.socket, { create: true }, log.receive);
    const { online, proxy } = await newCountedPlayer(EAGER);
    await online.connect();
    proxy.freeze();
    const outcome = codeOf(openMatch(online.socket, { matchId }, () => {}));
    await expect.poll(() => online.socket.bufferedBytes).toBe(0);
    proxy.cut();
    expect(await outcome).toBe("connection-lost");
    proxy.thaw();
    await online.connect();
    await online.socket.request("ping", {});
    await a.socket.request("ping", {});
    await log.until(({ present }) => present.size === 0);
  });

  it("A8 · while nothing happens is noticed and made again, as often as it breaks", async () => {
    const { online, proxy } = await newCountedPlayer(EAGER);
    await online.connect();
    for (let time = 0; time < 3; time += 1) {
      const back = online.once("socketReconnected");
      proxy.cut();
      await back;
    }
    await online.socket.request("ping", {});
  });

  it("A8 · while the socket comes back is tried again", async () => {
    const { online, proxy } = await newCountedPlayer(EAGER);
    await online.connect();
    const thirdTry = online.once("socketReconnecting", { where: ({ attempt }) => attempt === 3 });
    proxy.refuse();
    proxy.cut();
    await thirdTry;
    const back = online.once("socketReconnected");
    proxy.accept();
    await back;
  });

  it("A9 · with requests outstanding rejects each of them once, and those after it run", async () => {
    const { online, proxy } = await newCountedPlayer(EAGER);
    await online.connect();
    proxy.freeze();
    const outcomes = Array.from({ length: 20 }, () => codeOf(online.socket.request("ping", {})));
    proxy.cut();
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(["connection-lost"]));
    proxy.thaw();
    await online.socket.request("ping", {});
  });

  it("A9 · with HTTP calls outstanding rejects each with connection-lost, and sends none of them again", async () => {
    const { online, proxy } = await newCountedPlayer();
    proxy.freeze();
    const outcomes = Array.from({ length: 3 }, () => codeOf(online.api.getAccount()));
    await expect.poll(() => proxy.connections).toBeGreaterThan(2);
    proxy.refuse();
    proxy.cut();
    for (const outcome of outcomes) {
      expect(["connection-lost", "server-unreachable"]).toContain(await outcome);
    }
    proxy.accept();
    proxy.thaw();
    await online.api.getAccount();
    expect(proxy.timesSent("GET /v2/account")).toBe(1);
  });
});

describe("a wire that swallows everything", () => {
  it("A9 · makes a call timeout after the set time, and the next one runs", async () => {
    const { online, proxy } = await newCountedPlayer({ timeoutMs: 300 });
    proxy.freeze();
    await expect(online.api.getAccount()).rejects.toMatchObject({ code: "timeout" });
    proxy.thaw();
    await online.api.getAccount();
  });

  it("A9 · makes a sign-in and a restore timeout, and the stored tokens stay", async () => {
    const { online, proxy, store } = await newCountedPlayer({ timeoutMs: 300 });
    const kept = await store.load();
    proxy.freeze();
    expect(await codeOf(online.restore())).toBe("timeout");
    expect(await store.load()).toEqual(kept);
  });

  it("A9 · makes connect() fail after the set time, and a request on an open socket timeout", async () => {
    const { online, proxy } = await newCountedPlayer({ ...EAGER, timeoutMs: 300 });
    await online.connect();
    proxy.freeze();
    expect(await codeOf(online.socket.request("ping", {}))).toBe("timeout");
    await online.socket.disconnect();
    expect(await codeOf(online.connect())).toBe("timeout");
    proxy.cut();
    proxy.thaw();
    await online.connect();
  });

  it("A8 · does not keep close() waiting", async () => {
    const proxy = await newProxy();
    const online = await newPlayer({ port: proxy.port });
    await online.connect();
    proxy.freeze();
    const outcome = codeOf(online.api.getAccount());
    await online.close();
    expect(await outcome).toBe("closed");
  });
});

describe("an answer that is no Nakama's", () => {
  it.each([
    ["a page of HTML", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"],
    ["an empty answer", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"],
    ["a list", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"],
    ["a gateway's error", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nbad"],
  ])("A9 · %s is bad-response, and the next call runs", async (_, answer) => {
    const { online, proxy } = await newCountedPlayer();
    proxy.answerNext(answer);
    await expect(online.api.getAccount()).rejects.toMatchObject({
      name: "NakodoError",
      code: "bad-response",
    });
    await online.api.getAccount();
  });

  it("A9 · an answer that breaks off is connection-lost", async () => {
    const { online, proxy } = await newCountedPlayer();
    proxy.answerNext('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"user":');
    await expect(online.api.getAccount()).rejects.toMatchObject({ code: "connection-lost" });
    await online.api.getAccount();
  });

  it("A8 · an upgrade that is answered by a page is tried again", async () => {
    const { online, proxy } = await newCountedPlayer(EAGER);
    proxy.cut();
    proxy.answerNext("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>");
    await online.connect();
  });
});
