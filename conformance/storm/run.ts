import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { seededRandom } from "@nakodo/core/testing";
import { startLocalServer } from "@nakodo/local-server";
import { startNakama } from "@nakodo-private/nakama";
import { TcpProxy } from "../session/tcp-proxy.js";
import type { Account, Order, Report } from "./messages.js";

/** Players at a time. */
const PLAYERS = 5;
/** How long anything may take to come true. */
const PATIENCE_MS = 60_000;
/** How long everyone goes on saying something when the storm is over. */
const CALM_MS = 5000;
/** What the next host's first order may take: after a host that is dead, and after one that is stopped. */
const LIMITS_MS = { killed: 150, stopped: 1500 };

/** A player's process, and the wire to it. */
class StormPlayer {
  readonly orders: { readonly hostId: number; readonly atMs: number }[] = [];
  isIn = false;
  isHost = false;
  isStopped = false;
  account: Account | undefined;

  constructor(
    readonly process: ChildProcess,
    readonly proxy: TcpProxy,
    changed: () => void,
  ) {
    process.on("message", (report: Report) => {
      switch (report.kind) {
        case "in":
          this.isIn = true;
          break;
        case "host":
          this.isHost = report.isHost;
          break;
        case "order":
          this.orders.push(report);
          break;
        case "account":
          this.account = report;
          break;
      }
      changed();
    });
  }

  ask(order: Order): void {
    this.process.send(order);
  }
}

/** A match in a storm: processes are killed and stopped, sockets cut, and at the end all counts are compared. */
class RealStorm {
  readonly #server: { readonly host: string; readonly port: number };
  readonly #matchName = `storm-${randomUUID()}`;
  readonly players: StormPlayer[] = [];
  readonly tookMs = { killed: [] as number[], stopped: [] as number[] };
  cuts = 0;
  #waiting: (() => void)[] = [];
  #started = 0;

  constructor(server: { readonly host: string; readonly port: number }) {
    this.#server = server;
  }

  async start(): Promise<StormPlayer> {
    const { host, port } = this.#server;
    const proxy = await TcpProxy.start({ host, port });
    const id = `${this.#matchName.slice(6, 14)}-${++this.#started}`;
    const args = [proxy.host, String(proxy.port), this.#matchName, id];
    const child = fork(new URL("player.ts", import.meta.url), args, { execArgv: process.execArgv });
    const player = new StormPlayer(child, proxy, () => {
      for (const look of this.#waiting.splice(0)) look();
    });
    this.players.push(player);
    await this.until("in the match", () => player.isIn);
    return player;
  }

  /** Waits until a report makes `done` true. */
  async until(what: string, done: () => boolean, limitMs = PATIENCE_MS): Promise<void> {
    const endMs = performance.now() + limitMs;
    while (!done()) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) throw new Error(`not within ${limitMs} ms: ${what}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  get host(): StormPlayer | undefined {
    const hosts = this.players.filter((player) => player.isHost && !player.isStopped);
    return hosts.length === 1 ? hosts[0] : undefined;
  }

  /** The host dies or stops: how long until all others have heard the next one's first order. */
  async loseHost(how: "killed" | "stopped"): Promise<void> {
    await this.until("one host", () => this.host !== undefined);
    const old = this.host;
    if (old === undefined) return;
    const others = this.players.filter((player) => player !== old && !player.isStopped);
    const before = new Map(others.map((player) => [player, player.orders.length]));
    const atMs = performance.timeOrigin + performance.now();
    old.isHost = false;
    if (how === "killed") {
      old.process.kill("SIGKILL");
      this.players.splice(this.players.indexOf(old), 1);
    } else {
      old.isStopped = true;
      old.process.kill("SIGSTOP");
    }
    const next = (): StormPlayer | undefined => others.find((player) => player.isHost);
    const heard = (player: StormPlayer): number | undefined =>
      player.orders.slice(before.get(player)).at(-1)?.atMs;
    await this.until(`the next host after one that was ${how}`, () =>
      others.every((player) => player === next() || heard(player) !== undefined),
    );
    const times = others.filter((player) => player !== next()).map((player) => heard(player) ?? atMs);
    this.tookMs[how].push(Math.max(...times) - atMs);
    if (how === "killed") {
      await old.proxy.stop();
      await this.start();
    } else {
      old.process.kill("SIGCONT");
      old.isStopped = false;
    }
  }

  async cut(player: StormPlayer | undefined): Promise<void> {
    if (player === undefined) return;
    this.cuts++;
    player.proxy.cut();
  }

  /** Lets everyone come back and fall quiet, and says what is wrong with what they heard. */
  async compare(): Promise<string[]> {
    const wrong = (): string[] => {
      const accounts = this.players.flatMap((player) => player.account ?? []);
      if (accounts.length < this.players.length) return ["somebody does not answer"];
      const faults = accounts.flatMap((one) => one.faults.map((fault) => `${one.name}: ${fault}`));
      if (new Set(accounts.map((one) => `${one.hostId} ${one.table}`)).size > 1)
        faults.push(...accounts.map((one) => `table of ${one.name}: host ${one.hostId} ${one.table}`));
      for (const sender of accounts)
        for (const receiver of accounts) {
          if (sender === receiver || sender.said === 0) continue;
          const last = receiver.heard[sender.name];
          if (last !== sender.said)
            faults.push(`${receiver.name} heard ${last} of ${sender.said} from ${sender.name}`);
        }
      return faults;
    };
    // Whoever came or came back last hears from everyone, and is heard.
    await new Promise((resolve) => setTimeout(resolve, CALM_MS));
    for (const player of this.players) player.ask({ kind: "hush" });
    let faults: string[] = [];
    const endMs = performance.now() + PATIENCE_MS;
    do {
      for (const player of this.players) {
        player.account = undefined;
        player.ask({ kind: "tell" });
      }
      await this.until("all accounts", () => this.players.every((player) => player.account !== undefined));
      faults = wrong();
      if (faults.length > 0) await new Promise((resolve) => setTimeout(resolve, 250));
    } while (faults.length > 0 && performance.now() < endMs);
    return faults;
  }

  async stop(): Promise<void> {
    for (const player of this.players.splice(0)) {
      player.process.kill("SIGKILL");
      await player.proxy.stop();
    }
  }
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      server: { type: "string", default: "real" },
      deaths: { type: "string", default: "10" },
      stops: { type: "string", default: "3" },
      cuts: { type: "string", default: "20" },
      seed: { type: "string", default: "1" },
    },
  });
  const random = seededRandom(Number(values.seed));
  const server =
    values.server === "local"
      ? await startLocalServer({ port: 0 })
      : await startNakama({ temporary: true, quiet: true });
  const storm = new RealStorm(server);
  process.stdout.write(`seed ${values.seed}, ${values.server} server at ${server.host}:${server.port}\n`);
  let faults: string[] = [];
  try {
    for (let i = 0; i < PLAYERS; i++) await storm.start();
    const acts = [
      ...new Array<"killed">(Number(values.deaths)).fill("killed"),
      ...new Array<"stopped">(Number(values.stops)).fill("stopped"),
      ...new Array<"cut">(Number(values.cuts)).fill("cut"),
    ];
    while (acts.length > 0) {
      const [act] = acts.splice(Math.floor(random() * acts.length), 1);
      await new Promise((resolve) => setTimeout(resolve, random() * 400));
      if (act === "cut") await storm.cut(storm.players[Math.floor(random() * storm.players.length)]);
      else if (act !== undefined) {
        // Who is on the way back is no successor: the times are of those that are there.
        await new Promise((resolve) => setTimeout(resolve, 1500));
        await storm.loseHost(act);
      }
    }
    faults = await storm.compare();
  } catch (error) {
    faults = [error instanceof Error ? error.message : String(error)];
  } finally {
    await storm.stop();
    await server.stop();
  }
  const { killed, stopped } = storm.tookMs;
  for (const [name, times] of [
    ["killed", killed],
    ["stopped", stopped],
  ] as const) {
    const ms = [0.5, 0.99].map((part) => percentile(times, part).toFixed(1));
    process.stdout.write(
      `host ${name} ${times.length} times: next one's first order at all after ${ms[0]} ms (p50), ${ms[1]} ms (p99; at most ${LIMITS_MS[name]} on a machine of its own)\n`,
    );
  }
  process.stdout.write(`${storm.cuts} cuts\n`);
  for (const fault of faults) process.stdout.write(`  ✗ ${fault}\n`);
  process.stdout.write(faults.length === 0 ? "1 passed, 0 failed\n" : "0 passed, 1 failed\n");
  return faults.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
