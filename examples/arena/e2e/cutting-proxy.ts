import { connect, createServer, type Socket } from "node:net";

/** A line to a server that can be cut. */
export interface CuttingProxy {
  readonly port: number;
  /** Breaks all connections that are open. New ones are taken. Gives how many there were. */
  cut(): number;
  stop(): Promise<void>;
}

/** Passes everything on to `port` of this computer. */
export async function startCuttingProxy(port: number): Promise<CuttingProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    near.pipe(far);
    far.pipe(near);
    const end = (): void => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on("close", end).on("error", end);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the proxy has no address");
  const cut = (): number => {
    const count = pairs.size;
    for (const sockets of [...pairs]) for (const socket of sockets) socket.resetAndDestroy();
    return count;
  };
  return {
    port: address.port,
    cut,
    stop: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
