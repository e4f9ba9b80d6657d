import { NakodoError } from "@nakodo/core";
import type { OnlineSocket } from "./online-socket.js";
import type { SocketMessage } from "./socket-events.js";

/** @internal Something that the socket is in: a channel, a party. */
export interface Subscription {
  readonly id: string;
  /** A message that is meant for it. */
  take(message: SocketMessage): void;
  /** The socket was lost; another connection follows. */
  down(): void;
  /** Enters again over the new connection. What it rejects with ends the subscription. */
  enterAgain(): Promise<void>;
  /** It is entered again: its messages follow. */
  restored(): void;
  /** Tells the server that we go. */
  leave(): Promise<void>;
  /** The end: nothing is called after it. */
  close(error: NakodoError): void;
}

/** Most messages that wait for an answer to an entry. What follows is dropped. */
const MAX_EARLY_MESSAGES = 256;

/**
 * All channels, or all parties, of one socket: gives each message to the one that it is meant for, and enters them
 * again after a reconnect.
 *
 * The server may send the first messages before its answer, and a WebSocket may hand over those that follow before
 * the promise of the answer goes on: they wait here until the one that they are meant for is known.
 */
export class Subscriptions<One extends Subscription> {
  readonly #socket: OnlineSocket;
  readonly #idOf: (message: SocketMessage) => string | undefined;
  readonly #open = new Map<string, One>();
  /** Those whose messages are delivered: not while they are down. */
  readonly #live = new Set<One>();
  #entering = 0;
  #early: SocketMessage[] = [];

  /** `idOf` gives the id of whom a message is meant for, `undefined` for messages of another kind. */
  constructor(socket: OnlineSocket, idOf: (message: SocketMessage) => string | undefined) {
    this.#socket = socket;
    this.#idOf = idOf;
    socket.on("message", (message) => {
      const id = idOf(message);
      if (id === undefined) return;
      const one = this.#open.get(id);
      if (one !== undefined && this.#live.has(one)) one.take(message);
      else if (this.#entering > 0 && this.#early.length < MAX_EARLY_MESSAGES) this.#early.push(message);
    });
    socket.on("disconnected", ({ error }) => {
      this.#early = [];
      if (error !== undefined) this.#closeAll(error);
      for (const one of [...this.#live]) this.#suspend(one);
    });
    socket.on("reconnected", () => {
      for (const one of [...this.#open.values()]) void this.#enterAgain(one);
    });
    socket.on("reconnectFailed", ({ error }) => this.#closeAll(error));
  }

  /** The one of this id, if we are in it. */
  get(id: string): One | undefined {
    return this.#open.get(id);
  }

  /** Enters by `enter`. Gives the one that is there already when that leads to one. */
  async add(enter: () => Promise<One>): Promise<One> {
    this.#entering += 1;
    try {
      const entered = await enter();
      const one = this.#open.get(entered.id) ?? entered;
      this.#open.set(one.id, one);
      this.#deliverTo(one);
      return one;
    } finally {
      this.#entered();
    }
  }

  /** Forgets it: no message reaches it any more. Answers whether it was there. */
  delete(one: One): boolean {
    this.#live.delete(one);
    return this.#open.get(one.id) === one && this.#open.delete(one.id);
  }

  async #enterAgain(one: One): Promise<void> {
    this.#entering += 1;
    try {
      await one.enterAgain();
      if (this.#open.get(one.id) !== one) {
        // Left while it was entered again.
        await one.leave();
        return;
      }
      one.restored();
      this.#deliverTo(one);
    } catch (error) {
      if (!(error instanceof NakodoError)) throw error;
      // Lost again before the answer: the next connection tries again.
      if (error.code !== "connection-lost" && this.delete(one)) one.close(error);
    } finally {
      this.#entered();
    }
  }

  #deliverTo(one: One): void {
    // Lost between the answer and now: the next connection enters again.
    if (this.#socket.state !== "connected") return;
    this.#live.add(one);
    const early = this.#early.filter((message) => this.#idOf(message) === one.id);
    this.#early = this.#early.filter((message) => !early.includes(message));
    for (const message of early) one.take(message);
  }

  #entered(): void {
    this.#entering -= 1;
    if (this.#entering === 0) this.#early = [];
  }

  #suspend(one: One): void {
    this.#live.delete(one);
    one.down();
  }

  #closeAll(error: NakodoError): void {
    const all = [...this.#open.values()];
    this.#open.clear();
    this.#live.clear();
    for (const one of all) one.close(error);
  }
}
