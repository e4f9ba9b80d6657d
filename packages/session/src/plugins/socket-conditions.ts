import { DelayLine, LINKS, type Link, LinkPipe, type Random, seededRandom } from "@nakodo/core/conditions";
import type { Clock } from "../clock.js";
import type { OnlinePlugin, OnlinePluginHost } from "../online-plugin.js";
import type { StandardWebSocket } from "../socket/standard-websocket.js";

/** How bad the socket's network is, each way. What is left out is perfect. */
export interface SocketConditionsOptions
  extends Partial<Pick<Link, "latencyMs" | "jitterMs" | "lossRatio" | "bandwidthBytesPerSec">> {
  /** The same seed and the same traffic give the same faults (default 1). */
  readonly seed?: number;
}

/** Makes the network of the socket worse than it is: see {@link socketConditions}. */
export class SocketConditions implements OnlinePlugin {
  readonly name = "socket conditions";
  readonly #random: Random;
  readonly #sockets = new Set<ConditionedWebSocket>();
  #link: Link;
  #isSilent = false;
  #isCut = false;

  constructor(options: SocketConditionsOptions = {}) {
    const { seed = 1, ...link } = options;
    this.#random = seededRandom(seed);
    this.#link = { ...LINKS.perfect, ...link };
  }

  /** Changes the network; what is on its way is not affected. */
  set(change: Omit<SocketConditionsOptions, "seed">): void {
    this.#link = { ...this.#link, ...change };
  }

  /** Begins or ends a silence: nothing goes out or comes in, nobody is told, and what waited arrives after it. */
  setSilent(silent: boolean): void {
    this.#isSilent = silent;
    for (const socket of this.#sockets) socket.setSilent(silent);
  }

  /** Breaks the connection. Tries to come back fail until `restore`. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.cut();
  }

  /** Lets the socket connect again. */
  restore(): void {
    this.#isCut = false;
  }

  install(host: OnlinePluginHost): () => void {
    host.wrapWebSocket((open) => (url) => {
      const socket = new ConditionedWebSocket(
        open(url),
        host.clock,
        this.#random,
        () => this.#link,
        () => this.#sockets.delete(socket),
      );
      this.#sockets.add(socket);
      socket.setSilent(this.#isSilent);
      if (this.#isCut) socket.cut();
      return socket;
    });
    return () => this.setSilent(false);
  }
}

/**
 * Latency, jitter, bandwidth, loss (which a socket sends again, late), silence and cuts for the socket of `Online`,
 * seeded; they can be changed while it is connected.
 */
export function socketConditions(options: SocketConditionsOptions = {}): SocketConditions {
  return new SocketConditions(options);
}

/** A WebSocket with a bad network around it. */
class ConditionedWebSocket implements StandardWebSocket {
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  readonly #inner: StandardWebSocket;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #linkNow: () => Link;
  readonly #onEnded: () => void;
  readonly #out: DelayLine;
  readonly #in: DelayLine;
  readonly #pipeOut = new LinkPipe();
  readonly #pipeIn = new LinkPipe();
  #waitingBytes = 0;
  #ended = false;

  constructor(
    inner: StandardWebSocket,
    clock: Clock,
    random: Random,
    linkNow: () => Link,
    onEnded: () => void,
  ) {
    this.#inner = inner;
    this.#clock = clock;
    this.#random = random;
    this.#linkNow = linkNow;
    this.#onEnded = onEnded;
    this.#out = new DelayLine(clock);
    this.#in = new DelayLine(clock);
    inner.onopen = (event) => this.#later(0, () => this.onopen?.(event));
    inner.onmessage = (event: { readonly data: unknown }) =>
      this.#later(sizeOf(event.data), () => this.#hear(event));
    inner.onerror = (event) => this.onerror?.(event);
    inner.onclose = (event: { readonly code: number; readonly reason: string }) =>
      this.#later(0, () => this.#end(event));
  }

  get binaryType(): string {
    return this.#inner.binaryType;
  }

  set binaryType(type: string) {
    this.#inner.binaryType = type;
  }

  get bufferedAmount(): number {
    return this.#inner.bufferedAmount + this.#waitingBytes;
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.#ended) return;
    const bytes = sizeOf(data);
    this.#waitingBytes += bytes;
    this.#out.schedule(this.#arrivalMs(this.#pipeOut, bytes), () => {
      this.#waitingBytes -= bytes;
      this.#inner.send(data);
    });
  }

  close(code?: number, reason?: string): void {
    this.#out.flush();
    this.#inner.close(code, reason);
  }

  terminate(): void {
    if (this.#inner.terminate === undefined) this.#inner.close();
    else this.#inner.terminate();
  }

  setSilent(silent: boolean): void {
    for (const line of [this.#out, this.#in]) {
      if (silent) line.hold();
      else line.release();
    }
  }

  /** Ends as a broken connection does: without a closing handshake. */
  cut(): void {
    this.#in.clear();
    this.#out.clear();
    this.terminate();
    // Whoever has just opened it has not begun to listen yet.
    this.#clock.setTimer(0, () => this.#end({ code: 1006, reason: "" }));
  }

  #hear(event: { readonly data: unknown }): void {
    if (!this.#ended) call(this.onmessage, event);
  }

  #end(event: { readonly code: number; readonly reason: string }): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#in.clear();
    this.#out.clear();
    this.#onEnded();
    call(this.onclose, event);
  }

  #later(bytes: number, act: () => void): void {
    if (!this.#ended) this.#in.schedule(this.#arrivalMs(this.#pipeIn, bytes), act);
  }

  #arrivalMs(pipe: LinkPipe, bytes: number): number {
    return pipe.passInOrder(this.#linkNow(), this.#random, this.#clock.nowMs(), bytes).atMs;
  }
}

/** Calls a handler that was given for a standard event. */
function call(handler: ((event: never) => void) | null, event: object): void {
  if (handler !== null) Reflect.apply(handler, undefined, [event]);
}

/** Bytes of a message; characters of a text, which are nearly as many. */
function sizeOf(data: unknown): number {
  if (typeof data === "string") return data.length;
  return data instanceof Uint8Array || data instanceof ArrayBuffer ? data.byteLength : 0;
}
