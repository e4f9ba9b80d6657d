import type { WireMessage } from "./socket-format.js";

/** Where a queue puts its messages. */
export interface MessageSink {
  /**
   * Writes one message. Returns true when the network took it at once; otherwise the sink is blocked until it calls
   * `onDrained`.
   */
  write(message: WireMessage, onDrained: () => void): boolean;
}

/** What a queue tells its owner. */
export interface QueueEvents {
  /** One message more was offered than may wait. Called once; the queue takes nothing after it. */
  readonly overflowed: () => void;
  /** The sink stopped taking messages. */
  readonly blocked: () => void;
  /** The sink takes messages again. */
  readonly drained: () => void;
}

/**
 * The messages that wait for one socket. As on the real server they are bounded by number alone, and the socket is
 * closed when one more comes: nothing is dropped and no sender is slowed down. The real server writes from a thread of
 * its own that a burst outruns; here whatever arrives before the present burst has been read through waits together.
 */
export class OutgoingQueue {
  readonly #limit: number;
  readonly #sink: MessageSink;
  readonly #events: QueueEvents;
  #waiting: WireMessage[] = [];
  #blocked = false;
  #scheduled = false;
  #held: WireMessage[] | undefined;
  #closed = false;

  constructor(limit: number, sink: MessageSink, events: QueueEvents) {
    this.#limit = limit;
    this.#sink = sink;
    this.#events = events;
  }

  /** Offers one message. */
  push(message: WireMessage): void {
    if (this.#closed) return;
    if (this.#held !== undefined) {
      this.#held.push(message);
      return;
    }
    if (this.#waiting.length >= this.#limit) {
      this.close();
      this.#events.overflowed();
      return;
    }
    this.#waiting.push(message);
    this.#schedule();
  }

  /** Keeps messages back without a bound, as a network does that has swallowed them, until `release`. */
  hold(): void {
    this.#held ??= this.#waiting.splice(0);
  }

  /** Writes what was kept back and goes on. */
  release(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    this.#waiting = held;
    this.#schedule();
  }

  /** Forgets what waits and takes nothing more. */
  close(): void {
    this.#closed = true;
    this.#waiting = [];
    this.#held = undefined;
  }

  #schedule(): void {
    if (this.#scheduled || this.#blocked) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#blocked) return;
    let next = this.#waiting.shift();
    while (next !== undefined) {
      if (!this.#sink.write(next, () => this.#unblock())) {
        this.#blocked = true;
        this.#events.blocked();
        return;
      }
      next = this.#waiting.shift();
    }
  }

  #unblock(): void {
    if (!this.#blocked) return;
    this.#blocked = false;
    this.#events.drained();
    this.#flush();
  }
}
