import type { Transport, TransportEvent } from "@nakodo/core";

/**
 * A layer around a transport that changes nothing: extend it, and override what is to be otherwise. `toMatch` hands an
 * event on to the match, `inner` is what the layer lies around.
 */
export class TransportLayer implements Transport {
  /** What the layer lies around. */
  protected readonly inner: Transport;
  /** As `inner`'s, where it has one. */
  readonly probe?: () => void;
  #listener: ((event: TransportEvent) => void) | undefined;

  constructor(inner: Transport) {
    this.inner = inner;
    if (inner.probe !== undefined) this.probe = () => this.ask();
  }

  get maxFrameBytes(): number {
    return this.inner.maxFrameBytes;
  }

  get bufferedBytes(): number {
    return this.inner.bufferedBytes;
  }

  start(listener: (event: TransportEvent) => void): void {
    this.#listener = listener;
    this.inner.start((event) => this.receive(event));
  }

  send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean {
    return this.inner.send(opCode, bytes, to);
  }

  close(): void {
    this.inner.close();
  }

  /** Asks the relay for a sign of life. Override it to delay the question. */
  protected ask(): void {
    this.inner.probe?.();
  }

  /** What `inner` tells. Override it to see or change what comes in. */
  protected receive(event: TransportEvent): void {
    this.toMatch(event);
  }

  /** Hands an event on to the match. */
  protected toMatch(event: TransportEvent): void {
    this.#listener?.(event);
  }
}
