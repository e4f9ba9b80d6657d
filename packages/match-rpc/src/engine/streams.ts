import { ByteWriter, type Transport } from "@nakodo/core";
import { type ControlEntry, control } from "../wire/control.js";
import { frameHead, KIND } from "../wire/frame.js";
import { PIECE_HEAD_BYTES, pieceCount, writePiece } from "../wire/pieces.js";
import { FrameLog } from "./frame-log.js";
import { Lanes } from "./lanes.js";
import { LIMITS } from "./limits.js";
import { type Link, newLink } from "./link.js";
import { type Audience, HEAD_BYTES, Outbox, writeFrame } from "./outbox.js";
import { Pace } from "./pace.js";
import type { PeerRow, PeerTable } from "./peer-table.js";

/** A message for the transport; `to` are session ids, `undefined` is everyone. */
interface ReadyMessage {
  readonly bytes: Uint8Array;
  readonly to: readonly string[] | undefined;
  /** A goodbye of the peer that this one was: sent even when it begins anew. */
  readonly farewell: boolean;
  /** The peer that gets what it missed; 0 for all other messages. */
  readonly replayFor: number;
}

/** What came of a greeting. */
export type Greeted =
  | "live"
  /** What the peer lacks is no longer kept, and that is not our doing: it was told (S6). */
  | "told"
  /** What the peer lacks is no longer kept, because we were away: we must begin anew (S6). */
  | "cut"
  /** Too many greetings. */
  | "limit";

/** Bytes waiting in this machine's socket from which on the link counts as congested. */
const CONGESTED_BYTES = 64 * 1024;
/** How long unreliable calls to one who has just come are kept for it. */
const SETTLING_MS = 1_000;
/** How soon to look again whether a congested link has cleared. */
const CONGESTED_RETRY_MS = 25;

/**
 * The numbered stream of this peer to all others, and of each of them to this peer (PROTOCOL.md, S): batches what is
 * said into frames, numbers and keeps the reliable ones, sends no faster than a receiver's queue at the server can
 * take, and after any gap goes on exactly where the other side stopped.
 */
export class Streams {
  /** This peer's own id, with which it greets. */
  selfId = 0;
  /** The host's connection, the present one's or the last. */
  hostSession = "";
  /** When something was last said to everyone, and to the host. */
  saidToAllMs = 0;
  saidToHostMs = 0;
  readonly log: FrameLog;
  readonly outbox: Outbox;
  readonly #lanes: Lanes;
  readonly pace = new Pace();
  readonly #transport: Transport;
  readonly #table: PeerTable;
  readonly #opCode: number;
  readonly #links = new Map<number, Link>();
  /** Links of peers that are gone: should a new host know one of them still, nothing is run twice. */
  readonly #goneLinks = new Map<number, Link>();
  readonly #writer = new ByteWriter(4096);
  readonly #scratch = new ByteWriter(1024);
  /** Links to peers that have come and have not told us yet what they have. */
  readonly #settling = new Set<Link>();
  #ready: ReadyMessage[] = [];
  #nowMs = 0;
  #sentFrames = 0;
  #sentBytes = 0;

  constructor(transport: Transport, table: PeerTable, opCode: number, keepMs: number) {
    this.#transport = transport;
    this.#table = table;
    this.#opCode = opCode;
    this.log = new FrameLog(keepMs);
    this.outbox = new Outbox(transport.maxFrameBytes);
    this.#lanes = new Lanes(this.outbox);
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

  /** A peer is known, connected or not: what is said from now on is for it, too. */
  meet(peerId: number): Link {
    let link = this.#links.get(peerId);
    if (link === undefined) {
      link = this.#goneLinks.get(peerId) ?? newLink(peerId, this.log.lastSeq);
      if (this.#goneLinks.delete(peerId)) {
        link.awayOut = true;
        link.awayIn = true;
      }
      this.#links.set(peerId, link);
    }
    return link;
  }

  /** A peer's connection is known, a new one or its first: asks it to go on after what we have (S2). */
  linkUp(row: PeerRow): Link {
    const link = this.meet(row.peerId);
    this.linkDown(row.peerId);
    link.greeted = true;
    link.settlingSinceMs = undefined;
    this.#settling.add(link);
    const { selfId } = this;
    this.control({ kind: "greet", peerId: selfId, last: link.lastIn, isAnswer: false }, [row.sessionId]);
    return link;
  }

  /** A peer's connection is gone; where its stream stood is kept. */
  linkDown(peerId: number): void {
    const link = this.#links.get(peerId);
    if (link === undefined) return;
    link.greeted = false;
    this.#settling.delete(link);
    link.greetsHeard = 0;
    link.outLive = false;
    link.inLive = false;
    this.#dropReplays(peerId);
  }

  /** A peer is gone for good. */
  forget(peerId: number): void {
    const link = this.#links.get(peerId);
    if (link === undefined) return;
    this.linkDown(peerId);
    link.parts.clear();
    this.#links.delete(peerId);
    this.#goneLinks.set(peerId, link);
    for (const oldest of this.#goneLinks.keys()) {
      if (this.#goneLinks.size <= LIMITS.peers) break;
      this.#goneLinks.delete(oldest);
    }
  }

  /** Our own connection is gone: what was on its way is sent anew from the log, or was never meant to last. */
  allDown(): void {
    for (const link of this.#links.values()) {
      this.linkDown(link.peerId);
      link.awayOut = true;
      link.awayIn = true;
    }
    this.#ready = [];
    this.outbox.dropUnreliable();
    this.#lanes.dropUnreliable();
  }

  /** A peer that begins anew as another one has no stream to go on with. */
  reset(): void {
    this.#links.clear();
    this.#settling.clear();
    this.#goneLinks.clear();
    this.#ready = this.#ready.filter((message) => message.farewell);
    this.outbox.clear();
    this.#lanes.clear();
  }

  /**
   * The peer says what it has of our stream: sends the rest and goes on (S3). `begins` says who begins anew when that is
   * gone.
   */
  onGreet(
    row: PeerRow,
    last: number,
    isAnswer: boolean,
    begins: "we" | "they" | "whoever was away",
  ): Greeted {
    const link = this.#links.get(row.peerId);
    if (link === undefined) return "live";
    link.greetsHeard++;
    if (link.greetsHeard > LIMITS.greets) return "limit";
    // It has begun again on connections that we took for settled: it needs to know what we have, too.
    if (link.greetsHeard > 1 && !isAnswer)
      this.control({ kind: "greet", peerId: this.selfId, last: link.lastIn, isAnswer: true }, [
        row.sessionId,
      ]);
    const from = Math.max(last, link.baseSeq);
    if (!this.log.reaches(from)) {
      if (begins === "we" || (begins === "whoever was away" && link.awayOut)) return "cut";
      this.control({ kind: "cut", peerId: row.peerId }, [row.sessionId]);
      return "told";
    }
    const to = [row.sessionId];
    this.#dropReplays(row.peerId);
    this.control({ kind: "live", peerId: row.peerId, fromId: this.selfId, seq: from }, to);
    for (const { bytes } of this.log.since(from, row.peerId)) {
      this.#ready.push({ bytes, to, farewell: false, replayFor: row.peerId });
    }
    link.outLive = true;
    this.#settling.delete(link);
    link.awayOut = false;
    return "live";
  }

  /** The connection still speaks as the peer that it was: our greeting was not heard by the one that it is. */
  onForeignLive(row: PeerRow): void {
    const link = this.#links.get(row.peerId);
    if (link !== undefined) link.greetsHeard++;
  }

  /** From now on the peer's frames arrive in order, numbered from `seq` + 1 (S4). */
  onLive(row: PeerRow, seq: number, nowMs: number): void {
    const link = this.#links.get(row.peerId);
    if (link === undefined || link.inLive) return;
    link.inLive = true;
    link.inLiveSinceMs = nowMs;
    link.awayIn = false;
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

  /** Says an entry of the stream to `audience`, in its lane: in this tick's frame, or in parts over several (S7). */
  say(audience: Audience, entry: ByteWriter, lane: number, newestKey?: number, first = false): void {
    this.#lanes.say(audience, entry, lane, newestKey, first);
  }

  /** Sends a message of the game's own. It counts as any other, and does not wait: false when it may not go now (S9). */
  data(opCode: number, bytes: Uint8Array, to: readonly string[] | undefined): boolean {
    if (!this.pace.hasRoom || !this.#transport.send(opCode, bytes, to)) return false;
    this.pace.spend();
    return true;
  }

  /** Whether an entry of so many bytes can be said now. */
  hasRoomFor(bytes: number): boolean {
    return this.outbox.hasRoom(this.#lanes.roomFor(bytes));
  }

  /**
   * Sends one entry outside the stream, in a frame of its own, or in pieces where it is too large for one (W7); `to`
   * are session ids. Goes before what the stream has not sent yet.
   */
  control(entry: ControlEntry, to?: readonly string[]): void {
    const writer = this.#writer;
    writer.reset();
    frameHead.write(writer, undefined);
    control.write(writer, this.#scratch, entry);
    const farewell = entry.kind === "bye";
    const { maxFrameBytes } = this.#transport;
    if (writer.length <= maxFrameBytes) {
      this.#ready.push({ bytes: writer.copy(), to, farewell, replayFor: 0 });
      return;
    }
    const whole = writer.copy().subarray(2);
    const room = maxFrameBytes - HEAD_BYTES - PIECE_HEAD_BYTES;
    const count = pieceCount(whole.byteLength, room);
    for (let index = 0; index < count; index++) {
      writer.reset();
      frameHead.write(writer, undefined);
      writePiece(writer, this.#scratch, KIND.piece, whole, index, room);
      this.#ready.push({ bytes: writer.copy(), to, farewell, replayFor: 0 });
    }
  }

  /** A sign of life: a frame without entries. */
  beat(nowMs: number, toHost: boolean): void {
    const writer = this.#writer;
    writer.reset();
    frameHead.write(writer, undefined);
    const to = toHost ? [this.hostSession] : undefined;
    this.#ready.push({ bytes: writer.copy(), to, farewell: false, replayFor: 0 });
    this.#noteSaid(nowMs, to);
  }

  /** Sends what may be sent now; `others` are present on the relay, and send to the same receivers. */
  flush(nowMs: number, others: number): void {
    const pace = this.pace;
    this.#nowMs = nowMs;
    pace.refill(nowMs, others);
    pace.ask(this.#isWaiting);
    const reliableOnly = this.isCongested;
    while (pace.mayGo && this.#sendSmall(nowMs, reliableOnly));
    while (pace.mayGoInBulk && this.#mayPart && this.#lanes.nextPart()) {
      while (pace.mayGo && this.#sendSmall(nowMs, reliableOnly));
    }
    pace.ask(this.#isWaiting);
  }

  /** Before leaving: sends a little more than pacing would let it, then the goodbye. */
  farewell(nowMs: number, others: number): void {
    this.flush(nowMs, others);
    this.pace.grantLast();
    while (this.pace.mayGo && (this.#sendSmall(nowMs, false) || this.#lanes.nextPart()));
    this.#ready = [];
    this.control({ kind: "bye", peerId: this.selfId });
    this.#sendSmall(nowMs, false);
  }

  /** When `flush` should be called again, in the engine's time; `undefined` when nothing waits. */
  nextDueMs(nowMs: number): number | undefined {
    if (!this.#isWaiting) return undefined;
    const isSmall = this.#ready.length > 0 || !this.outbox.isEmpty;
    const dueMs = this.pace.dueMs(nowMs, !isSmall);
    if (dueMs > nowMs) return dueMs;
    // Nothing but the link holds it up.
    return nowMs + CONGESTED_RETRY_MS;
  }

  get #isWaiting(): boolean {
    return this.#ready.length > 0 || !this.outbox.isEmpty || !this.#lanes.isEmpty;
  }

  /** Whether the socket has sent all that came before: what is small waits behind one part at most. */
  get #mayPart(): boolean {
    return this.#transport.bufferedBytes < this.#transport.maxFrameBytes;
  }

  /** Sends the oldest message that is ready, or else the outbox's next frame. False when there is neither. */
  #sendSmall(nowMs: number, reliableOnly: boolean): boolean {
    const message = this.#ready.shift();
    if (message === undefined) return this.#sendNext(nowMs, reliableOnly);
    this.#send(message.bytes, message.to);
    return true;
  }

  /** Sends the outbox's next frame. False when there is none. */
  #sendNext(nowMs: number, reliableOnly: boolean): boolean {
    const frame = this.outbox.next(reliableOnly);
    if (frame === undefined) return false;
    const { audience } = frame;
    const reliable = frame.reliable || this.#isSettling(audience, nowMs);
    writeFrame(this.#writer, frame, reliable ? this.log.nextSeq : undefined);
    // The transport copies what it is given; the log keeps it.
    const bytes = reliable ? this.#writer.copy() : this.#writer.written();
    if (reliable) this.log.add(audience, bytes, nowMs);
    const to = this.#sessionsOf(audience);
    if (to === undefined || to.length > 0) this.#send(bytes, to);
    return true;
  }

  /** Whether somebody in `audience` has just come and cannot hear us yet: what is said now is kept for it, whatever it is (S8). */
  #isSettling(audience: Audience, nowMs: number): boolean {
    let settling = false;
    for (const link of this.#settling) {
      link.settlingSinceMs ??= nowMs;
      if (nowMs < link.settlingSinceMs + SETTLING_MS && audience?.includes(link.peerId) !== false)
        settling = true;
    }
    return settling;
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

  #dropReplays(peerId: number): void {
    if (this.#ready.some((message) => message.replayFor === peerId))
      this.#ready = this.#ready.filter((message) => message.replayFor !== peerId);
  }

  #send(bytes: Uint8Array, to: readonly string[] | undefined): void {
    if (!this.#transport.send(this.#opCode, bytes, to)) return;
    this.#noteSaid(this.#nowMs, to);
    this.pace.spend();
    this.#sentFrames++;
    this.#sentBytes += bytes.byteLength;
  }

  #noteSaid(nowMs: number, to: readonly string[] | undefined): void {
    if (to === undefined) this.saidToAllMs = nowMs;
    if (to === undefined || to.includes(this.hostSession)) this.saidToHostMs = nowMs;
  }
}
