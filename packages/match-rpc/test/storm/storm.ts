import type { Violation } from "../../src/engine/engine-events.js";
import { ALL, HOST } from "../../src/ids.js";
import type { MakeEngine } from "../../src/online/match-plugin.js";
import { SimulatedMatch, type SimulatedPeer } from "../simulated-match.js";
import type { Act, Schedule, Target } from "./schedule.js";

/** Most peers that are in a match at a time. */
const MAX_PEERS = 6;

/** One reliable call, and who must run it. */
interface SaidCall {
  readonly token: string;
  readonly method: "say" | "order" | "chat";
  readonly sender: Storming;
  readonly senderLife: number;
  /** Peers that it is for, as the sender knew them then. Empty when it was for a host that was not there. */
  readonly receivers: readonly { readonly peer: Storming; readonly life: number }[];
  /** For whoever would be host next. */
  readonly forNextHost: boolean;
  /** The time that the sender had the authority, as it counts them. */
  readonly grant: number;
}

/** A peer in a storm, with what it did and heard. */
class Storming {
  /** How often it came into the match as somebody new. */
  life = 0;
  left = false;
  frozen = false;
  down = false;
  said = 0;
  moved = 0;
  /** How often it came to have the authority. */
  grants = 0;
  /** Those times that a new host undid: it never heard of what the one before had decided. */
  readonly undone = new Set<number>();
  #had = false;
  #lostAtMs = -1;

  constructor(
    readonly sim: SimulatedPeer,
    readonly index: number,
    nowMs: () => number,
  ) {
    sim.engine.events.on("admitted", ({ resumed }) => {
      if (!resumed) this.life++;
      sim.probe.heard.push(`#${this.life}`);
    });
    sim.engine.events.on("authorityChanged", () => this.#noteAuthority(nowMs()));
    sim.engine.events.on("hostChanged", () => {
      this.#noteAuthority(nowMs());
      // A table that is taken over changes authorities before it changes the host.
      if (this.#lostAtMs === nowMs()) this.undone.add(this.grants);
    });
  }

  #noteAuthority(nowMs: number): void {
    const { engine, probe } = this.sim;
    const has = engine.hasAuthority(probe);
    if (has && !this.#had) this.grants++;
    if (!has && this.#had) this.#lostAtMs = nowMs;
    this.#had = has;
  }

  get engine(): SimulatedPeer["engine"] {
    return this.sim.engine;
  }

  get isIn(): boolean {
    return this.engine.isAdmitted && !this.frozen;
  }
}

/** Runs a schedule and says what it broke; nothing when all invariants held. */
export function storm(schedule: Schedule): string[] {
  return new Storm(schedule).run();
}

export class Storm {
  readonly match: SimulatedMatch;
  readonly peers: Storming[] = [];
  readonly calls: SaidCall[] = [];
  readonly faults: string[] = [];
  readonly #schedule: Schedule;

  /** `makeEngine` makes the peers' engines, where they are to be special ones. */
  constructor(schedule: Schedule, makeEngine?: MakeEngine) {
    this.#schedule = schedule;
    const { seed, link, entry, resumeGraceMs, route } = schedule;
    // Storms have six peers at most: one that grows and shrinks changes its way.
    const ways = { route, starFrom: 4 } as const;
    const defaults = {
      maxPlayers: 40,
      resumeGraceMs,
      entry: entry === "meet" ? "meet" : "join",
      ...ways,
    } as const;
    this.match = new SimulatedMatch(seed, link, defaults, makeEngine);
  }

  run(): string[] {
    const { steps, startPeers, entry } = this.#schedule;
    for (let i = 0; i < startPeers; i++) {
      this.join(i === 0 && entry === "create");
      if (entry === "create") this.match.run(700);
    }
    this.match.run(2500);
    for (const { afterMs, act } of steps) {
      this.match.run(afterMs);
      try {
        this.act(act);
      } catch (error) {
        this.faults.push(`${JSON.stringify(act)} threw ${error}`);
      }
      this.notePresence();
    }
    this.quiet();
    this.check();
    return this.faults;
  }

  /** There were only newcomers for a while: they may have made a match of their own, with ids from the beginning. */
  orphaned = false;
  /**
   * Nobody was there for a while: whoever came back first went on from what it knew, and does not know of a host that
   * there was while it was away.
   */
  emptied = false;

  join(founds: boolean): void {
    const there = this.peers.filter((one) => !one.engine.hasEnded);
    // In a relay that everyone has left, a newcomer makes a match of its own, with ids from the beginning.
    if (there.length >= MAX_PEERS || (there.length > 0 && !there.some((one) => one.engine.isAdmitted)))
      return;
    const sim = this.match.prepare(undefined, founds ? { entry: "create" } : {});
    this.peers.push(new Storming(sim, this.peers.length, () => this.match.network.nowMs));
    this.match.start(sim);
  }

  /** Notes when nobody, or nobody who knows the match, is there. */
  notePresence(): void {
    const there = this.peers.filter((peer) => !peer.engine.hasEnded && !peer.down && !peer.frozen);
    if (there.length > 0 && there.every((peer) => peer.life === 0)) this.orphaned = true;
    if (there.some((peer) => peer.engine.isAdmitted)) return;
    this.emptied = true;
    // Whoever asked and never heard the answer is a newcomer, too.
    if (this.peers.some((peer) => !peer.engine.hasEnded && peer.life === 0)) this.orphaned = true;
  }

  quiet(): void {
    for (const one of this.peers) {
      one.sim.transport.thaw();
      one.frozen = false;
    }
    this.match.run(500);
    for (const one of this.peers) {
      one.sim.transport.restore();
      one.down = false;
      this.notePresence();
      this.match.run(50);
    }
    this.match.run(this.#schedule.resumeGraceMs + 30_000);
  }

  act(act: Act): void {
    switch (act.kind) {
      case "join":
        this.join(false);
        return;
      case "leave":
        this.leave(this.one(act.who, (peer) => peer.isIn));
        return;
      case "leaveHost":
        this.leave(this.host());
        return;
      case "cut":
        this.cut(this.one(act.who, (peer) => !peer.down));
        return;
      case "cutHost":
        this.cut(this.host());
        return;
      case "cutTwo": {
        const host = this.host();
        this.cut(host);
        this.cut(this.peers.find((peer) => peer.isIn && peer !== host));
        return;
      }
      case "cutAll":
        for (const peer of this.peers) this.cut(peer);
        return;
      case "restore": {
        const peer = this.one(act.who, (one) => one.down);
        if (peer === undefined) return;
        peer.down = false;
        peer.sim.transport.restore();
        return;
      }
      case "freeze": {
        const peer = this.one(act.who, (one) => one.isIn);
        if (peer === undefined) return;
        peer.frozen = true;
        peer.sim.transport.freeze();
        return;
      }
      case "thaw": {
        const peer = this.one(act.who, (one) => one.frozen);
        if (peer === undefined) return;
        peer.frozen = false;
        peer.sim.transport.thaw();
        return;
      }
      case "handOver": {
        const host = this.host();
        // One who founded the match a second time may have another's id until it hears of the first.
        const to = this.one(act.to, (peer) => peer.isIn && peer.engine.selfId !== host?.engine.selfId);
        if (host?.engine.player(to?.engine.selfId ?? 0)?.status !== "connected" || to === undefined) return;
        host.engine.handHostOver(to.engine.selfId);
        return;
      }
      case "authority": {
        const peer = this.one(act.who, (one) => one.isIn && one.engine.hasAuthority(one.sim.probe));
        const to = this.one(act.to, (one) => one.isIn);
        if (peer === undefined || to === undefined) return;
        if (peer.engine.player(to.engine.selfId) === undefined) return;
        peer.engine.setAuthority("/probe", to.engine.selfId);
        return;
      }
      case "move": {
        const peer = this.one(act.who, (one) => one.isIn);
        if (peer === undefined) return;
        peer.moved++;
        peer.sim.call(ALL, "move", peer.moved, peer.index);
        return;
      }
      case "say":
        this.say(
          this.one(act.who, (one) => one.life > 0 && !one.engine.hasEnded),
          act.target,
          "say",
          0,
        );
        return;
      case "order":
        this.say(
          this.one(act.who, (one) => one.isIn && one.engine.hasAuthority(one.sim.probe)),
          act.target,
          "order",
          0,
        );
        return;
      case "big":
        this.say(
          this.one(act.who, (one) => one.isIn),
          act.target,
          "chat",
          7000,
        );
        return;
    }
  }

  one(number: number, which: (peer: Storming) => boolean): Storming | undefined {
    const fit = this.peers.filter((peer) => !peer.engine.hasEnded && which(peer));
    return fit[number % Math.max(1, fit.length)];
  }

  host(): Storming | undefined {
    return this.peers.find((peer) => peer.engine.isHost && peer.isIn);
  }

  cut(peer: Storming | undefined): void {
    if (peer === undefined || peer.engine.hasEnded) return;
    peer.down = true;
    peer.frozen = false;
    peer.sim.transport.cut();
  }

  leave(peer: Storming | undefined): void {
    if (peer === undefined || this.peers.filter((one) => !one.engine.hasEnded).length < 2) return;
    peer.left = true;
    peer.engine.leave();
  }

  /** The numbers of a storm's targets as the sender sees its match. */
  targetOf(sender: Storming, target: Target): number | undefined {
    const others = sender.engine.players.filter((player) => player.peerId !== sender.engine.selfId);
    switch (target.kind) {
      case "all":
        return ALL;
      case "host":
        return HOST;
      case "notHost":
        return -HOST;
      case "one":
        return others[target.whom % Math.max(1, others.length)]?.peerId;
      case "allBut": {
        const id = others[target.whom % Math.max(1, others.length)]?.peerId;
        return id === undefined ? undefined : -id;
      }
    }
  }

  say(sender: Storming | undefined, target: Target, method: "say" | "order" | "chat", padding: number): void {
    if (sender === undefined || sender.engine.selfId === 0) return;
    const to = this.targetOf(sender, target);
    const { engine } = sender;
    if (to === undefined || (to === HOST && engine.isHost)) return;
    sender.said++;
    const token = `${sender.index}.${sender.said}.`;
    const forNextHost = Math.abs(to) === HOST && (engine.hostId === undefined || !engine.isAdmitted);
    // One who founded the match a second time may have another's id until it hears of the first.
    const isDouble = this.peers.some(
      (one) => one !== sender && !one.engine.hasEnded && one.engine.selfId === engine.selfId,
    );
    const receivers: { peer: Storming; life: number }[] = [];
    for (const { peerId, userId } of engine.players) {
      // In another match, which will become one with this, others may have the same ids.
      const peer = this.peers.find(
        ({ engine: one, sim }) => one.selfId === peerId && sim.name === userId && !one.hasEnded,
      );
      if (peer === undefined || peer === sender || forNextHost || isDouble) continue;
      const resolved = Math.abs(to) === HOST ? Math.sign(to) * (engine.hostId ?? 0) : to;
      if (resolved === ALL || resolved === peerId || (resolved < 0 && resolved !== -peerId))
        receivers.push({ peer, life: peer.life });
    }
    this.calls.push({
      token,
      method,
      sender,
      senderLife: sender.life,
      receivers,
      forNextHost: forNextHost && to > 0,
      grant: sender.grants,
    });
    sender.sim.call(to, method, token + "x".repeat(padding));
  }

  check(): void {
    const fault = (text: string): void => void this.faults.push(text);
    const alive = this.peers.filter((peer) => !peer.engine.hasEnded);
    for (const peer of this.peers) {
      const ended = peer.sim.log.find((line) => line.startsWith("ended "));
      if (ended !== undefined && ended !== "ended no-host") fault(`${peer.index} ${ended}`);
      // One that asks anew while the only host is frozen gives up, as any newcomer does.
      if (ended === "ended no-host" && peer.life > 0 && !this.#hasFreezes)
        fault(`${peer.index} was in the match and ${ended}`);
      for (const error of peer.sim.listenerErrors) fault(`${peer.index} listener threw ${error}`);
    }
    for (const peer of alive) if (!peer.engine.isAdmitted) fault(`${peer.index} is not in the match`);
    if (this.match.tables.length > 1) fault(`tables differ:\n    ${this.match.tables.join("\n    ")}`);
    const hosts = alive.filter((peer) => peer.engine.isHost);
    if (alive.length > 0 && hosts.length !== 1) fault(`${hosts.length} hosts`);
    for (const peer of this.peers) {
      for (const violation of peer.sim.violations)
        if (!this.#isExcused(violation))
          fault(`${peer.index} violation ${violation.reason}: ${violation.detail}`);
    }
    // Who finds only a frozen host in a match that several may meet in founds another, until the host is back.
    const apart = this.#hasFreezes && this.#schedule.entry === "meet";
    if (!this.orphaned && !apart) this.#checkIds(fault);
    this.#checkAuthority(alive, fault);
    this.#checkHeard(fault);
    this.#checkComplete(fault);
  }

  get #hasFreezes(): boolean {
    return this.#schedule.steps.some(({ act }) => act.kind === "freeze");
  }

  /** Whether honest peers may come to this. */
  #isExcused({ reason, detail }: Violation): boolean {
    // Who came back while the host was frozen may have founded the match again.
    if (reason === "false-claim" || reason === "not-host") return this.emptied || this.#hasFreezes;
    return (
      reason === "not-allowed" &&
      (this.emptied ||
        (this.#hasFreezes && detail.startsWith("an authority")) ||
        (detail.includes("its authority's to call") && this.peers.some(({ undone }) => undone.size > 0)))
    );
  }

  #checkIds(fault: (text: string) => void): void {
    const owners = new Map<string, string>();
    for (const peer of this.peers) {
      let life = 0;
      for (const line of peer.sim.log) {
        const [, id, resumed] = /^admitted (\d+)( resumed)?$/.exec(line) ?? [];
        if (id === undefined) continue;
        if (resumed === undefined) life++;
        const owner = `${peer.index}/${life}`;
        const before = owners.get(id) ?? owner;
        if (before !== owner) fault(`id ${id} was given to ${before} and to ${owner}`);
        owners.set(id, owner);
      }
    }
  }

  #checkAuthority(alive: readonly Storming[], fault: (text: string) => void): void {
    const holders = alive.filter((peer) => peer.engine.hasAuthority(peer.sim.probe));
    if (alive.length > 0 && holders.length !== 1)
      fault(`${holders.length} peers hold the authority: ${holders.map((peer) => peer.index).join()}`);
  }

  /** At most once, in order, and never back. */
  #checkHeard(fault: (text: string) => void): void {
    for (const peer of this.peers) {
      const lastSaid = new Map<string, number>();
      const lastMove = new Map<string, number>();
      for (const line of peer.sim.probe.heard) {
        const [, from, number] = /[:!~](\d+)\.(\d+)\./.exec(line) ?? [];
        if (from !== undefined) {
          if (this.#waitedForItself(peer, `${from}.${number}.`)) continue;
          if (Number(number) <= (lastSaid.get(from) ?? 0))
            fault(`${peer.index} heard ${from}.${number} after ${from}.${lastSaid.get(from)}`);
          lastSaid.set(from, Number(number));
          continue;
        }
        const [, move, mover] = />(\d+),(\d+)/.exec(line) ?? [];
        if (mover === undefined) continue;
        if (Number(move) <= (lastMove.get(mover) ?? 0))
          fault(`${peer.index} saw ${mover} go back to ${move} from ${lastMove.get(mover)}`);
        lastMove.set(mover, Number(move));
      }
    }
  }

  /**
   * Whether a peer said it to a host that there was not, and became that host: then it runs when it is host, and what
   * it called here (call-local) meanwhile ran at once, as local calls do.
   */
  #waitedForItself(peer: Storming, token: string): boolean {
    return this.calls.some((call) => call.sender === peer && call.forNextHost && call.token === token);
  }

  /** Nothing is lost between two who stayed or came back. */
  #checkComplete(fault: (text: string) => void): void {
    const heard = (peer: Storming, token: string): boolean =>
      peer.sim.probe.heard.some((line) => line.slice(line.search(/[:!~]/) + 1).startsWith(token));
    for (const { token, sender, senderLife, receivers, forNextHost, method, grant } of this.calls) {
      // What a host that was replaced in that moment decided about the authority is undone.
      if (method === "order" && (this.emptied || sender.undone.has(grant))) continue;
      const stayed = !sender.engine.hasEnded && sender.life === senderLife;
      if (!stayed) continue;
      for (const { peer, life } of receivers) {
        if (peer.engine.hasEnded || peer.life !== life) continue;
        if (!heard(peer, token)) fault(`${peer.index} never heard ${token}`);
      }
      if (!forNextHost) continue;
      const count = this.peers.filter((peer) => heard(peer, token)).length;
      if (count === 0 && !this.peers.some((peer) => peer.engine.hasEnded || peer.life > 1))
        fault(`no host ever heard ${token}`);
    }
  }
}

/** Leaves out what is not needed for a fault that contains `text`. */
export function shrink(schedule: Schedule, text: string): Schedule {
  let best = schedule;
  for (let size = Math.ceil(best.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.steps.length; ) {
      const steps = best.steps.filter((_, i) => i < at || i >= at + size);
      const tried = { ...best, steps };
      if (storm(tried).some((fault) => fault.includes(text))) best = tried;
      else at += size;
    }
  }
  return best;
}
