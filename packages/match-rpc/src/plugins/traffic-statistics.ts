import {
  type AbortSignalLike,
  type EventSource,
  Events,
  type Transport,
  type TransportEvent,
} from "@nakodo/core";
import type { ObservedCall } from "../engine/observed-call.js";
import type { MatchPlugin, MatchPluginHost } from "../online/match-plugin.js";
import { TransportLayer } from "./transport-layer.js";

/** Messages on the wire and the bytes in them, without what websocket and relay add. */
export interface Traffic {
  /** Messages handed to the socket; a broadcast is one, whatever the number of receivers. */
  sentMessages: number;
  /** Bytes of them. */
  sentBytes: number;
  /** Messages that came. */
  receivedMessages: number;
  /** Bytes of them. */
  receivedBytes: number;
}

/** Calls of one method, over all objects of its type. */
export interface MethodTraffic {
  /** Calls made here. */
  sentCalls: number;
  /** Bytes of their paths, methods and arguments. */
  sentBytes: number;
  /** Calls by others that ran here. */
  receivedCalls: number;
  /** Bytes of them. */
  receivedBytes: number;
}

/** What came from one peer. */
export interface PeerTraffic {
  /** Messages that came. */
  receivedMessages: number;
  /** Bytes of them. */
  receivedBytes: number;
  /** Its calls that ran here. */
  receivedCalls: number;
}

/** What went through in one stretch of time. */
export interface TrafficSample extends Readonly<Traffic> {
  /** How long it was, in ms. */
  readonly durationMs: number;
}

/** What {@link TrafficStatistics} tells. */
export interface TrafficStatisticsEvents {
  /** Once in each `sampleMs` while this peer is in a match. */
  sample: TrafficSample;
}

/** How traffic is counted. */
export interface TrafficStatisticsOptions {
  /** How long one `sample` is, in ms (default 1,000). */
  readonly sampleMs?: number;
}

/** Counts what a match sends and receives: in all, by method and by peer. See {@link trafficStatistics}. */
export class TrafficStatistics implements MatchPlugin, EventSource<TrafficStatisticsEvents> {
  readonly name = "traffic statistics";
  readonly #sampleMs: number;
  readonly #events = new Events<TrafficStatisticsEvents>();
  readonly #peerIds = new Map<string, number>();
  #total = noTraffic();
  #sampled = noTraffic();
  #sampledAtMs = 0;
  #byMethod = new Map<string, MethodTraffic>();
  #byPeer = new Map<number, PeerTraffic>();
  #cancelTimer: (() => void) | undefined;

  constructor(options: TrafficStatisticsOptions = {}) {
    this.#sampleMs = options.sampleMs ?? 1000;
  }

  /** All that went through since the beginning, or `reset`. */
  get total(): Readonly<Traffic> {
    return { ...this.#total };
  }

  /** Calls by `Type.method`. */
  get byMethod(): ReadonlyMap<string, Readonly<MethodTraffic>> {
    return this.#byMethod;
  }

  /** What came, by peer id; 0 stands for connections that are no player of the match. */
  get byPeer(): ReadonlyMap<number, Readonly<PeerTraffic>> {
    return this.#byPeer;
  }

  on<Type extends keyof TrafficStatisticsEvents>(
    type: Type,
    listener: (event: TrafficStatisticsEvents[Type]) => void,
  ): () => void {
    return this.#events.on(type, listener);
  }

  once<Type extends keyof TrafficStatisticsEvents>(
    type: Type,
    options?: { where?: (event: TrafficStatisticsEvents[Type]) => boolean; signal?: AbortSignalLike },
  ): Promise<TrafficStatisticsEvents[Type]> {
    return this.#events.once(type, options);
  }

  /** Counts from nothing again. */
  reset(): void {
    this.#total = noTraffic();
    this.#sampled = noTraffic();
    this.#byMethod = new Map();
    this.#byPeer = new Map();
  }

  install(host: MatchPluginHost): () => void {
    const { match } = host;
    const know = ({ sessionId, peerId }: { sessionId: string; peerId: number }): void => {
      if (sessionId !== "") this.#peerIds.set(sessionId, peerId);
    };
    match.on("playerJoined", know);
    match.on("playerStatusChanged", ({ player }) => know(player));
    match.on("left", () => this.#peerIds.clear());
    host.onCall((call) => this.#onCall(call));
    host.wrapTransport((inner) => {
      this.#sample(host.clock);
      return new CountedTransport(inner, {
        sent: (bytes) => {
          this.#total.sentMessages++;
          this.#total.sentBytes += bytes;
        },
        received: (sessionId, bytes) => this.#onMessage(sessionId, bytes),
        closed: () => this.#cancelTimer?.(),
      });
    });
    return () => {
      this.#cancelTimer?.();
      this.#events.clear();
    };
  }

  #onMessage(sessionId: string, bytes: number): void {
    this.#total.receivedMessages++;
    this.#total.receivedBytes += bytes;
    const peer = this.#peer(this.#peerIds.get(sessionId) ?? 0);
    peer.receivedMessages++;
    peer.receivedBytes += bytes;
  }

  #onCall({ direction, peerId, type, method, bytes }: ObservedCall): void {
    if (direction === "local") return;
    const key = `${type}.${method}`;
    let row = this.#byMethod.get(key);
    if (row === undefined) {
      row = { sentCalls: 0, sentBytes: 0, receivedCalls: 0, receivedBytes: 0 };
      this.#byMethod.set(key, row);
    }
    if (direction === "out") {
      row.sentCalls++;
      row.sentBytes += bytes;
      return;
    }
    row.receivedCalls++;
    row.receivedBytes += bytes;
    this.#peer(peerId).receivedCalls++;
  }

  #peer(peerId: number): PeerTraffic {
    let row = this.#byPeer.get(peerId);
    if (row === undefined) {
      row = { receivedMessages: 0, receivedBytes: 0, receivedCalls: 0 };
      this.#byPeer.set(peerId, row);
    }
    return row;
  }

  /** Tells of the time since the last sample, again and again. */
  #sample(clock: MatchPluginHost["clock"]): void {
    this.#cancelTimer?.();
    this.#sampled = this.total;
    this.#sampledAtMs = clock.nowMs();
    this.#cancelTimer = clock.setTimer(this.#sampleMs, () => {
      const before = this.#sampled;
      const durationMs = clock.nowMs() - this.#sampledAtMs;
      const { total } = this;
      this.#sample(clock);
      this.#events.emit("sample", {
        durationMs,
        sentMessages: total.sentMessages - before.sentMessages,
        sentBytes: total.sentBytes - before.sentBytes,
        receivedMessages: total.receivedMessages - before.receivedMessages,
        receivedBytes: total.receivedBytes - before.receivedBytes,
      });
    });
  }
}

/**
 * Counts what a match sends and receives: `const traffic = trafficStatistics()`, `plugins: [traffic]`, and then
 * `traffic.byMethod` says what is worth a field type.
 */
export function trafficStatistics(options: TrafficStatisticsOptions = {}): TrafficStatistics {
  return new TrafficStatistics(options);
}

interface Counters {
  sent(bytes: number): void;
  received(sessionId: string, bytes: number): void;
  closed(): void;
}

class CountedTransport extends TransportLayer {
  readonly #counters: Counters;

  constructor(inner: Transport, counters: Counters) {
    super(inner);
    this.#counters = counters;
  }

  override send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean {
    const sent = super.send(opCode, bytes, to);
    if (sent) this.#counters.sent(bytes.byteLength);
    return sent;
  }

  protected override receive(event: TransportEvent): void {
    if (event.type === "message") this.#counters.received(event.from.sessionId, event.bytes.byteLength);
    if (event.type === "closed") this.#counters.closed();
    super.receive(event);
  }
}

function noTraffic(): Traffic {
  return { sentMessages: 0, sentBytes: 0, receivedMessages: 0, receivedBytes: 0 };
}
