import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { TcpProxy } from "../session/tcp-proxy.js";
import { type Account, HOST_GONE, type Order, type Report } from "./messages.js";

/** How long everyone goes on saying something when the storm is over. */
const CALM_MS = 5000;
/** How long anything may take to come true. */
const PATIENCE_MS = 60_000;
/** How much of what happened to a player is kept. */
const NOTES = 64;
/** From when on a story tells, before a host was lost. */
const BEFORE_MS = 3000;

/** A loss of the host that took longer than it may. */
export interface Story {
  readonly how: "killed" | "stopped";
  readonly tookMs: number;
  /** Who noted what, and when, counted from the loss. */
  readonly lines: readonly string[];
}

/** What the next host's first order may take: after a host that is dead, and after one that is stopped. */
export const LIMITS_MS = { killed: 150, stopped: 1500 };

function machineMs(): number {
  return performance.timeOrigin + performance.now();
}

/** A player's process, and the wire to it. */
class StormPlayer {
  readonly orders: { readonly hostId: number; readonly atMs: number }[] = [];
  /** What happened to it lately. */
  readonly notes: { readonly text: string; readonly atMs: number }[] = [];
  isIn = false;
  isHost = false;
  isStopped = false;
  /** Its connection was cut, and it is not in the match again. */
  isAway = false;
  account: Account | undefined;

  constructor(
    readonly process: ChildProcess,
    readonly proxy: TcpProxy,
    readonly name: string,
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
        case "connection":
          this.isAway = !report.isUp;
          break;
        case "order":
          this.orders.push(report);
          break;
        case "account":
          this.account = report;
          break;
        case "note":
          this.notes.push(report);
          if (this.notes.length > NOTES) this.notes.shift();
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
export class RealStorm {
  readonly #server: { readonly host: string; readonly port: number };
  readonly #matchName = `storm-${randomUUID()}`;
  readonly players: StormPlayer[] = [];
  readonly tookMs = { killed: [] as number[], stopped: [] as number[] };
  /** The same from when the first of the others knew that the host is gone: what the match itself takes. */
  readonly tookSinceSeenMs = { killed: [] as number[], stopped: [] as number[] };
  readonly stories: Story[] = [];
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
    const player = new StormPlayer(child, proxy, String(this.#started), () => {
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
    const hosts = this.players.filter((player) => player.isHost && !player.isStopped && !player.isAway);
    return hosts.length === 1 ? hosts[0] : undefined;
  }

  /** The host dies or stops: how long until all others that are in the match have heard the next one's first order. */
  async loseHost(how: "killed" | "stopped"): Promise<void> {
    const there = (): StormPlayer[] =>
      this.players.filter((player) => player !== this.host && !player.isStopped && !player.isAway);
    await this.until("one host, and two others", () => this.host !== undefined && there().length >= 2);
    const old = this.host;
    const others = there();
    if (old === undefined) return;
    const before = new Map(others.map((player) => [player, player.orders.length]));
    const atMs = machineMs();
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
    const tookMs = Math.max(...times) - atMs;
    this.tookMs[how].push(tookMs);
    const seenAtMs = others.flatMap(({ notes }) =>
      notes.filter((note) => note.atMs >= atMs && note.text === HOST_GONE).map((note) => note.atMs),
    );
    if (seenAtMs.length > 0) this.tookSinceSeenMs[how].push(Math.max(...times) - Math.min(...seenAtMs));
    if (tookMs > LIMITS_MS[how]) this.stories.push({ how, tookMs, lines: this.#tell(old, others, atMs) });
    if (how === "killed") {
      await old.proxy.stop();
      await this.start();
    } else {
      old.process.kill("SIGCONT");
      old.isStopped = false;
    }
  }

  cut(player: StormPlayer | undefined): void {
    if (player === undefined) return;
    this.cuts++;
    player.isAway = true;
    player.notes.push({ text: "-- cut --", atMs: machineMs() });
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

  #tell(old: StormPlayer, others: readonly StormPlayer[], lostAtMs: number): string[] {
    return [old, ...others]
      .flatMap(({ name, notes, orders }) => [
        ...notes.map(({ text, atMs }) => ({ atMs, line: `${name} ${text}` })),
        ...orders.slice(-4).map(({ hostId, atMs }) => ({ atMs, line: `${name} hears ${hostId}'s order` })),
      ])
      .filter(({ atMs }) => atMs > lostAtMs - BEFORE_MS)
      .sort((a, b) => a.atMs - b.atMs)
      .map(({ atMs, line }) => `${(atMs - lostAtMs).toFixed(0)} ms: ${line}`);
  }

  async stop(): Promise<void> {
    for (const player of this.players.splice(0)) {
      player.process.kill("SIGKILL");
      await player.proxy.stop();
    }
  }
}
