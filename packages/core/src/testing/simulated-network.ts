import { LINKS, type Link } from "../conditions/link.js";
import { type Random, seededRandom } from "../conditions/seeded-random.js";
import { NakodoError } from "../errors.js";
import type { Presence, Transport } from "../transport/transport.js";
import { SimulatedEnd } from "./simulated-end.js";
import { SimulatedRelay } from "./simulated-relay.js";

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
  /**
   * This connection, as the others see it now. Another one after `restore`; its session id is empty while
   * there is none.
   */
  readonly self: Presence;
  probe(): void;
  /**
   * Cuts the connection: this side is told `down` at once, the others hear it leave. Lost is what is under
   * way to it and what has not left it yet (`bufferedBytes`); what the relay has got already still arrives,
   * before the `left`.
   */
  cut(): void;
  /** Connects again, with a new session id. */
  restore(): void;
  /**
   * A dead link: nothing goes out or comes in, and nobody is told, until `thaw`. Then all of it moves on, in
   * order.
   */
  freeze(): void;
  /** Ends `freeze`; so does `cut`, which loses what was held. */
  thaw(): void;
}

/**
 * A relay and its links on virtual time: everything replays from the seed. It behaves as a Nakama relayed
 * match does: messages go through the middle, keep their order from each sender to each receiver, and carry
 * the sender's stamp.
 *
 * What a peer does to itself (`start`, `cut`, `restore`, `close`) it is told at once; what others do reaches it in
 * `advance` only, even on a link without latency. Latency is one leg, from sender to receiver.
 * Two sessions of one peer are two senders: with jitter, the `joined` of the new one may overtake the `left`
 * of the old one, as on a server that has not noticed yet that the old one is dead.
 */
export class SimulatedNetwork {
  /** Every link between two peers. */
  readonly link: Link;
  /** Largest message, in bytes. */
  readonly maxFrameBytes: number;
  /** The chance of the links: drawing from it changes the run. */
  readonly random: Random;
  readonly #relay: SimulatedRelay;

  constructor(options: SimulatedNetworkOptions = {}) {
    this.link = options.link ?? LINKS.perfect;
    this.maxFrameBytes = options.maxFrameBytes ?? 2900;
    this.random = seededRandom(options.seed ?? 1);
    this.#relay = new SimulatedRelay(this.link, this.random);
  }

  /** Virtual time in milliseconds, from 0. */
  get nowMs(): number {
    return this.#relay.nowMs;
  }

  /** Messages that peers have handed to the relay so far; a broadcast is one. */
  get sentMessages(): number {
    return this.#relay.sentMessages;
  }

  /** Bytes that peers have handed to the relay so far. */
  get sentBytes(): number {
    return this.#relay.sentBytes;
  }

  /** When the next delivery is due, in virtual milliseconds; `undefined` when nothing is under way. */
  get nextDeliveryMs(): number | undefined {
    return this.#relay.nextDeliveryMs;
  }

  /** A new peer; it connects when its transport is started. `name` becomes its user id and user name. */
  join(name: string): SimulatedTransport {
    return new SimulatedEnd(this.#relay, name, this.maxFrameBytes);
  }

  /**
   * Lets `ms` pass and delivers what arrives meanwhile, each at its time.
   *
   * @throws {NakodoError} `invalid-argument` when `ms` is negative or no number. What a listener throws comes out as it
   * is, with the time at that delivery and the rest still to come.
   */
  advance(ms: number): void {
    if (!(ms >= 0) || ms === Number.POSITIVE_INFINITY) {
      throw new NakodoError("invalid-argument", `advance(${ms}): 0 or more milliseconds`);
    }
    this.#relay.advance(ms);
  }
}
