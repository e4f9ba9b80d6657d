import { jsonValues, type Presence, type Transport, type TransportEvent } from "@nakodo/core";
import { seededRandom } from "@nakodo/core/testing";
import type { RemoteType } from "@nakodo/match-rpc";
import { MatchEngine } from "../../packages/match-rpc/src/engine/engine.js";
import { Schema } from "../../packages/match-rpc/src/remotes/schema.js";

/** Hands what one end sends to the other at once, in the same buffer: nothing of its own is measured. */
class DirectTransport implements Transport {
  readonly maxFrameBytes = 2985;
  readonly bufferedBytes = 0;
  other: DirectTransport | undefined;
  #listener: ((event: TransportEvent) => void) | undefined;

  constructor(readonly self: Presence) {}

  start(listener: (event: TransportEvent) => void): void {
    this.#listener = listener;
  }

  tell(event: TransportEvent): void {
    this.#listener?.(event);
  }

  send(opCode: number, bytes: Uint8Array): boolean {
    this.other?.tell({ type: "message", from: this.self, opCode, bytes });
    return true;
  }

  close(): void {}
}

/** Two engines in one match, and their time. */
export class EnginePair {
  readonly caller: MatchEngine;
  readonly callee: MatchEngine;
  #nowMs = 0;

  constructor(type: RemoteType) {
    const [a, b] = [new DirectTransport(presence("a")), new DirectTransport(presence("b"))];
    a.other = b;
    b.other = a;
    this.caller = engine(type, a, "create");
    this.callee = engine(type, b, "join");
    a.start((event) => this.caller.receive(event, this.#nowMs));
    b.start((event) => this.callee.receive(event, this.#nowMs));
    a.tell({ type: "up", self: a.self, others: [] });
    a.tell({ type: "joined", presence: b.self });
    b.tell({ type: "up", self: b.self, others: [a.self] });
    for (let i = 0; i < 100; i++) this.tick(16);
    if (!this.callee.isAdmitted) throw new Error("the second peer was not let in");
  }

  /** Lets time pass, and sends what was said. */
  tick(ms: number): void {
    this.#nowMs += ms;
    this.caller.advance(this.#nowMs);
    this.callee.advance(this.#nowMs);
  }
}

function presence(name: string): Presence {
  return { sessionId: name, userId: name, username: name };
}

function engine(type: RemoteType, transport: Transport, entry: "create" | "join"): MatchEngine {
  const random = seededRandom(1);
  return new MatchEngine({
    transport,
    schema: new Schema([type]),
    values: jsonValues,
    randomBytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(random() * 256)),
    clientVersion: "bench",
    maxPlayers: 4,
    entry,
    expected: undefined,
    joinWhilePlaying: true,
    onHostLeave: "elect",
    resumeGraceMs: 20_000,
    silenceMs: 1_000,
    hostSilenceMs: 1_200,
    joinTimeoutMs: 5_000,
    opCodeBase: 9011,
    refuse: undefined,
  });
}
