import { NakodoError } from "../errors.js";
import { assertFrameSize } from "../transport/frame-size.js";
import type { Presence, TransportEvent } from "../transport/transport.js";
import { copyBytes } from "../wire/copy-bytes.js";
import type { SimulatedTransport } from "./simulated-network.js";
import type { Connection, SimulatedRelay } from "./simulated-relay.js";

interface Send {
  readonly opCode: number;
  readonly bytes: Uint8Array;
  readonly to: readonly string[] | undefined;
}

/** What waits while the link is dead. */
interface Frozen {
  readonly arrived: TransportEvent[];
  readonly sends: Send[];
  probes: number;
}

/** One peer's end of a simulated network. */
export class SimulatedEnd implements SimulatedTransport {
  readonly maxFrameBytes: number;
  readonly #relay: SimulatedRelay;
  readonly #name: string;
  #connection: Connection | undefined;
  #listener: ((event: TransportEvent) => void) | undefined;
  #closed = false;
  #frozen: Frozen | undefined;

  constructor(relay: SimulatedRelay, name: string, maxFrameBytes: number) {
    this.#relay = relay;
    this.#name = name;
    this.maxFrameBytes = maxFrameBytes;
  }

  get self(): Presence {
    return this.#connection?.presence ?? { sessionId: "", userId: this.#name, username: this.#name };
  }

  get bufferedBytes(): number {
    if (this.#connection === undefined) return 0;
    const held = this.#frozen?.sends.reduce((sum, send) => sum + send.bytes.byteLength, 0) ?? 0;
    return held + this.#relay.bufferedBytes(this.#connection);
  }

  start(listener: (event: TransportEvent) => void): void {
    if (this.#listener !== undefined)
      throw new NakodoError("invalid-state", "this transport was started before");
    this.#listener = listener;
    if (this.#closed) listener({ type: "closed", error: undefined });
    else this.restore();
  }

  send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean {
    if (this.#closed) throw new NakodoError("closed", "this transport is closed");
    assertFrameSize(bytes, this.maxFrameBytes);
    if (this.#connection === undefined) return false;
    this.#transmit(this.#connection, { opCode, bytes: copyBytes(bytes), to: to?.slice() });
    return true;
  }

  probe(): void {
    if (this.#connection === undefined) return;
    if (this.#frozen !== undefined) this.#frozen.probes++;
    else this.#relay.probe(this.#connection);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // A socket that is closed in order sends what it still holds; over a dead link it cannot.
    this.#leave(this.#frozen === undefined ? "sent" : "lost");
    this.#listener?.({ type: "closed", error: undefined });
  }

  cut(): void {
    if (this.#connection === undefined) return;
    this.#leave("lost");
    this.#listener?.({ type: "down" });
  }

  restore(): void {
    if (this.#connection !== undefined || this.#closed || this.#listener === undefined) return;
    const { connection, others } = this.#relay.connect(this.#name, (event) => this.#arrive(event));
    this.#connection = connection;
    this.#listener({ type: "up", self: connection.presence, others });
  }

  freeze(): void {
    if (this.#connection !== undefined) this.#frozen ??= { arrived: [], sends: [], probes: 0 };
  }

  thaw(): void {
    const connection = this.#connection;
    const frozen = this.#frozen;
    if (connection === undefined || frozen === undefined) return;
    this.#frozen = undefined;
    // First what was sent: the listener may send too, and that comes after.
    for (const send of frozen.sends) this.#transmit(connection, send);
    for (let i = 0; i < frozen.probes; i++) this.#relay.probe(connection);
    for (const event of frozen.arrived) {
      if (this.#connection !== connection) return;
      this.#arrive(event);
    }
  }

  #arrive(event: TransportEvent): void {
    if (this.#frozen !== undefined) this.#frozen.arrived.push(event);
    else this.#listener?.(event);
  }

  #transmit(connection: Connection, send: Send): void {
    if (this.#frozen !== undefined) this.#frozen.sends.push(send);
    else this.#relay.relay(connection, send.opCode, send.bytes, send.to);
  }

  #leave(unsent: "sent" | "lost"): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#connection = undefined;
    this.#frozen = undefined;
    this.#relay.disconnect(connection, unsent);
  }
}
