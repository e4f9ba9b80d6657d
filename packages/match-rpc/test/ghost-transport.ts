import type { Presence, TransportEvent } from "@nakodo/core";
import type { SimulatedTransport } from "@nakodo/core/testing";

/**
 * A transport that can come back as another session while its old one stays: a relay that has not noticed yet that the
 * old connection is dead.
 */
export class GhostTransport implements SimulatedTransport {
  readonly maxFrameBytes: number;
  readonly #connect: () => SimulatedTransport;
  #inner: SimulatedTransport;
  #ghost: SimulatedTransport | undefined;
  #listener: ((event: TransportEvent) => void) | undefined;

  /** `connect` gives another connection of the same account each time. */
  constructor(connect: () => SimulatedTransport) {
    this.#connect = connect;
    this.#inner = connect();
    this.maxFrameBytes = this.#inner.maxFrameBytes;
  }

  get bufferedBytes(): number {
    return this.#inner.bufferedBytes;
  }

  get self(): Presence {
    return this.#inner.self;
  }

  start(listener: (event: TransportEvent) => void): void {
    this.#listener = listener;
    this.#listen(this.#inner);
  }

  /** Comes back as another session; the old one stays, deaf and mute. */
  reconnect(): void {
    this.#ghost = this.#inner;
    this.#listener?.({ type: "down" });
    this.#inner = this.#connect();
    this.#listen(this.#inner);
  }

  /** The relay notices at last. */
  dropGhost(): void {
    this.#ghost?.close();
  }

  send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean {
    return this.#inner.send(opCode, bytes, to);
  }

  probe(): void {
    this.#inner.probe();
  }

  close(): void {
    this.#inner.close();
  }

  cut(): void {
    this.#inner.cut();
  }

  restore(): void {
    this.#inner.restore();
  }

  freeze(): void {
    this.#inner.freeze();
  }

  thaw(): void {
    this.#inner.thaw();
  }

  #listen(transport: SimulatedTransport): void {
    transport.start((event) => {
      if (transport === this.#inner) this.#listener?.(event);
    });
  }
}
