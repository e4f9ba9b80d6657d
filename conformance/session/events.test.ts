import { describe, expect, inject, it } from "vitest";
import { closing, makeOnline, newDevice } from "./players.js";
import { TcpProxy } from "./tcp-proxy.js";

async function proxied() {
  const proxy = await TcpProxy.start(inject("server"));
  closing({ close: () => proxy.stop() });
  const reconnect = { baseDelayMs: 20, maxDelayMs: 100 };
  return { proxy, online: makeOnline({ host: proxy.host, port: proxy.port, reconnect }) };
}

describe("events", () => {
  it("A7 · a life of a player is told in order, to each who listens", async () => {
    const { proxy, online } = await proxied();
    const logs: string[][] = [[], []];
    for (const log of logs) {
      online.on("sessionChanged", ({ reason }) => log.push(reason));
      online.on("sessionConnected", () => log.push("session"));
      online.on("socketConnected", () => log.push("connected"));
      online.on("socketDisconnected", () => log.push("disconnected"));
      online.on("socketReconnecting", ({ attempt }) => {
        if (attempt === 1) log.push("reconnecting");
      });
      online.on("socketReconnected", () => log.push("reconnected"));
    }
    await online.authenticate(newDevice());
    await online.socket.connect();
    const back = online.once("socketReconnected");
    proxy.cut();
    await back;
    await online.logout();
    expect(logs[0]).toEqual([
      "authenticated",
      "session",
      "connected",
      "disconnected",
      "reconnecting",
      "reconnected",
      "disconnected",
      "signedOut",
    ]);
    expect(logs[1]).toEqual(logs[0]);
  });

  it("A7 · each can be awaited", async () => {
    const { proxy, online } = await proxied();
    const changed = online.once("sessionChanged");
    const connected = online.once("sessionConnected");
    const session = await online.authenticate(newDevice());
    expect((await changed).session).toBe(session);
    expect((await connected).session).toBe(session);
    const socket = online.once("socketConnected");
    await online.socket.connect();
    await socket;
    const events = ["socketDisconnected", "socketReconnecting", "socketReconnected"] as const;
    const all = Promise.all(events.map((event) => online.once(event)));
    proxy.cut();
    const [lost, again] = await all;
    expect(lost).toMatchObject({ willReconnect: true });
    expect(again).toMatchObject({ attempt: 1 });
  });
});
