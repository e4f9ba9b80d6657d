import { transportContract } from "@nakodo/core/testing";
import { expect, inject, it, vi } from "vitest";
import { ChannelTransport } from "../../packages/match-rpc/src/online/channel-transport.js";
import { newPlayer } from "../session/players.js";
import { wire } from "./table.js";

// The relayed match is a transport like any other: the same rules, on a real socket.
for (const rule of transportContract) {
  it(`${rule.title} (relayed match)`, async () => {
    const { host, port } = inject("server");
    const name = `contract-${crypto.randomUUID()}`;
    const wires = new Map<unknown, Awaited<ReturnType<typeof wire>>>();
    await rule.run({
      maxPeers: 8,
      async join() {
        const proxy = await wire();
        const online = await newPlayer({ host: proxy.host, port: proxy.port });
        await online.connect();
        const transport = new ChannelTransport(online.socket, { create: true, name });
        wires.set(transport, proxy);
        return transport;
      },
      settle: (done) => vi.waitFor(() => expect(done()).toBe(true), { timeout: 10_000, interval: 5 }),
      cutAndRestore: (transport) => wires.get(transport)?.cut(),
    });
    expect(host).not.toBe("");
    expect(port).toBeGreaterThan(0);
  });
}
