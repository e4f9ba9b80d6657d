import { ByteWriter, type Transport } from "@nakodo/core";
import { type ControlEntry, control } from "../wire/control.js";
import { frameHead } from "../wire/frame.js";
import { FrameLog } from "./frame-log.js";
import { LIMITS } from "./limits.js";
import { type Link, newLink } from "./link.js";
import { type Audience, frameBytes, Outbox } from "./outbox.js";
import type { PeerRow, PeerTable } from "./peer-table.js";

/** A message for the transport; `to` are session ids, `undefined` is everyone. */
interface ReadyMessage {
  readonly bytes: Uint8Array;
  readonly to: readonly string[] | undefined;
  /** A goodbye of the peer that this one was: sent even when it begins anew. */
  readonly farewell: boolean;
}

/** Bytes waiting in this machine's socket from which on the link counts as congested. */
const CONGESTED_BYTES = 64 * 1024;
/** How soon to look again whether a congested link has cleared. */
const CONGESTED_RETRY_MS = 25;

/**
 * The numbered stream of this peer to all others, and of each of them to this peer (PROTOCOL.md, S): batches what is
 * said into frames, numbers and keeps the reliable ones, sends no faster than a receiver's queue at the server can
 * take, and after any gap goes on exactly where the other side stopped.
 */
export class Streams {
  readonly log: FrameLog;
  readonly outbox: Outbox;
  readonly #transport: Transport;
  readonly #table: PeerTable;
  readonly #opCode: number;
  readonly #links = new Map<number, Link>();
  readonly #writer = new ByteWriter(4096);
  readonly #scratch = new ByteWriter(1024);
  #ready: ReadyMessage[] = [];
  #tokens: number = LIMITS.framesPerBurst;
  #refilledAtMs = 0;
  #sentFrames = 0;
  #sentBytes = 0;

  constructor(transport: Transport, table: PeerTable, opCode: number, keepMs: number) {
    this.#transport = transport;
    this.#table = table;
    this.#opCode = opCode;
    this.log = new FrameLog(keepMs);
    this.outbox = new Outbox(transport.maxFrameBytes);
  }

  /** Messages and bytes handed to the transport so far. */
  get sent(): { readonly frames: number; readonly bytes: number } {
    return { frames: this.#sentFrames, bytes: this.#sentBytes };
  }

  get isCongested(): boolean {
    return this.#transport.bufferedBytes > CONGESTED_BYTES;
  }

  link(peerId: number): Link | undefined {
    return this.#links.get(peerId);
  }

  /** A peer's connection is known, a new one or its first: asks it to go on after what we have (S2). */
  linkUp(row: PeerRow): Link {
    let link = this.#links.get(row.peerId);
    if (link === undefined) {
      link = newLink(row.peerId, this.log.lastSeq);
      this.#links.set(row.peerId, link);
    }
    link.greeted = true;
    link.outLive = false;
    link.inLive = false;
    this.control({ kind: "greet", last: link.lastIn }, [row.sessionId]);
    return link;
  }

  /** A peer's connection is gone; where its stream stood is kept. */
  linkDown(peerId: number): void {
    const link = this.#links.get(peerId);
    if (link === undefined) return;
    link.greeted = false;
    link.outLive = false;
    link.inLive = false;
  }

  /** A peer is gone for good. */
  forget(peerId: number): void {
    this.#links.delete(peerId);
  }

  /** Our own connection is gone: what was on its way is sent anew from the log, or was never meant to last. */
  allDown(): void {
    for (const peerId of this.#links.keys()) this.linkDown(peerId);
    this.#ready = [];
    this.outbox.dropUnreliable();
  }

  /** A peer that begins anew as another one has no stream to go on with. */
  reset(): void {
    this.#links.clear();
    this.#ready = this.#ready.filter((message) => message.farewell);
    this.outbox.clear();
  }

  /**
   * The peer says what it has of our stream: sends the rest and goes on (S3). False when what it lacks is no longer
   * kept; it is told so.
   */
  onGreet(row: PeerRow, last: number): boolean {
    const link = this.#links.get(row.peerId);
    if (link === undefined) return true;
    const from = Math.max(last, link.baseSeq);
    if (!this.log.reaches(from)) {
      this.control({ kind: "cut" }, [row.sessionId]);
      return false;
    }
    const to = [row.sessionId];
    this.control({ kind: "live", seq: from }, to);
    for (const frame of this.log.since(from, row.peerId))
      this.#ready.push({ bytes: frame.bytes, to, farewell: false });
    link.outLive = true;
    return true;
  }

  /** From now on the peer's frames arrive in order, numbered from `seq` + 1 (S4). */
  onLive(row: PeerRow, seq: number): void {
    const link = this.#links.get(row.peerId);
    if (link === undefined || link.inLive) return;
    link.inLive = true;
    if (seq > link.lastIn) link.lastIn = seq;
  }

  /** Whether a frame of `row` counts: in order, and not seen before (S5). */
  accept(row: PeerRow, seq: number | undefined): boolean {
    const link = this.#links.get(row.peerId);
    if (link === undefined || !link.inLive) return false;
    if (seq === undefined) return true;
    if (seq <= link.lastIn) return false;
    link.lastIn = seq;
    return true;
  }

  /** Adds an entry of the stream to this tick's frame for `audience`. */
  say(audience: Audience, entry: Uint8Array, reliable: boolean, newestKey?: number): void {
    this.outbox.add(audience, entry, reliable, newestKey);
  }

  /** Sends one entry outside the stream, in a frame of its own; `to` are session ids. Ordered with the stream. */
  control(entry: ControlEntry, to?: readonly string[]): void {
    this.#writer.reset();
    frameHead.write(this.#writer, undefined);
    control.write(this.#writer, this.#scratch, entry);
    this.#ready.push({ bytes: this.#writer.copy(), to, farewell: entry.kind === "bye" });
  }

  /** Sends what may be sent now; with `unpaced` all of it, however fast: before leaving. */
  flush(nowMs: number, unpaced = false): void {
    this.#refill(nowMs);
    while (unpaced || this.#tokens >= 1) {
      const message = this.#ready.shift();
      if (message === undefined) break;
      this.#send(message.bytes, message.to);
    }
    const reliableOnly = !unpaced && this.isCongested;
    while ((unpaced || this.#tokens >= 1) && this.#ready.length === 0) {
      const frame = this.outbox.next(reliableOnly);
      if (frame === undefined) return;
      const bytes = frameBytes(this.#writer, frame, frame.reliable ? this.log.nextSeq : undefined);
      if (frame.reliable) this.log.add(frame.audience, bytes, nowMs);
      const to = this.#sessionsOf(frame.audience);
      if (to === undefined || to.length > 0) this.#send(bytes, to);
    }
  }

  /** When `flush` should be called again, in the engine's time; `undefined` when nothing waits. */
  nextDueMs(nowMs: number): number | undefined {
    if (this.#ready.length === 0 && this.outbox.isEmpty) return undefined;
    if (this.#tokens < 1) return nowMs + ((1 - this.#tokens) * 1000) / LIMITS.framesPerSecond;
    return this.isCongested ? nowMs + CONGESTED_RETRY_MS : nowMs;
  }

  /** Session ids of those in `audience` that take our stream now; `undefined`: all, `[]`: nobody. */
  #sessionsOf(audience: Audience): readonly string[] | undefined {
    if (audience === undefined) {
      for (const link of this.#links.values()) if (link.outLive) return undefined;
      return [];
    }
    return audience.flatMap((peerId) => {
      const row = this.#table.get(peerId);
      return row?.status === "connected" && this.#links.get(peerId)?.outLive === true ? [row.sessionId] : [];
    });
  }

  #send(bytes: Uint8Array, to: readonly string[] | undefined): void {
    if (!this.#transport.send(this.#opCode, bytes, to)) return;
    this.#tokens -= 1;
    this.#sentFrames++;
    this.#sentBytes += bytes.byteLength;
  }

  #refill(nowMs: number): void {
    const earned = ((nowMs - this.#refilledAtMs) * LIMITS.framesPerSecond) / 1000;
    this.#refilledAtMs = nowMs;
    this.#tokens = Math.min(LIMITS.framesPerBurst, this.#tokens + Math.max(0, earned));
  }
}
