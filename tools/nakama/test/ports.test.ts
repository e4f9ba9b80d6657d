import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { busyAmong, freeBlock, portsAround, portsAt } from "../src/ports.js";

const listeners: Server[] = [];

afterEach(async () => {
  await Promise.all(listeners.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** Listens on a port of the system's choice, or on `port`. */
async function occupy(host: string, port = 0): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, resolve);
  });
  listeners.push(server);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** A block that is free now, high up, away from the usual servers. */
async function anyFreeBlock(): Promise<number> {
  return (await freeBlock(21_350)).ports.http;
}

describe("ports", () => {
  it("L2 · a server's five ports stand around the one of HTTP, as Nakama fixes two of them", () => {
    expect(portsAround(7350)).toEqual({
      http: 7350,
      grpc: 7349,
      console: 7351,
      consoleGrpc: 7348,
      database: 7352,
    });
  });

  it.each(["127.0.0.1", "0.0.0.0"])("L2 · a listener on %s makes its port busy", async (host) => {
    const port = await occupy(host);
    expect(await busyAmong([port])).toEqual([port]);
  });

  it("L2 · a block with nothing in it is taken as it is", async () => {
    const http = await anyFreeBlock();
    expect(await freeBlock(http)).toEqual({ ports: portsAround(http), taken: [] });
  });

  it.each([-2, -1, 0, 1, 2])(
    "L2 · the next block is used, and the port named, when %i from HTTP is taken",
    async (offset) => {
      const http = await anyFreeBlock();
      const busy = await occupy("127.0.0.1", http + offset);
      const choice = await freeBlock(http);
      expect(choice.taken).toEqual([busy]);
      expect(choice.ports.http).toBeGreaterThan(http);
      expect(await busyAmong(Object.values(choice.ports))).toEqual([]);
    },
  );

  it("L2 · a port asked for that is in use is an error with cause and cure", async () => {
    const http = await anyFreeBlock();
    await occupy("127.0.0.1", http);
    await expect(portsAt(http)).rejects.toThrow(
      `Port ${http} is in use: stop what listens there ("lsof -i :${http}" names it) or choose another with --port.`,
    );
  });

  it("L2 · so is one whose neighbour for gRPC is in use, and the neighbour is named", async () => {
    const http = await anyFreeBlock();
    await occupy("127.0.0.1", http - 1);
    await expect(portsAt(http)).rejects.toThrow(
      `Port ${http - 1}, which gRPC needs beside --port ${http}, is in use`,
    );
  });

  it("L2 · only console and database step aside for a port asked for", async () => {
    const http = await anyFreeBlock();
    const busy = await occupy("127.0.0.1", http + 2);
    const { ports, taken } = await portsAt(http);
    expect(taken).toEqual([busy]);
    expect(ports).toMatchObject({ http, grpc: http - 1 });
    expect(ports.consoleGrpc).toBe(ports.console - 3);
    expect(await busyAmong(Object.values(ports))).toEqual([]);
  });
});
