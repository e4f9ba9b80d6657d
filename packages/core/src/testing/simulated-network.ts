import { NakodoError } from "../errors.js";
import { assertFrameSize } from "../transport/offline-transport.js";
import type { Presence, Transport, TransportEvent } from "../transport/transport.js";
import { LINKS, type Link } from "./link.js";
import { type Random, seededRandom } from "./seeded-random.js";

/** Options of {@link SimulatedNetwork}. */
export interface SimulatedNetworkOptions {
  /** The same seed and the same calls give the same run. Default 1. */
  readonly seed?: number;
  /** Every link between two peers. Default {@link LINKS}.perfect. */
  readonly link?: Link;
  /** Largest message, in bytes. Default 2,900: a little below that of a Nakama with default settings. */
  readonly maxFrameBytes?: number;
}

/** A peer's end of a {@link SimulatedNetwork}, with the faults that can befall it. */
export interface SimulatedTransport extends Transport {
  /** This connection, as the others see it now. Another one after `restore`. */
  readonly self: Presence;
  /** Cuts the connection: this side is told `down` at once, the others hear it leave. What is under way to or from it is lost. */
  cut(): void;
  /** Connects again, with a new session id. */
  restore(): void;
  /** A dead link: nothing goes out or comes in, and nobody is told, until `thaw`. What came meanwhile is then delivered. */
  freeze(): void;
  /** Ends `freeze`. */
  thaw(): void;
}

/**
 * A relay and its links on virtual time: nothing happens but in `advance`, and everything replays from the seed.
 * It behaves as a Nakama relayed match does: messages go through the middle, keep their order from each sender to
 * each receiver, and carry the sender's stamp.
 */
export class SimulatedNetwork {
  readonly link: Link;
  readonly maxFrameBytes: number;
  readonly random: Random;
  readonly #queue: Delivery[] = [];
  readonly #ends = new Map<string, End>();
  #nowMs = 0;
  #order = 0;
  #connections = 0;
  #sentMessages = 0;
  #sentBytes = 0;

  constructor(options: SimulatedNetworkOptions = {}) {
    this.link = options.link ?? LINKS.perfect;
    this.maxFrameBytes = options.maxFrameBytes ?? 2900;
    this.random = seededRandom(options.seed ?? 1);
  }

  /** Virtual time in milliseconds, from 0. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Messages that peers have handed to the relay so far; a broadcast is one. */
  get sentMessages(): number {
    return this.#sentMessages;
  }

  /** Bytes that peers have handed to the relay so far. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** A new peer; it connects when its transport is started. `name` becomes its user id and user name. */
  join(name: string): SimulatedTransport {
    return new End(this, name);
  }

  /** Lets `ms` pass and delivers what arrives meanwhile, each at its time. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const next = this.#queue[0];
      if (next === undefined || next.atMs > untilMs) break;
      this.#queue.shift();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
    this.#nowMs = untilMs;
  }

  /** When the next delivery is due, in virtual milliseconds; `undefined` when nothing is under way. */
  get nextDeliveryMs(): number | undefined {
    return this.#queue[0]?.atMs;
  }

  /** @internal */
  connect(end: End, name: string): Presence {
    this.#connections++;
    // As on a server, the order of session ids says nothing of the order of arrival.
    const salt = Math.floor(this.random() * 0x1_0000)
      .toString(16)
      .padStart(4, "0");
    const presence = { sessionId: `${salt}-${this.#connections}`, userId: name, username: name };
    const others = [...this.#ends.values()];
    this.#ends.set(presence.sessionId, end);
    for (const other of others)
      this.#deliver(end, presence.sessionId, other, { type: "joined", presence }, 0);
    return presence;
  }

  /** @internal */
  othersOf(self: Presence): Presence[] {
    const others: Presence[] = [];
    for (const end of this.#ends.values()) if (end.self.sessionId !== self.sessionId) others.push(end.self);
    return others;
  }

  /** @internal */
  disconnect(end: End): void {
    const presence = end.self;
    this.#ends.delete(presence.sessionId);
    for (const other of this.#ends.values()) {
      this.#deliver(end, presence.sessionId, other, { type: "left", presence }, 0);
    }
  }

  /** @internal */
  relay(from: End, opCode: number, bytes: Uint8Array, to: readonly string[] | undefined): void {
    this.#sentMessages++;
    this.#sentBytes += bytes.byteLength;
    const sender = from.self;
    for (const [sessionId, end] of this.#ends) {
      if (end === from || (to !== undefined && !to.includes(sessionId))) continue;
      const copies = this.#chance(this.link.lossRatio) ? 0 : this.#chance(this.link.duplicateRatio) ? 2 : 1;
      for (let i = 0; i < copies; i++) {
        const event: TransportEvent = { type: "message", from: sender, opCode, bytes: bytes.slice() };
        this.#deliver(from, sender.sessionId, end, event, bytes.byteLength);
      }
    }
  }

  #chance(ratio: number): boolean {
    return ratio > 0 && this.random() < ratio;
  }

  #deliver(from: End, sender: string, to: End, event: TransportEvent, size: number): void {
    const link = this.link;
    const receiver = to.self.sessionId;
    const pipe = from.pipeTo(receiver);
    const startMs = Math.max(this.#nowMs, pipe.freeAtMs);
    pipe.freeAtMs = startMs + (size / link.bandwidthBytesPerSec) * 1000;
    const travelMs = link.latencyMs + this.random() * link.jitterMs;
    let atMs = pipe.freeAtMs + travelMs;
    if (!this.#chance(link.reorderRatio)) {
      atMs = Math.max(atMs, pipe.lastAtMs);
      pipe.lastAtMs = atMs;
    }
    this.#schedule(atMs, () => {
      if (to.self.sessionId === receiver) to.arrive(event, sender);
    });
  }

  #schedule(atMs: number, run: () => void): void {
    const delivery = { atMs, order: this.#order++, run };
    let low = 0;
    let high = this.#queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#queue[middle];
      if (other !== undefined && other.atMs <= atMs) low = middle + 1;
      else high = middle;
    }
    this.#queue.splice(low, 0, delivery);
  }
}

interface Delivery {
  readonly atMs: number;
  readonly order: number;
  run(): void;
}

interface Pipe {
  freeAtMs: number;
  lastAtMs: number;
}

class End implements SimulatedTransport {
  readonly #network: SimulatedNetwork;
  readonly #name: string;
  #pipes = new Map<string, Pipe>();
  #self: Presence;
  #listener: ((event: TransportEvent) => void) | undefined;
  #connected = false;
  #closed = false;
  #held: TransportEvent[] | undefined;
  #heldSends: (() => void)[] = [];

  constructor(network: SimulatedNetwork, name: string) {
    this.#network = network;
    this.#name = name;
    this.#self = { sessionId: "", userId: name, username: name };
  }

  get self(): Presence {
    return this.#self;
  }

  get maxFrameBytes(): number {
    return this.#network.maxFrameBytes;
  }

  get bufferedBytes(): number {
    let bytes = 0;
    for (const pipe of this.#pipes.values()) {
      const aheadMs = pipe.freeAtMs - this.#network.nowMs;
      if (aheadMs > 0) bytes = Math.max(bytes, (aheadMs / 1000) * this.#network.link.bandwidthBytesPerSec);
    }
    return Number.isFinite(bytes) ? Math.ceil(bytes) : 0;
  }

  start(listener: (event: TransportEvent) => void): void {
    if (this.#listener !== undefined)
      throw new NakodoError("invalid-state", "this transport was started before");
    this.#listener = listener;
    this.restore();
  }

  send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean {
    if (this.#closed) throw new NakodoError("closed", "this transport is closed");
    assertFrameSize(bytes, this.maxFrameBytes);
    if (!this.#connected) return false;
    const copy = bytes.slice();
    const targets = to?.slice();
    if (this.#held === undefined) this.#network.relay(this, opCode, copy, targets);
    else this.#heldSends.push(() => this.#network.relay(this, opCode, copy, targets));
    return true;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#held = undefined;
    this.#leave();
    this.#listener?.({ type: "closed", error: undefined });
  }

  cut(): void {
    if (!this.#connected) return;
    this.#held = undefined;
    this.#heldSends = [];
    this.#leave();
    this.#listener?.({ type: "down" });
  }

  restore(): void {
    if (this.#connected || this.#closed || this.#listener === undefined) return;
    this.#pipes = new Map();
    this.#connected = true;
    this.#self = this.#network.connect(this, this.#name);
    this.#listener({ type: "up", self: this.#self, others: this.#network.othersOf(this.#self) });
  }

  freeze(): void {
    this.#held ??= [];
  }

  thaw(): void {
    const held = this.#held ?? [];
    const sends = this.#heldSends;
    this.#held = undefined;
    this.#heldSends = [];
    for (const event of held) this.#listener?.(event);
    for (const send of sends) if (this.#connected) send();
  }

  /** @internal */
  arrive(event: TransportEvent, _sender: string): void {
    if (!this.#connected) return;
    if (this.#held !== undefined) this.#held.push(event);
    else this.#listener?.(event);
  }

  /** @internal */
  pipeTo(sessionId: string): Pipe {
    let pipe = this.#pipes.get(sessionId);
    if (pipe === undefined) {
      pipe = { freeAtMs: 0, lastAtMs: 0 };
      this.#pipes.set(sessionId, pipe);
    }
    return pipe;
  }

  #leave(): void {
    if (!this.#connected) return;
    this.#connected = false;
    this.#network.disconnect(this);
    this.#self = { ...this.#self, sessionId: "" };
  }
}
