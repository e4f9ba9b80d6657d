import { jsonValues, type NakodoError, t } from "@nakodo/core";
import { type Link, SimulatedNetwork, type SimulatedTransport } from "@nakodo/core/testing";
import { MatchEngine } from "../src/engine/engine.js";
import type { EngineEvents, Violation } from "../src/engine/engine-events.js";
import type { EngineOptions } from "../src/engine/engine-options.js";
import type { MakeEngine } from "../src/online/match-plugin.js";
import { remotes } from "../src/remotes/remotes.js";
import { Schema } from "../src/remotes/schema.js";

/** An object whose remote methods note who called them with what. */
export class Probe {
  readonly heard: string[] = [];
  /** What a test wants to happen inside the next calls. */
  onCall: ((text: string) => void) | undefined;

  constructor(readonly peer: SimulatedPeer) {}

  say(text: string): void {
    this.#note(`:${text}`);
  }

  order(text: string): void {
    this.#note(`!${text}`);
  }

  chat(text: string): void {
    this.#note(`~${text}`);
  }

  move(x: number, y: number): void {
    this.#note(`>${x},${y}`);
  }

  blink(x: number): void {
    this.#note(`?${x}`);
  }

  #note(text: string): void {
    this.heard.push(`${this.peer.engine.senderId}${text}`);
    this.onCall?.(text);
  }
}

export const ProbeRemotes = remotes("Probe", Probe, {
  say: "anyPeer",
  order: "authority",
  chat: { mode: "anyPeer", callLocal: true, args: [t.string(200_000)] },
  move: { mode: "anyPeer", transfer: "unreliableOrdered", args: [t.f32, t.f32] },
  blink: { mode: "anyPeer", transfer: "unreliable", args: [t.f32] },
});

/** Names of the probe's methods. */
export type ProbeMethod = "say" | "order" | "chat" | "move" | "blink";

/** One peer of a simulated match. */
export class SimulatedPeer {
  readonly engine: MatchEngine;
  readonly transport: SimulatedTransport;
  readonly probe: Probe;
  readonly violations: Violation[] = [];
  readonly log: string[] = [];
  /** Something was said or heard since the last flush. */
  isDirty = true;
  /** When the engine has something to do; right unless `isDirty`. */
  dueMs = 0;
  /** How rarely its timers fire: more than 1 as in a hidden page. */
  timerMs = 1;
  /** A stopped process: neither timers nor messages are served. */
  isPaused = false;
  advancedAtMs = 0;
  /** Why the match ended for this peer, where it was not its own wish. */
  ending: NakodoError | undefined;
  /** What listeners of this engine have thrown. */
  readonly listenerErrors: unknown[] = [];

  constructor(
    match: SimulatedMatch,
    readonly name: string,
    options: Partial<EngineOptions>,
    transport: SimulatedTransport = match.network.join(name),
  ) {
    this.transport = transport;
    this.engine = match.makeEngine(
      {
        transport: this.transport,
        schema: new Schema([ProbeRemotes]),
        values: jsonValues,
        randomBytes: (count) =>
          Uint8Array.from({ length: count }, () => Math.floor(match.network.random() * 256)),
        clientVersion: "test",
        maxPlayers: 8,
        entry: "join",
        expected: undefined,
        joinWhilePlaying: true,
        onHostLeave: "elect",
        resumeGraceMs: 20_000,
        joinTimeoutMs: 5_000,
        silenceMs: 1_000,
        hostSilenceMs: 1_200,
        opCodeBase: 9011,
        refuse: undefined,
        ...options,
      },
      (error) => this.listenerErrors.push(error),
    );
    this.probe = new Probe(this);
    this.engine.add("/probe", this.probe);
    this.engine.events.on("violation", (violation) => this.violations.push(violation));
    this.engine.events.on("ended", ({ error }) => {
      this.ending = error;
    });
    const note = <Type extends keyof EngineEvents>(
      type: Type,
      text: (event: EngineEvents[Type]) => string,
    ): void => {
      this.engine.events.on(type, (event) => this.log.push(`${type} ${text(event)}`.trim()));
    };
    note("admitted", (e) => `${e.peerId}${e.resumed ? " resumed" : ""}`);
    note("playerJoined", (e) => `${e.peerId}`);
    note("playerLeft", (e) => `${e.peerId}`);
    note("hostChanged", (e) => `${e.hostId}`);
    note("down", () => "");
    note("ended", (e) => e.error?.code ?? "");
  }

  /** What hosts compare newcomers with. */
  readonly schemaHash: number = new Schema([ProbeRemotes]).hash;

  /** The table as everyone should see it. */
  get table(): string {
    const rows = this.engine.players.map((one) => `${one.peerId}/${one.seat}/${one.username}/${one.status}`);
    return `host ${this.engine.hostId} term ${this.engine.term}: ${rows.join(" ")}`;
  }

  /** Calls a method of the probe. */
  call(target: number, method: ProbeMethod, ...args: unknown[]): void {
    this.engine.call(target, this.probe, method, args, false);
  }

  /** Calls a method of the probe, here, too, when the target includes this peer. */
  callSync(target: number, method: ProbeMethod, ...args: unknown[]): void {
    this.engine.call(target, this.probe, method, args, true);
  }
}

/** Several engines on one simulated network, driven by virtual time. */
export class SimulatedMatch {
  readonly network: SimulatedNetwork;
  readonly peers: SimulatedPeer[] = [];
  readonly makeEngine: MakeEngine;
  readonly #defaults: Partial<EngineOptions>;

  constructor(
    seed = 1,
    link?: Link,
    defaults: Partial<EngineOptions> = {},
    makeEngine: MakeEngine = (options, onListenerError) => new MatchEngine(options, onListenerError),
  ) {
    this.makeEngine = makeEngine;
    this.network = new SimulatedNetwork(link === undefined ? { seed } : { seed, link });
    this.#defaults = defaults;
    // As on a page that has been open for a while: nothing may count from zero.
    this.network.advance(1_000_000);
  }

  /** A peer that founds the match. */
  create(name?: string, options: Partial<EngineOptions> = {}): SimulatedPeer {
    return this.join(name, { entry: "create", ...options });
  }

  join(name = `p${this.peers.length}`, options: Partial<EngineOptions> = {}): SimulatedPeer {
    const peer = this.prepare(name, options);
    this.start(peer);
    return peer;
  }

  /** A peer that is not connected yet. */
  prepare(
    name = `p${this.peers.length}`,
    options: Partial<EngineOptions> = {},
    transport?: SimulatedTransport,
  ): SimulatedPeer {
    const peer = new SimulatedPeer(this, name, { ...this.#defaults, ...options }, transport);
    this.peers.push(peer);
    return peer;
  }

  start(peer: SimulatedPeer): void {
    peer.transport.start((event) => {
      peer.isDirty = true;
      peer.engine.receive(event, this.network.nowMs);
    });
  }

  /** A match of `count` peers, all admitted. */
  static of(count: number, seed = 1, link?: Link, defaults: Partial<EngineOptions> = {}): SimulatedMatch {
    const match = new SimulatedMatch(seed, link, defaults);
    match.create();
    for (let i = 1; i < count; i++) {
      match.run(1000);
      match.join();
    }
    match.run(3000);
    return match;
  }

  /**
   * Lets time pass as a driver does: what arrives, and what an engine says is due, each at its time. What was said is
   * sent at the end of each turn.
   */
  run(ms: number): void {
    const { network, peers } = this;
    const untilMs = network.nowMs + ms;
    for (const peer of peers) peer.isDirty = true;
    for (;;) {
      const nowMs = network.nowMs;
      for (const peer of peers) if (peer.isDirty) this.#flush(peer, nowMs);
      let nextMs = Math.min(untilMs, network.nextDeliveryMs ?? untilMs);
      for (const peer of peers) if (!peer.isPaused) nextMs = Math.min(nextMs, peer.dueMs);
      const stepMs = Math.min(untilMs, Math.max(nextMs, nowMs + 1)) - nowMs;
      if (stepMs <= 0) break;
      network.advance(stepMs);
      for (const peer of peers) if (peer.dueMs <= network.nowMs && !peer.isPaused) this.#advance(peer);
    }
  }

  /** Stops a peer's process: its connection stays, and nothing is served. */
  pause(peer: SimulatedPeer): void {
    peer.isPaused = true;
    peer.transport.freeze();
  }

  /** Lets it go on. As in a browser, a timer that is due may come before what waits in the socket. */
  resume(peer: SimulatedPeer): void {
    peer.isPaused = false;
    this.#advance(peer);
    peer.transport.thaw();
  }

  /** Runs until `done`, at most `limitMs`. Gives back how long it took; throws when it never was. */
  runUntil(done: () => boolean, limitMs = 30_000): number {
    const startMs = this.network.nowMs;
    while (!done()) {
      if (this.network.nowMs - startMs > limitMs) throw new Error(`not within ${limitMs} ms: ${done}`);
      this.run(1);
    }
    return this.network.nowMs - startMs;
  }

  /** Sends what was said, as a driver does at the end of the running task. */
  flush(): void {
    for (const peer of this.peers) this.#flush(peer, this.network.nowMs);
  }

  #flush(peer: SimulatedPeer, nowMs: number): void {
    const { engine } = peer;
    if (peer.isPaused) return;
    if (!engine.hasEnded) engine.flush(nowMs);
    peer.isDirty = false;
    const dueMs = engine.nextDueMs(nowMs) ?? Number.POSITIVE_INFINITY;
    peer.dueMs = Math.max(dueMs, peer.advancedAtMs + peer.timerMs);
  }

  #advance(peer: SimulatedPeer): void {
    peer.advancedAtMs = this.network.nowMs;
    peer.engine.advance(this.network.nowMs);
    peer.isDirty = true;
  }

  peer(index: number): SimulatedPeer {
    const peer = this.peers[index];
    if (peer === undefined) throw new Error(`no peer ${index}`);
    return peer;
  }

  /** The peer with this id. */
  byId(peerId: number): SimulatedPeer {
    const peer = this.peers.find((one) => one.engine.selfId === peerId && !one.engine.hasEnded);
    if (peer === undefined) throw new Error(`no peer with id ${peerId}`);
    return peer;
  }

  /** The peers that are in the match. */
  get admitted(): SimulatedPeer[] {
    return this.peers.filter((one) => one.engine.isAdmitted);
  }

  /** The tables of all who are in the match, each once: one when all see the same. */
  get tables(): string[] {
    return [...new Set(this.admitted.map((one) => one.table))];
  }

  /** What anybody reported of anybody. */
  get violations(): Violation[] {
    return this.peers.flatMap((one) => one.violations);
  }
}
