import { jsonValues, t } from "@nakodo/core";
import { type Link, SimulatedNetwork, type SimulatedTransport } from "@nakodo/core/testing";
import { MatchEngine } from "../src/engine/engine.js";
import type { EngineEvents, Violation } from "../src/engine/engine-events.js";
import type { EngineOptions } from "../src/engine/engine-options.js";
import { remotes } from "../src/remotes/remotes.js";
import { Schema } from "../src/remotes/schema.js";

/** An object whose remote methods note who called them with what. */
export class Probe {
  readonly heard: string[] = [];

  constructor(readonly peer: SimulatedPeer) {}

  say(text: string): void {
    this.heard.push(`${this.peer.engine.senderId}:${text}`);
  }

  order(text: string): void {
    this.heard.push(`${this.peer.engine.senderId}!${text}`);
  }

  chat(text: string): void {
    this.heard.push(`${this.peer.engine.senderId}~${text}`);
  }

  move(x: number, y: number): void {
    this.heard.push(`${this.peer.engine.senderId}>${x},${y}`);
  }
}

export const ProbeRemotes = remotes("Probe", Probe, {
  say: "anyPeer",
  order: "authority",
  chat: { mode: "anyPeer", callLocal: true, args: [t.string(200_000)] },
  move: { mode: "anyPeer", transfer: "unreliableOrdered", args: [t.f32, t.f32] },
});

/** One peer of a simulated match. */
export class SimulatedPeer {
  readonly engine: MatchEngine;
  readonly transport: SimulatedTransport;
  readonly probe: Probe;
  readonly violations: Violation[] = [];
  readonly log: string[] = [];

  constructor(match: SimulatedMatch, name: string, options: Partial<EngineOptions>) {
    this.transport = match.network.join(name);
    this.engine = new MatchEngine({
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
      opCodeBase: 9011,
      refuse: undefined,
      ...options,
    });
    this.probe = new Probe(this);
    this.engine.add("/probe", this.probe);
    this.engine.events.on("violation", (violation) => this.violations.push(violation));
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
    this.transport.start((event) => this.engine.receive(event, match.network.nowMs));
  }

  /** The table as everyone should see it. */
  get table(): string {
    const rows = this.engine.players.map((one) => `${one.peerId}/${one.seat}/${one.username}/${one.status}`);
    return `host ${this.engine.hostId} term ${this.engine.term}: ${rows.join(" ")}`;
  }
}

/** Several engines on one simulated network, driven by virtual time. */
export class SimulatedMatch {
  readonly network: SimulatedNetwork;
  readonly peers: SimulatedPeer[] = [];

  constructor(seed = 1, link?: Link) {
    this.network = new SimulatedNetwork(link === undefined ? { seed } : { seed, link });
  }

  /** A peer that founds the match. */
  create(name = "p0", options: Partial<EngineOptions> = {}): SimulatedPeer {
    return this.join(name, { entry: "create", ...options });
  }

  join(name = `p${this.peers.length}`, options: Partial<EngineOptions> = {}): SimulatedPeer {
    const peer = new SimulatedPeer(this, name, options);
    this.peers.push(peer);
    return peer;
  }

  /** A match of `count` peers, all admitted. */
  static of(count: number, seed = 1, link?: Link, options: Partial<EngineOptions> = {}): SimulatedMatch {
    const match = new SimulatedMatch(seed, link);
    match.create("p0", options);
    for (let i = 1; i < count; i++) {
      match.run(1000);
      match.join(`p${i}`, options);
    }
    match.run(3000);
    return match;
  }

  /** Lets time pass in small steps: deliveries, then what is due at each peer. */
  run(ms: number, stepMs = 5): void {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.network.advance(stepMs);
      for (const { engine } of this.peers) engine.advance(this.network.nowMs);
    }
  }

  peer(index: number): SimulatedPeer {
    const peer = this.peers[index];
    if (peer === undefined) throw new Error(`no peer ${index}`);
    return peer;
  }
}
