import type { TransportEvent } from "@nakodo/core";
import type { SimulatedTransport } from "@nakodo/core/testing";
import { WrappedTransport } from "./wrapped-transport.js";

/** A transport that is connected before anyone listens, so that its session id is known: what it tells meanwhile waits. */
export class EarlyTransport extends WrappedTransport {
  #waiting: TransportEvent[] = [];
  #listener: ((event: TransportEvent) => void) | undefined;

  constructor(inner: SimulatedTransport) {
    super(inner);
    inner.start((event) => {
      if (this.#listener === undefined) this.#waiting.push(event);
      else this.#listener(event);
    });
  }

  start(listener: (event: TransportEvent) => void): void {
    this.#listener = listener;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const event of waiting) listener(event);
  }
}
