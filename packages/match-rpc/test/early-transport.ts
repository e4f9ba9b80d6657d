import type { Presence, TransportEvent } from "@nakodo/core";
import type { SimulatedTransport } from "@nakodo/core/testing";

/** A transport that is connected before anyone listens, so that its session id is known: what it tells meanwhile waits. */
export class EarlyTransport implements SimulatedTransport {
  readonly maxFrameBytes: number;
  readonly #inner: SimulatedTransport;
  #waiting: TransportEvent[] = [];
  #listener: ((event: TransportEvent) => void) | undefined;

  constructor(inner: SimulatedTransport) {
    this.#inner = inner;
    this.maxFrameBytes = inner.maxFrameBytes;
    inner.start((event) => {
      if (this.#listener === undefined) this.#waiting.push(event);
      else this.#listener(event);
    });
  }

  get bufferedBytes(): number {
    return this.#inner.bufferedBytes;
  }

  get self(): Presence {
    return this.#inner.self;
  }

  start(listener: (event: TransportEvent) => void): void {
    this.#listener = listener;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const event of waiting) listener(event);
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
}
