import { ByteWriter, type Transport } from "@nakodo/core";
import type { ControlEntry } from "../wire/control.js";
import { ROUTE_BYTES } from "../wire/route.js";
import { Bulk } from "./bulk.js";
import { FrameLog } from "./frame-log.js";
import { Greetings } from "./greetings.js";
import { Lanes } from "./lanes.js";
import { Links } from "./links.js";
import { isAnswer, Notices, type Sessions } from "./notices.js";
import { type Audience, Outbox, writeFrame } from "./outbox.js";
import { Pace } from "./pace.js";
import type { PeerRow, PeerTable } from "./peer-table.js";
import { type Star, sameRoute } from "./star.js";
import { Way } from "./way.js";

/** Bytes waiting in this machine's socket from which on the link counts as congested. */
const CONGESTED_BYTES = 64 * 1024;
/** How long unreliable calls to one who has just come are kept for it. */
const SETTLING_MS = 1_000;
/** How soon to look again whether a congested link has cleared. */
const CONGESTED_RETRY_MS = 10;

/**
 * The numbered stream of this peer to all others, and of each of them to this peer (PROTOCOL.md, S): batches what is
 * said into frames, numbers and keeps the reliable ones, sends no faster than a receiver's queue at the server can
 * take, and after any gap goes on exactly where the other side stopped.
 */
export class Streams {
  /** The host's connection, the present one's or the last. */
  hostSession = "";
  /** When something was last said to everyone, and to the host. */
  saidToAllMs = 0;
  saidToHostMs = 0;
  /** Messages and bytes handed to the transport so far. */
  readonly sent = { frames: 0, bytes: 0 };
  readonly log: FrameLog;
  readonly pace = new Pace();
  readonly links: Links;
  readonly greetings: Greetings;
  readonly lanes: Lanes;
  readonly way: Way;
  readonly bulk = new Bulk();
  readonly #transport: Transport;
  readonly #opCode: number;
  readonly #outbox: Outbox;
  readonly #notices: Notices;
  readonly #writer = new ByteWriter(4096);
  #nowMs = 0;
  #relayTurn = false;

  constructor(transport: Transport, table: PeerTable, opCode: number, keepMs: number, relayMs: number) {
    const { maxFrameBytes } = transport;
    this.#transport = transport;
    this.#opCode = opCode;
    this.log = new FrameLog(keepMs);
    this.links = new Links(this.log);
    this.#outbox = new Outbox(maxFrameBytes - ROUTE_BYTES);
    this.lanes = new Lanes(this.#outbox);
    this.#notices = new Notices(maxFrameBytes);
    this.way = new Way(table, this.links, maxFrameBytes, relayMs, (bytes, to) => this.#send(bytes, to));
    this.greetings = new Greetings(this.links, this.log, this.way, maxFrameBytes - ROUTE_BYTES);
  }

  get isCongested(): boolean {
    return this.#transport.bufferedBytes > CONGESTED_BYTES;
  }

  /** A peer's connection is known, a new one or its first: asks it to go on after what we have (S2). */
  linkUp(row: PeerRow): void {
    const link = this.links.meet(row);
    this.linkDown(row.peerId);
    link.greeted = true;
    link.settlingSinceMs = undefined;
    this.greetings.greet(link);
  }

  /**
   * A peer's connection is gone; where its stream stood is kept. With `mayFollow` what a host has still to pass on of it
   * counts.
   */
  linkDown(peerId: number, mayFollow = false): void {
    const link = this.links.get(peerId);
    if (link === undefined) return;
    link.greeted = false;
    this.greetings.begin(link, !mayFollow || this.way.isStraight(peerId));
  }

  /** A peer is gone for good. */
  forget(peerId: number): void {
    const link = this.links.get(peerId);
    if (link === undefined) return;
    this.linkDown(peerId);
    this.way.relay.forget(peerId);
    this.links.forget(link);
  }

  /** Frames take another way from now on (R5): what was on its way may be lost, so everyone says again what it has. */
  reroute(star: Star | undefined): void {
    const { way } = this;
    if (sameRoute(way.star, star)) return;
    way.star = star;
    way.relay.clear();
    this.beginAll();
  }

  /** All streams begin again, to and from everyone who is there. */
  beginAll(): void {
    this.way.uplink.begin();
    this.greetings.clear();
    for (const link of this.links.values()) {
      this.greetings.begin(link);
      if (!link.greeted) continue;
      // What we may lack by now is not our doing alone.
      link.awayIn = true;
      this.greetings.greet(link);
    }
  }

  /**
   * This peer is not in the match for a while: what was on its way is sent anew from the log, or was never meant to last.
   * What stands outside the streams still goes while its connection is there.
   */
  allDown(isConnected: boolean): void {
    for (const link of this.links.values()) {
      this.linkDown(link.peerId);
      link.away();
    }
    if (!isConnected) this.#notices.clear(false);
    this.greetings.clear();
    this.way.uplink.begin();
    this.way.relay.clear();
    this.#outbox.dropUnreliable();
    this.lanes.dropUnreliable();
  }

  /** A peer that begins anew as another one has no stream to go on with. */
  reset(): void {
    this.links.clear();
    this.greetings.reset();
    this.#notices.clear(true);
    this.way.uplink.begin();
    this.way.relay.clear();
    this.#outbox.clear();
    this.lanes.clear();
  }

  /** Whether a frame of `row` counts: it came the way that it should, in order, and not before (R4, S5). */
  accept({ peerId }: PeerRow, seq: number | undefined, routed: boolean): boolean {
    const link = this.links.get(peerId);
    if (link?.inLive !== true || !this.way.expects(peerId, routed)) return false;
    if (seq === undefined) return true;
    if (seq <= link.lastIn) return false;
    link.lastIn = seq;
    return true;
  }

  /** Sends a message of the game's own. It counts as any other, and does not wait: false when it may not go now (S9). */
  data(opCode: number, bytes: Uint8Array, to: Sessions): boolean {
    if (!this.pace.hasRoom || !this.#transport.send(opCode, bytes, to)) return false;
    this.pace.spend();
    return true;
  }

  /**
   * Sends one entry outside the stream, before what the stream has not sent yet. `isOfNewcomer`: it is a row of one who was not in
   * the match.
   */
  control(entry: ControlEntry, to?: readonly string[], isOfNewcomer = false): void {
    const about =
      entry.kind === "peer" ? entry.row.peerId : entry.kind === "silent" ? entry.peerId : undefined;
    // What a host says of others comes after what they have said through it.
    if (about === undefined ? !isAnswer(entry) : this.way.relay.holds(about)) this.#passOnAll();
    for (const bytes of this.#notices.say(entry, to, isOfNewcomer)) this.#hand(bytes, to);
  }

  /** A sign of life: a frame without entries. */
  beat(nowMs: number, toHost: boolean): void {
    const to = toHost ? [this.hostSession] : undefined;
    this.#notices.beat(to);
    this.#noteSaid(nowMs, to);
  }

  /**
   * Sends what may be sent now; `others` are present on the relay, and send to the same receivers. Of them, `strangers` are not in
   * the match.
   */
  flush(nowMs: number, others: number, strangers = 0): void {
    const { pace, way, bulk } = this;
    this.#nowMs = nowMs;
    // In a star nearly all that a receiver gets is its host's, but for what those say who are not in it yet.
    pace.refill(nowMs, way.isCentre ? 1 + strangers : others);
    pace.isStar = way.star !== undefined;
    pace.ask(this.#isWaiting(nowMs));
    // Not before it can go: what is due until then is said together.
    if (pace.mayGo && this.greetings.areDue) this.greetings.sayDue();
    // What somebody was found to lack a moment ago must still be there.
    if (!this.greetings.areDue) this.log.trim(nowMs);
    const reliableOnly = this.isCongested;
    while (pace.mayGo && this.#sendSmall(nowMs, reliableOnly));
    while (pace.mayGoInBulk && this.#mayPart(nowMs) && this.lanes.nextPart()) {
      bulk.notePart(nowMs);
      while (pace.mayGo && this.#sendSmall(nowMs, reliableOnly));
    }
    if (this.lanes.isEmpty) bulk.noteIdle(nowMs);
    if (pace.mayGo) way.uplink.flush();
    pace.ask(this.#isWaiting(nowMs));
  }

  /** Before leaving: sends a little more than pacing would let it, then the goodbye. */
  farewell(nowMs: number, others: number): void {
    const { pace, way } = this;
    this.flush(nowMs, others);
    pace.grantLast();
    this.#passOnAll();
    while (pace.mayGo && (this.#sendSmall(nowMs, false) || this.lanes.nextPart()));
    way.uplink.flush();
    this.#notices.clear(false);
    this.control({ kind: "bye", peerId: way.selfId });
    this.#sendSmall(nowMs, false);
  }

  /** When `flush` should be called again, in the engine's time; `undefined` when nothing waits. */
  nextDueMs(nowMs: number): number | undefined {
    let { dueMs } = this.way.relay;
    if (this.#isWaiting(nowMs)) {
      const relayMs = dueMs > nowMs ? dueMs : Number.POSITIVE_INFINITY;
      dueMs = this.pace.dueMs(nowMs, !this.#isSmallWaiting);
      // Nothing but the link holds it up.
      if (dueMs <= nowMs) dueMs = nowMs + CONGESTED_RETRY_MS;
      dueMs = Math.min(dueMs, relayMs);
    }
    return Number.isFinite(dueMs) ? dueMs : undefined;
  }

  #isWaiting(nowMs: number): boolean {
    return this.#isSmallWaiting || !this.lanes.isEmpty || this.way.relay.dueMs <= nowMs;
  }

  /** Whether something waits that is neither large nor to be passed on. */
  get #isSmallWaiting(): boolean {
    return (
      this.greetings.areDue ||
      !this.greetings.isEmpty ||
      !this.#notices.isEmpty ||
      !this.#outbox.isEmpty ||
      !this.way.uplink.isEmpty
    );
  }

  /** Whether a part of a large message may go: the socket has sent all that came before. */
  #mayPart(nowMs: number): boolean {
    const { bufferedBytes, maxFrameBytes } = this.#transport;
    return bufferedBytes < maxFrameBytes && this.bulk.mayGo(this.way, this.links.size, nowMs);
  }

  /** Sends what is ready first, then in turn what is passed on and the outbox's next frame. False when there is none of it. */
  #sendSmall(nowMs: number, reliableOnly: boolean): boolean {
    const notice = this.#notices.next();
    if (notice !== undefined) {
      this.#send(notice.bytes, notice.to);
      return true;
    }
    // What a stream lacks may be much: what stands outside goes before it.
    if (this.greetings.sendNext()) return true;
    this.#relayTurn = !this.#relayTurn;
    if (this.#relayTurn) return this.#passOn(nowMs) || this.#sendNext(nowMs, reliableOnly);
    return this.#sendNext(nowMs, reliableOnly) || this.#passOn(nowMs);
  }

  /** Passes on the next message of what came for others. False when there is none yet. */
  #passOn(nowMs: number): boolean {
    return this.way.relay.dueMs <= nowMs && this.way.passOn();
  }

  /** Makes all of it ready, tick or no tick. */
  #passOnAll(): void {
    while (this.way.passOn((bytes, to) => this.#notices.add(bytes.slice(), to)));
  }

  /** Sends the outbox's next frame. False when there is none. */
  #sendNext(nowMs: number, reliableOnly: boolean): boolean {
    const frame = this.#outbox.next(reliableOnly);
    if (frame === undefined) return false;
    const { audience } = frame;
    const reliable = frame.reliable || this.#isSettling(audience, nowMs);
    writeFrame(this.#writer, frame, reliable ? this.log.nextSeq : undefined);
    // The transport copies what it is given; the log keeps it.
    const bytes = reliable ? this.#writer.copy() : this.#writer.written();
    if (reliable) this.log.add(audience, bytes, nowMs);
    this.way.send(bytes, this.#liveIn(audience));
    return true;
  }

  /** Whether somebody in `audience` has just come and cannot hear us yet: what is said now is kept for it, whatever it is (S8). */
  #isSettling(audience: Audience, nowMs: number): boolean {
    let settling = false;
    for (const link of this.links.values()) {
      if (!link.greeted || link.outLive) continue;
      link.settlingSinceMs ??= nowMs;
      if (nowMs < link.settlingSinceMs + SETTLING_MS && audience?.includes(link.peerId) !== false)
        settling = true;
    }
    return settling;
  }

  /** Those in `audience` that take our stream now; `undefined`: all, `[]`: nobody. */
  #liveIn(audience: Audience): Audience {
    if (audience !== undefined) return audience.filter((peerId) => this.links.get(peerId)?.outLive === true);
    for (const link of this.links.values()) if (link.outLive) return undefined;
    return [];
  }

  #send(bytes: Uint8Array, to: Sessions): void {
    if (this.#hand(bytes, to)) this.pace.spend();
  }

  /** Hands a message to the transport, whatever the pace. False when there is no connection. */
  #hand(bytes: Uint8Array, to: Sessions): boolean {
    if (!this.#transport.send(this.#opCode, bytes, to)) return false;
    this.#noteSaid(this.#nowMs, to);
    this.sent.frames++;
    this.sent.bytes += bytes.byteLength;
    return true;
  }

  #noteSaid(nowMs: number, to: Sessions): void {
    if (to === undefined) this.saidToAllMs = nowMs;
    if (to === undefined || to.includes(this.hostSession)) this.saidToHostMs = nowMs;
  }
}
