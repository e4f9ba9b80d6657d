import type { TransportEvent } from "@nakodo/core";
import type { SimulatedTransport } from "@nakodo/core/testing";
import { WrappedTransport } from "./wrapped-transport.js";

/**
 * A transport that can come back as another session while its old one stays: a relay that has not noticed yet that the
 * old connection is dead.
 */
export class GhostTransport extends WrappedTransport {
  readonly #connect: () => SimulatedTransport;
  #ghost: SimulatedTransport | undefined;
  #listener: ((event: TransportEvent) => void) | undefined;

  /** `connect` gives another connection of the same account each time. */
  constructor(connect: () => SimulatedTransport) {
    super(connect());
    this.#connect = connect;
  }

  start(listener: (event: TransportEvent) => void): void {
    this.#listener = listener;
    this.#listen(this.inner);
  }

  /** Comes back as another session; the old one stays, deaf and mute. */
  reconnect(): void {
    this.#ghost = this.inner;
    this.#listener?.({ type: "down" });
    this.inner = this.#connect();
    this.#listen(this.inner);
  }

  /** The relay notices at last. */
  dropGhost(): void {
    this.#ghost?.close();
  }

  #listen(transport: SimulatedTransport): void {
    transport.start((event) => {
      if (transport === this.inner) this.#listener?.(event);
    });
  }
}
