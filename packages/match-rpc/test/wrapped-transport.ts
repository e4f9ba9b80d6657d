import type { Presence, TransportEvent } from "@nakodo/core";
import type { SimulatedTransport } from "@nakodo/core/testing";

/** A transport that hands on to another what it is told; how it listens is for whoever extends it. */
export abstract class WrappedTransport implements SimulatedTransport {
  readonly maxFrameBytes: number;
  protected inner: SimulatedTransport;

  constructor(inner: SimulatedTransport) {
    this.inner = inner;
    this.maxFrameBytes = inner.maxFrameBytes;
  }

  abstract start(listener: (event: TransportEvent) => void): void;

  get bufferedBytes(): number {
    return this.inner.bufferedBytes;
  }

  get self(): Presence {
    return this.inner.self;
  }

  send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean {
    return this.inner.send(opCode, bytes, to);
  }

  probe(): void {
    this.inner.probe();
  }

  close(): void {
    this.inner.close();
  }

  cut(): void {
    this.inner.cut();
  }

  restore(): void {
    this.inner.restore();
  }

  freeze(): void {
    this.inner.freeze();
  }

  thaw(): void {
    this.inner.thaw();
  }
}
