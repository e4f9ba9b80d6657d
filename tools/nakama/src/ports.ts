import { createServer } from "node:net";
import { SetupError } from "./setup-error.js";
import { USUAL_PORT } from "./versions.js";

/** The five ports of one server. */
export interface Ports {
  /** HTTP and sockets. */
  readonly http: number;
  /** gRPC: Nakama fixes it at one below `http`. */
  readonly grpc: number;
  /** The web console. */
  readonly console: number;
  /** The console's gRPC: Nakama fixes it at three below `console`. */
  readonly consoleGrpc: number;
  /** PostgreSQL. */
  readonly database: number;
}

/** The ports chosen, and those that would have been usual but are taken. */
export interface PortChoice {
  readonly ports: Ports;
  readonly taken: readonly number[];
}

/** Blocks of ports are this far apart: 7350, 7360, 7370 … */
const STEP = 10;
const LAST_PORT = 65_535;

/** The consecutive ports around `http`: two below it to two above. */
export function portsAround(http: number): Ports {
  return { http, grpc: http - 1, console: http + 1, consoleGrpc: http - 2, database: http + 2 };
}

/**
 * The first block from `from` (default 7350) upwards whose five ports are all free. The database's port belongs to
 * the block, so two starts at the same moment cannot both get it: the second database fails to bind.
 */
export async function freeBlock(from: number = USUAL_PORT): Promise<PortChoice> {
  const taken: number[] = [];
  for (let http = from; http + 2 <= LAST_PORT; http += STEP) {
    const ports = portsAround(http);
    const busy = await busyAmong(Object.values(ports));
    if (busy.length === 0) return { ports, taken };
    if (http === from) taken.push(...busy);
  }
  throw new SetupError(`No free block of ports above ${from}: end other servers or choose one with --port.`);
}

/**
 * The ports for a server that must listen at `http`. Console and database move aside if theirs are taken.
 * @throws SetupError when `http`, or the port below it that gRPC needs, is in use.
 */
export async function portsAt(http: number): Promise<PortChoice> {
  const [first] = await busyAmong([http, http - 1]);
  if (first !== undefined) throw new SetupError(inUse(first, http));
  const usual = portsAround(http);
  const taken = await busyAmong([usual.console, usual.consoleGrpc, usual.database]);
  if (taken.length === 0) return { ports: usual, taken };
  const { ports: aside } = await freeBlock(http + STEP <= LAST_PORT - STEP ? http + STEP : USUAL_PORT);
  return { ports: { ...aside, http, grpc: http - 1 }, taken };
}

function inUse(port: number, http: number): string {
  const what = port === http ? `Port ${port}` : `Port ${port}, which gRPC needs beside --port ${http},`;
  return `${what} is in use: stop what listens there ("lsof -i :${port}" names it) or choose another with --port.`;
}

/** Those of `ports` that something on this machine listens on, lowest first. */
export async function busyAmong(ports: readonly number[]): Promise<number[]> {
  const busy: number[] = [];
  for (const port of [...ports].sort((a, b) => a - b)) {
    // One address after the other: some systems let a loopback listener and one on all addresses share a port.
    for (const host of ["127.0.0.1", "0.0.0.0", "::"]) {
      if (await isBusy(port, host)) {
        busy.push(port);
        break;
      }
    }
  }
  return busy;
}

function isBusy(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    // Only this says that the port is taken; a machine without IPv6, for one, fails in another way.
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "EADDRINUSE"));
    probe.listen({ port, host, ipv6Only: true, exclusive: true }, () => probe.close(() => resolve(false)));
  });
}
