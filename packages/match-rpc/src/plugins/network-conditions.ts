import { assertFrameSize, ByteReader, type Transport, type TransportEvent } from "@nakodo/core";
import {
  DelayLine,
  LINKS,
  type Link,
  LinkPipe,
  type Passage,
  type Random,
  seededRandom,
} from "@nakodo/core/conditions";
import type { MatchPlugin, MatchPluginHost } from "../online/match-plugin.js";
import { type FrameHead, frameHead } from "../wire/frame.js";
import * as KIND from "../wire/kind.js";
import { TransportLayer } from "./transport-layer.js";

/** How bad the network is, each way. What is left out is perfect. */
export interface NetworkConditionsOptions extends Partial<Link> {
  /** The same seed and the same traffic give the same faults (default 1). */
  readonly seed?: number;
}

/**
 * Makes the network of a match worse than it is, for a test or a try at one's own desk: see {@link networkConditions}.
 */
export class NetworkConditions implements MatchPlugin {
  readonly name = "network conditions";
  readonly #random: Random;
  #link: Link;
  #isSilent = false;
  #layers: ConditionedTransport[] = [];

  constructor(options: NetworkConditionsOptions = {}) {
    const { seed = 1, ...link } = options;
    this.#random = seededRandom(seed);
    this.#link = { ...LINKS.perfect, ...link };
  }

  /** How bad it is now. */
  get link(): Link {
    return this.#link;
  }

  /** Changes it, in the middle of a match if need be; what is on its way is not affected. */
  set(change: Partial<Link>): void {
    this.#link = { ...this.#link, ...change };
  }

  /** Whether nothing goes out or comes in, as in a tunnel. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  /** Begins or ends a silence: nobody is told, and what waited meanwhile arrives after it, in order. */
  setSilent(silent: boolean): void {
    this.#isSilent = silent;
    for (const layer of this.#layers) layer.setSilent(silent);
  }

  install(host: MatchPluginHost): () => void {
    host.wrapTransport((inner) => {
      const layer = new ConditionedTransport(
        inner,
        host,
        this.#random,
        () => this.#link,
        () => {
          this.#layers = this.#layers.filter((one) => one !== layer);
        },
      );
      this.#layers.push(layer);
      layer.setSilent(this.#isSilent);
      return layer;
    });
    return () => this.setSilent(false);
  }
}

/**
 * Latency, jitter, bandwidth, loss, duplication, reorder and silence for a match, each way, seeded; they can be changed
 * while the match runs. As it is on the connections of games: unreliable calls are lost, come twice and overtake each
 * other; what is reliable keeps its order, and where it gets lost it is sent again, so that all after it comes late.
 *
 * For a cut connection see `socketConditions` of `@nakodo/session/plugins`: it is the socket that comes back.
 */
export function networkConditions(options: NetworkConditionsOptions = {}): NetworkConditions {
  return new NetworkConditions(options);
}

class ConditionedTransport extends TransportLayer {
  readonly #opCode: number;
  readonly #random: Random;
  readonly #linkNow: () => Link;
  readonly #onClosed: () => void;
  readonly #clock: MatchPluginHost["clock"];
  readonly #out: DelayLine;
  readonly #in: DelayLine;
  readonly #pipeOut = new LinkPipe();
  readonly #pipeIn = new LinkPipe();
  /** Bytes that wait to go out. */
  #waitingBytes = 0;
  #isSilent = false;
  #isUp = false;
  #isClosed = false;

  constructor(
    inner: Transport,
    { clock, opCodeBase }: MatchPluginHost,
    random: Random,
    linkNow: () => Link,
    onClosed: () => void,
  ) {
    super(inner);
    this.#opCode = opCodeBase;
    this.#clock = clock;
    this.#random = random;
    this.#linkNow = linkNow;
    this.#onClosed = onClosed;
    this.#out = new DelayLine(clock);
    this.#in = new DelayLine(clock);
  }

  override get bufferedBytes(): number {
    if (this.#isSilent) return this.inner.bufferedBytes + this.#waitingBytes;
    const aheadMs = Math.max(0, this.#pipeOut.freeAtMs - this.#clock.nowMs());
    const aheadBytes = aheadMs === 0 ? 0 : (aheadMs / 1000) * this.#linkNow().bandwidthBytesPerSec;
    return this.inner.bufferedBytes + Math.ceil(aheadBytes);
  }

  setSilent(silent: boolean): void {
    this.#isSilent = silent;
    for (const line of [this.#out, this.#in]) {
      if (silent) line.hold();
      else line.release();
    }
  }

  override send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean {
    if (this.#isClosed) return super.send(opCode, bytes, to);
    assertFrameSize(bytes, this.maxFrameBytes);
    if (!this.#isUp) return false;
    const copy = new Uint8Array(bytes);
    for (const { atMs } of this.#passages(this.#pipeOut, opCode, bytes)) {
      this.#waitingBytes += copy.byteLength;
      this.#out.schedule(atMs, () => {
        this.#waitingBytes -= copy.byteLength;
        this.inner.send(opCode, copy, to);
      });
    }
    return true;
  }

  override close(): void {
    if (this.#isClosed) return;
    // What was said before leaving leaves, too: a goodbye that is lost would be a cut.
    if (!this.#isSilent) this.#out.flush();
    this.#isClosed = true;
    super.close();
  }

  protected override ask(): void {
    if (!this.#isUp) return;
    const link = { ...this.#linkNow(), lossRatio: 0 };
    const { atMs } = this.#pipeOut.passInOrder(link, this.#random, this.#clock.nowMs(), 0);
    this.#out.schedule(atMs, () => this.inner.probe?.());
  }

  protected override receive(event: TransportEvent): void {
    if (event.type === "message") {
      for (const { atMs } of this.#passages(this.#pipeIn, event.opCode, event.bytes)) {
        const copy = { ...event, bytes: new Uint8Array(event.bytes) };
        this.#in.schedule(atMs, () => this.toMatch(copy));
      }
      return;
    }
    if (event.type === "down" || event.type === "closed") {
      this.#isUp = false;
      this.#out.clear();
      this.#in.clear();
      this.#waitingBytes = 0;
      if (event.type === "closed") this.#onClosed();
      this.toMatch(event);
      return;
    }
    // Who is present, or that the relay is, is never lost, and comes after all that came before it.
    const passage = this.#pipeIn.passInOrder(
      { ...this.#linkNow(), lossRatio: 0 },
      this.#random,
      this.#clock.nowMs(),
      0,
    );
    const atMs = Math.max(passage.atMs, this.#in.lastAtMs);
    this.#pipeIn.openAtMs = atMs;
    this.#in.schedule(atMs, () => {
      if (event.type === "up") this.#isUp = true;
      this.toMatch(event);
    });
  }

  #passages(pipe: LinkPipe, opCode: number, bytes: Uint8Array): readonly Passage[] {
    const link = this.#linkNow();
    const nowMs = this.#clock.nowMs();
    return opCode === this.#opCode && isUnreliable(bytes)
      ? pipe.pass(link, this.#random, nowMs, bytes.byteLength)
      : [pipe.passInOrder(link, this.#random, nowMs, bytes.byteLength)];
  }
}

/** Whether a frame holds nothing but unreliable calls: it has no number, and its first entry is one of the stream. */
function isUnreliable(bytes: Uint8Array): boolean {
  const head: FrameHead = { seq: undefined };
  const reader = new ByteReader();
  reader.load(bytes);
  try {
    frameHead.read(reader, head);
    return head.seq === undefined && reader.u8() >= KIND.call;
  } catch {
    return false;
  }
}
