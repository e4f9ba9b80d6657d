import type { Link } from "../conditions/link.js";
import { LinkPipe, travelMs } from "../conditions/link-pipe.js";
import type { Random } from "../conditions/seeded-random.js";
import type { Presence, TransportEvent } from "../transport/transport.js";
import { copyBytes } from "../wire/copy-bytes.js";

/** One session at the relay, from its `up` to its `left`. */
export interface Connection {
  readonly presence: Presence;
  /** Takes what arrives here. */
  readonly arrive: (event: TransportEvent) => void;
  /** The way to each receiver. */
  readonly pipes: Map<Connection, LinkPipe>;
}

interface Delivery {
  readonly from: Connection;
  readonly to: Connection;
  /** When it has left the sender. */
  readonly departMs: number;
  readonly atMs: number;
  readonly event: TransportEvent;
}

/** The middle of a simulated network: who is connected, what is under way, and when it arrives. */
export class SimulatedRelay {
  readonly #link: Link;
  readonly #random: Random;
  readonly #connections = new Map<string, Connection>();
  /** By time of arrival; what is due at one time in the order of sending. */
  #queue: Delivery[] = [];
  #nowMs = 0;
  #connectionCount = 0;
  #sentMessages = 0;
  #sentBytes = 0;

  constructor(link: Link, random: Random) {
    this.#link = link;
    this.#random = random;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get sentMessages(): number {
    return this.#sentMessages;
  }

  get sentBytes(): number {
    return this.#sentBytes;
  }

  get nextDeliveryMs(): number | undefined {
    return this.#queue[0]?.atMs;
  }

  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const next = this.#queue[0];
      if (next === undefined || next.atMs > untilMs) break;
      this.#queue.shift();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.to.arrive(next.event);
    }
    this.#nowMs = untilMs;
  }

  /** A new session of `name`; everyone else gets its `joined`. */
  connect(
    name: string,
    arrive: (event: TransportEvent) => void,
  ): { connection: Connection; others: Presence[] } {
    this.#connectionCount++;
    // As on a server, the order of session ids says nothing of the order of arrival.
    const salt = Math.floor(this.#random() * 0x1_0000)
      .toString(16)
      .padStart(4, "0");
    const presence = { sessionId: `${salt}-${this.#connectionCount}`, userId: name, username: name };
    const connection: Connection = { presence, arrive, pipes: new Map() };
    const others = [...this.#connections.values()];
    this.#connections.set(presence.sessionId, connection);
    for (const other of others) this.#tell(connection, other, { type: "joined", presence });
    return { connection, others: others.map((other) => other.presence) };
  }

  /**
   * Ends a session; everyone else gets its `left`. `unsent` says what becomes of what has not left the sender
   * yet.
   */
  disconnect(connection: Connection, unsent: "sent" | "lost"): void {
    this.#connections.delete(connection.presence.sessionId);
    this.#queue = this.#queue.filter((delivery) => {
      if (delivery.to === connection) return false;
      return delivery.from !== connection || unsent === "sent" || delivery.departMs <= this.#nowMs;
    });
    if (unsent === "lost") {
      for (const pipe of connection.pipes.values()) pipe.freeAtMs = Math.min(pipe.freeAtMs, this.#nowMs);
    }
    for (const other of this.#connections.values()) {
      other.pipes.delete(connection);
      this.#tell(connection, other, { type: "left", presence: connection.presence });
    }
  }

  /** A message of `from` for everyone else, or for the sessions of `to`. */
  relay(from: Connection, opCode: number, bytes: Uint8Array, to: readonly string[] | undefined): void {
    this.#sentMessages++;
    this.#sentBytes += bytes.byteLength;
    for (const [sessionId, receiver] of this.#connections) {
      if (receiver === from || (to !== undefined && !to.includes(sessionId))) continue;
      const pipe = this.#pipe(from, receiver);
      for (const { departMs, atMs } of pipe.pass(this.#link, this.#random, this.#nowMs, bytes.byteLength)) {
        const event = { type: "message", from: from.presence, opCode, bytes: copyBytes(bytes) } as const;
        this.#schedule({ from, to: receiver, departMs, atMs, event });
      }
    }
  }

  /** The relay's own sign of life for `connection`: after all that is on its way to it. */
  probe(connection: Connection): void {
    const departMs = this.#nowMs;
    let atMs = departMs + travelMs(this.#link, this.#random);
    for (const delivery of this.#queue) if (delivery.to === connection) atMs = Math.max(atMs, delivery.atMs);
    this.#schedule({ from: connection, to: connection, departMs, atMs, event: { type: "alive" } });
  }

  /** Bytes of `connection` that have not left it yet. */
  bufferedBytes(connection: Connection): number {
    let aheadMs = 0;
    for (const pipe of connection.pipes.values()) aheadMs = Math.max(aheadMs, pipe.freeAtMs - this.#nowMs);
    return aheadMs === 0 ? 0 : Math.ceil((aheadMs / 1000) * this.#link.bandwidthBytesPerSec);
  }

  /** What the relay says of `from`: never lost, after all messages of before, before all of after. */
  #tell(from: Connection, to: Connection, event: TransportEvent): void {
    const pipe = this.#pipe(from, to);
    const departMs = pipe.depart(this.#link, this.#nowMs, 0);
    let atMs = departMs + travelMs(this.#link, this.#random);
    for (const delivery of this.#queue) {
      if (delivery.from === from && delivery.to === to) atMs = Math.max(atMs, delivery.atMs);
    }
    pipe.openAtMs = atMs;
    pipe.lastAtMs = atMs;
    this.#schedule({ from, to, departMs, atMs, event });
  }

  #pipe(from: Connection, to: Connection): LinkPipe {
    let pipe = from.pipes.get(to);
    if (pipe === undefined) {
      pipe = new LinkPipe();
      from.pipes.set(to, pipe);
    }
    return pipe;
  }

  #schedule(delivery: Delivery): void {
    let low = 0;
    let high = this.#queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#queue[middle];
      if (other !== undefined && other.atMs <= delivery.atMs) low = middle + 1;
      else high = middle;
    }
    this.#queue.splice(low, 0, delivery);
  }
}
