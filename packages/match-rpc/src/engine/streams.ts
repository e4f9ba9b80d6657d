import { ByteWriter, type Transport } from "@nakodo/core";
import { type ControlEntry, control, type GoesOn } from "../wire/control.js";
import { frameHead, HEAD_LENGTH, KIND } from "../wire/frame.js";
import { PIECE_HEAD_BYTES, pieceCount, writePiece } from "../wire/pieces.js";
import { ROUTE_BYTES } from "../wire/route.js";
import { FrameLog } from "./frame-log.js";
import { Lanes } from "./lanes.js";
import { LIMITS } from "./limits.js";
import { type HeardGreet, type Link, newLink } from "./link.js";
import { type Audience, HEAD_BYTES, Outbox, writeFrame } from "./outbox.js";
import { Pace } from "./pace.js";
import type { PeerRow, PeerTable } from "./peer-table.js";
import { Relay } from "./relay.js";
import { replays } from "./replays.js";
import { type Star, sameRoute } from "./star.js";
import { Uplink } from "./uplink.js";

/** A message that goes straight to the transport; `to` are session ids, `undefined` is everyone. */
interface DirectMessage {
  readonly bytes: Uint8Array;
  readonly to: readonly string[] | undefined;
  /** A goodbye of the peer that this one was: sent even when it begins anew. */
  readonly farewell: boolean;
  /** Says one thing of some peers, to all: more of that kind may be said with it. */
  readonly joins?: boolean;
  /** They are all new: it may come after a table that has them in it. */
  readonly isOfNewcomers?: boolean;
}

/** A frame that goes the stream's way, straight or through the host. */
interface RoutedFrame {
  readonly frame: Uint8Array;
  /** Peer ids. */
  readonly audience: Audience;
  /** For each of them the greeting that it answers: one who has greeted again has no use for it. */
  readonly nos: readonly number[] | undefined;
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
/** How long what a host says of what waits there counts. */
const WAITING_MS = 500;
/** What so many lack, and one in so many, is sent to everyone. */
const REPLAY_TO_ALL = 4;
/** How soon to look again whether a congested link has cleared. */
const CONGESTED_RETRY_MS = 10;

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
  #nowMs = 0;
  readonly #uplink: Uplink;
  readonly relay: Relay;
  #ready: (DirectMessage | RoutedFrame)[] = [];
  /** Peers that are to be greeted, and whether that answers a greeting of theirs. */
  readonly #greetsDue = new Map<number, boolean>();
  /** Peers that are to hear where our stream goes on for them, with the number after which it does. */
  readonly #livesDue = new Map<number, number>();
  #greetNo = 0;
  /** Messages that answered newcomers without waiting, by session id. */
  readonly #answered = new Map<string, number>();
  #star: Star | undefined;
  #relayTurn = false;
  /** KiB that waited at the host, by its own word, and when it said so. */
  #waitingKib = 0;
  #waitingAtMs = 0;
  /** When no large message was under way last, and when the last part went. */
  #noBulkAtMs = 0;
  #partAtMs = 0;
  #sentFrames = 0;
  #sentBytes = 0;

  constructor(transport: Transport, table: PeerTable, opCode: number, keepMs: number, relayMs: number) {
    this.#transport = transport;
    this.#table = table;
    this.#opCode = opCode;
    this.log = new FrameLog(keepMs);
    const { maxFrameBytes } = transport;
    this.outbox = new Outbox(maxFrameBytes - ROUTE_BYTES);
    this.#uplink = new Uplink(maxFrameBytes);
    this.relay = new Relay(maxFrameBytes, relayMs);
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
    this.#greetsDue.set(row.peerId, false);
    return link;
  }

  /**
   * A peer's connection is gone; where its stream stood is kept. With `mayFollow` what a host has still to pass on of it
   * counts.
   */
  linkDown(peerId: number, mayFollow = false): void {
    const link = this.#links.get(peerId);
    if (link === undefined) return;
    link.greeted = false;
    this.#settling.delete(link);
    this.#begin(link, mayFollow && this.#star !== undefined && !this.isStraight(peerId));
  }

  /** The stream to and from a peer begins again. */
  #begin(link: Link, staysInLive = false): void {
    link.greetsHeard = 0;
    link.firstGreetNo = Number.POSITIVE_INFINITY;
    link.outLive = false;
    if (!staysInLive) link.inLive = false;
    this.#greetsDue.delete(link.peerId);
    this.#livesDue.delete(link.peerId);
  }

  /** Counts how often our streams have begun again: a host names it when it could not pass all on. */
  get round(): number {
    return this.#uplink.round;
  }

  /** The way of our frames: through the host of `#star`, or straight. */
  get star(): Star | undefined {
    return this.#star;
  }

  /** Frames take another way from now on (R5): what was on its way may be lost, so everyone says again what it has. */
  reroute(star: Star | undefined): void {
    if (sameRoute(this.#star, star)) return;
    this.#star = star;
    this.relay.clear();
    this.beginAll();
  }

  /** The host of a star says how many KiB wait there. */
  noteWaiting(kib: number, nowMs: number): void {
    this.#waitingKib = kib;
    this.#waitingAtMs = nowMs;
  }

  /** All streams begin again, to and from everyone who is there. */
  beginAll(): void {
    this.#uplink.clear();
    this.#uplink.round++;
    this.#ready = this.#ready.filter((one) => "to" in one);
    for (const link of this.#links.values()) {
      this.#begin(link);
      if (!link.greeted) continue;
      // What we may lack by now is not our doing alone.
      link.awayIn = true;
      this.#greetsDue.set(link.peerId, false);
    }
  }

  /** Whether what a peer says comes by the way that its stream takes now (R4). */
  expects(peerId: number, routed: boolean): boolean {
    if (this.#star?.hostId === this.selfId) return true;
    return routed !== this.isStraight(peerId) && this.#star?.hostId !== 0;
  }

  /** Whether nobody stands between us and this peer. */
  isStraight(peerId: number): boolean {
    return this.#star === undefined || this.#star.hostId === peerId || this.#isCentre;
  }

  /** Whether this peer is the host of a star. */
  get #isCentre(): boolean {
    return this.#star !== undefined && this.#star.hostId === this.selfId;
  }

  /** A peer is gone for good. */
  forget(peerId: number): void {
    const link = this.#links.get(peerId);
    if (link === undefined) return;
    this.linkDown(peerId);
    if (link.parts.size > 0) link.isTorn = true;
    link.parts.clear();
    this.relay.forget(peerId);
    this.#links.delete(peerId);
    this.#goneLinks.set(peerId, link);
    for (const oldest of this.#goneLinks.keys()) {
      if (this.#goneLinks.size <= LIMITS.peers) break;
      this.#goneLinks.delete(oldest);
    }
  }

  /**
   * This peer is not in the match for a while: what was on its way is sent anew from the log, or was never meant to last.
   * What stands outside the streams still goes while its connection is there.
   */
  allDown(isConnected: boolean): void {
    for (const link of this.#links.values()) {
      this.linkDown(link.peerId);
      link.awayOut = true;
      link.awayIn = true;
    }
    this.#ready = this.#ready.filter((one) => isConnected && "to" in one);
    this.#uplink.clear();
    this.#uplink.round++;
    this.relay.clear();
    this.outbox.dropUnreliable();
    this.#lanes.dropUnreliable();
  }

  /** A peer that begins anew as another one has no stream to go on with. */
  reset(): void {
    this.#links.clear();
    this.#settling.clear();
    this.#goneLinks.clear();
    this.#ready = this.#ready.filter((one) => "to" in one && one.farewell);
    this.#greetsDue.clear();
    this.#livesDue.clear();
    this.#uplink.clear();
    this.relay.clear();
    this.outbox.clear();
    this.#lanes.clear();
  }

  /**
   * The peer says what it has of our stream: sends the rest and goes on (S3). `begins` says who begins anew when that is
   * gone.
   */
  onGreet(row: PeerRow, greet: HeardGreet, begins: "we" | "they" | "whoever was away"): Greeted {
    const { peerId } = row;
    const link = this.#links.get(peerId);
    if (link === undefined) return "live";
    link.greetsHeard++;
    if (link.greetsHeard > LIMITS.greets) return "limit";
    // It had greeted before it heard ours, and our answer to that is on its way.
    if (greet.isAnswer && link.outLive) return "live";
    if (!greet.isAnswer) {
      // It has begun again: what it says before its next `live` may follow on what we have not got.
      link.inLive = false;
      // It may have heard our greeting before: it needs to know what we have once more.
      if (!this.#greetsDue.has(peerId)) this.#greetsDue.set(peerId, true);
    }
    const from = Math.max(greet.last, link.baseSeq);
    if (!this.log.reaches(from)) {
      if (begins === "we" || (begins === "whoever was away" && link.awayOut)) return "cut";
      this.#route([{ entry: { kind: "cut", peerId }, peerIds: [peerId] }]);
      return "told";
    }
    link.answeredNo = greet.no;
    this.#livesDue.set(peerId, from);
    link.awayOut = false;
    return "live";
  }

  /** From now on the peer's frames arrive in order, numbered from `seq` + 1 (S4). */
  onLive(row: PeerRow, { seq, no }: GoesOn, nowMs: number): void {
    const link = this.#links.get(row.peerId);
    if (link === undefined || link.inLive || no < link.firstGreetNo) return;
    link.inLive = true;
    link.inLiveSinceMs = nowMs;
    link.awayIn = false;
    if (seq > link.lastIn) link.lastIn = seq;
  }

  /** Whether a frame of `row` counts: it came the way that it should, in order, and not before (R4, S5). */
  accept(row: PeerRow, seq: number | undefined, routed: boolean): boolean {
    const link = this.#links.get(row.peerId);
    if (link === undefined || !link.inLive || !this.expects(row.peerId, routed)) return false;
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
   * are session ids. Goes before what the stream has not sent yet. `isOfNewcomer`: it is a row of one who was not in the match.
   */
  control(entry: ControlEntry, to?: readonly string[], isOfNewcomer = false): void {
    const { kind } = entry;
    const isAnswer = kind === "welcome" || kind === "refuse";
    const about = kind === "peer" ? entry.row.peerId : kind === "silent" ? entry.peerId : undefined;
    // What a host says of others comes after what they have said through it.
    if (about === undefined ? !isAnswer : this.relay.holds(about)) this.#passOnAll();
    const writer = this.#writer;
    writer.reset();
    frameHead.write(writer, undefined);
    control.write(writer, entry);
    const farewell = kind === "bye";
    const { maxFrameBytes } = this.#transport;
    if (writer.length <= maxFrameBytes) {
      const one = { bytes: writer.copy(), to, farewell, isOfNewcomers: isOfNewcomer };
      const joins = about !== undefined && to === undefined;
      this.#say([joins ? this.#joined({ ...one, joins }) : one], isAnswer);
      return;
    }
    const whole = writer.copy().subarray(HEAD_LENGTH);
    const room = maxFrameBytes - HEAD_BYTES - PIECE_HEAD_BYTES;
    const count = pieceCount(whole.byteLength, room);
    const pieces = Array.from({ length: count }, (_, index) => {
      writer.reset();
      frameHead.write(writer, undefined);
      writePiece(writer, this.#scratch, KIND.piece, whole, index, room);
      return { bytes: writer.copy(), to, farewell };
    });
    this.#say(pieces, isAnswer);
  }

  /** Sends messages when their turn comes; the first ones that answer a newcomer at once, which load no one else's queue (S9). */
  #say(messages: readonly DirectMessage[], isAnswer: boolean): void {
    const [session = ""] = messages[0]?.to ?? [];
    const answers = (this.#answered.get(session) ?? 0) + messages.length;
    // What waits for all is older than a welcome: only of who was new then it tells nothing else.
    const isNext = this.#ready.every(
      (one) => !("to" in one) || one.isOfNewcomers || one.to?.includes(session) === false,
    );
    if (!isAnswer || answers > LIMITS.answersToNewcomer || !isNext) {
      this.#ready.push(...messages);
      return;
    }
    this.#answered.delete(session);
    this.#answered.set(session, answers);
    for (const oldest of this.#answered.keys()) {
      if (this.#answered.size <= LIMITS.peers) break;
      this.#answered.delete(oldest);
    }
    for (const { bytes, to } of messages) this.#hand(bytes, to);
  }

  /** The message with what waits to be said of other peers before it: nobody has to hear that earlier. */
  #joined(last: DirectMessage): DirectMessage {
    const at = this.#ready.findLastIndex((one) => "to" in one && one.to === undefined);
    const before = this.#ready[at];
    if (before === undefined || !("joins" in before) || before.joins !== true) return last;
    const entry = last.bytes.subarray(HEAD_LENGTH);
    const bytes = new Uint8Array(before.bytes.byteLength + entry.byteLength);
    if (bytes.byteLength > this.#transport.maxFrameBytes) return last;
    this.#ready.splice(at, 1);
    bytes.set(before.bytes);
    bytes.set(entry, before.bytes.byteLength);
    return { ...last, bytes, isOfNewcomers: before.isOfNewcomers === true && last.isOfNewcomers === true };
  }

  /** A sign of life: a frame without entries. */
  beat(nowMs: number, toHost: boolean): void {
    const writer = this.#writer;
    writer.reset();
    frameHead.write(writer, undefined);
    const to = toHost ? [this.hostSession] : undefined;
    this.#ready.push({ bytes: writer.copy(), to, farewell: false });
    this.#noteSaid(nowMs, to);
  }

  /**
   * Sends what may be sent now; `others` are present on the relay, and send to the same receivers. Of them, `strangers` are not in
   * the match.
   */
  flush(nowMs: number, others: number, strangers = 0): void {
    const pace = this.pace;
    this.#nowMs = nowMs;
    // In a star nearly all that a receiver gets is its host's, but for what those say who are not in it yet.
    pace.refill(nowMs, this.#isCentre ? 1 + strangers : others);
    pace.isStar = this.#star !== undefined;
    pace.ask(this.#isWaiting(nowMs));
    // Not before it can go: what is due until then is said together.
    if (pace.mayGo) this.#greetAll();
    // What somebody was found to lack a moment ago must still be there.
    if (!this.#isToGreet) this.log.trim(nowMs);
    const reliableOnly = this.isCongested;
    while (pace.mayGo && this.#sendSmall(nowMs, reliableOnly));
    while (pace.mayGoInBulk && this.#mayPart(nowMs) && this.#lanes.nextPart()) {
      this.#partAtMs = nowMs;
      while (pace.mayGo && this.#sendSmall(nowMs, reliableOnly));
    }
    if (this.#lanes.isEmpty) this.#noBulkAtMs = nowMs;
    if (!this.#uplink.isEmpty && pace.mayGo) this.#uplink.flush((bytes) => this.#sendUp(bytes));
    pace.ask(this.#isWaiting(nowMs));
  }

  /** Before leaving: sends a little more than pacing would let it, then the goodbye. */
  farewell(nowMs: number, others: number): void {
    this.flush(nowMs, others);
    this.pace.grantLast();
    this.#passOnAll();
    while (this.pace.mayGo && (this.#sendSmall(nowMs, false) || this.#lanes.nextPart()));
    this.#uplink.flush((bytes) => this.#sendUp(bytes));
    this.#ready = [];
    this.control({ kind: "bye", peerId: this.selfId });
    this.#sendSmall(nowMs, false);
  }

  /** When `flush` should be called again, in the engine's time; `undefined` when nothing waits. */
  nextDueMs(nowMs: number): number | undefined {
    const relayMs = this.relay.isEmpty ? undefined : this.relay.dueMs;
    if (!this.#isWaiting(nowMs)) return relayMs;
    const isSmall =
      this.#isToGreet || this.#ready.length > 0 || !this.outbox.isEmpty || !this.#uplink.isEmpty;
    let dueMs = this.pace.dueMs(nowMs, !isSmall);
    // Nothing but the link holds it up.
    if (dueMs <= nowMs) dueMs = nowMs + CONGESTED_RETRY_MS;
    return relayMs === undefined || relayMs <= nowMs ? dueMs : Math.min(dueMs, relayMs);
  }

  #isWaiting(nowMs: number): boolean {
    return (
      this.#isToGreet ||
      this.#ready.length > 0 ||
      !this.outbox.isEmpty ||
      !this.#lanes.isEmpty ||
      !this.#uplink.isEmpty ||
      (!this.relay.isEmpty && this.relay.dueMs <= nowMs)
    );
  }

  /**
   * Whether a part of a large message may go: the socket has sent all that came before, so that what is small waits behind one
   * part at most, and not much waits at the host of a star, or it did so long ago that it may not any more.
   */
  #mayPart(nowMs: number): boolean {
    const { bufferedBytes, maxFrameBytes } = this.#transport;
    if (bufferedBytes >= maxFrameBytes) return false;
    if (this.#star === undefined || this.#isCentre) return true;
    const isNews = nowMs < this.#waitingAtMs + WAITING_MS;
    if (isNews && this.#waitingKib >= LIMITS.relayedKibInBulk) return false;
    // Others may have as much to say: each takes its share of what the host can pass on, until it says that it has time.
    const isIdle = this.#waitingKib === 0 && this.#waitingAtMs > this.#noBulkAtMs;
    const share = isIdle ? 1 : this.#links.size;
    return nowMs >= this.#partAtMs + (share * 1000) / LIMITS.framesPerSecond;
  }

  /** Sends what is ready first, then in turn what is passed on and the outbox's next frame. False when there is none of it. */
  #sendSmall(nowMs: number, reliableOnly: boolean): boolean {
    // What a stream lacks may be much: what stands outside goes before it.
    const first = this.#ready.length === 0 ? 0 : Math.max(0, this.#ready.findIndex(isDirect));
    const next = this.#ready[first];
    if (next !== undefined) {
      this.#ready.splice(first, 1);
      if ("to" in next) this.#send(next.bytes, next.to);
      else this.#sendFrame(next.frame, this.#stillFor(next));
      return true;
    }
    this.#relayTurn = !this.#relayTurn;
    if (this.#relayTurn) return this.#passOn(nowMs) || this.#sendNext(nowMs, reliableOnly);
    return this.#sendNext(nowMs, reliableOnly) || this.#passOn(nowMs);
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
    this.#sendFrame(bytes, this.#liveIn(audience));
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

  /** Sends a frame the stream's way, to those of `audience`; `[]`: nobody. */
  #sendFrame(frame: Uint8Array, audience: Audience): void {
    if (audience?.length === 0) return;
    const star = this.#star;
    if (star === undefined || this.#isCentre) {
      const to = this.#sessionsOf(audience);
      if (to === undefined) this.#send(this.relay.nextWith(frame, star?.term ?? 0) ?? frame, to);
      else if (to.length > 0) this.#send(frame, to);
    } else if (audience?.length === 1 && audience[0] === star.hostId) {
      this.#uplink.flush((bytes) => this.#sendUp(bytes));
      this.#send(frame, [star.session]);
    } else if (star.hostId !== 0)
      this.#uplink.add(star.term, audience, [...this.#links.keys()], frame, (bytes) => this.#sendUp(bytes));
  }

  #sendUp(bytes: Uint8Array): void {
    if (this.#star !== undefined) this.#send(bytes, [this.#star.session]);
  }

  /** Those in `audience` that take our stream now; `undefined`: all, `[]`: nobody. */
  #liveIn(audience: Audience): Audience {
    if (audience !== undefined) return audience.filter((peerId) => this.#links.get(peerId)?.outLive === true);
    for (const link of this.#links.values()) if (link.outLive) return undefined;
    return [];
  }

  /** Those for whom a frame of before is still what they asked for. */
  #stillFor({ audience, nos }: RoutedFrame): Audience {
    if (nos === undefined) return audience;
    return audience?.filter((peerId, i) => {
      const link = this.#links.get(peerId);
      return link?.outLive === true && link.answeredNo === nos[i];
    });
  }

  #sessionsOf(audience: Audience): readonly string[] | undefined {
    return audience?.flatMap((peerId) => {
      const row = this.#table.get(peerId);
      return row?.status === "connected" ? [row.sessionId] : [];
    });
  }

  /** Passes on the next message of what came for others. False when there is none yet. */
  #passOn(nowMs: number): boolean {
    if (this.relay.isEmpty || this.relay.dueMs > nowMs) return false;
    const message = this.relay.next(this.#star?.term ?? 0);
    if (message === undefined) return false;
    const to = this.#sessionsOf(message.audience);
    if (to === undefined || to.length > 0) this.#send(message.bytes, to);
    return true;
  }

  /** Makes all of it ready, tick or no tick. */
  #passOnAll(): void {
    while (!this.relay.isEmpty) {
      const message = this.relay.next(this.#star?.term ?? 0);
      if (message === undefined) return;
      const to = this.#sessionsOf(message.audience);
      this.#ready.push({ bytes: message.bytes.slice(), to, farewell: false });
    }
  }

  /** Whether somebody is to hear where streams go on. */
  get #isToGreet(): boolean {
    return this.#star?.hostId !== 0 && this.#greetsDue.size + this.#livesDue.size > 0;
  }

  /** Tells those who are there what we have of their streams (S2), and where ours goes on for them (S3). */
  #greetAll(): void {
    const { selfId } = this;
    if (!this.#isToGreet) return;
    const saying: { entry: ControlEntry; peerIds: number[] }[] = [];
    for (const isAnswer of [false, true]) {
      const links = [...this.#greetsDue].flatMap(([peerId, answers]) =>
        answers === isAnswer ? (this.#links.get(peerId) ?? []) : [],
      );
      if (links.length === 0) continue;
      const no = ++this.#greetNo;
      for (const link of links) link.firstGreetNo = Math.min(link.firstGreetNo, no);
      const to = links.map(({ peerId, lastIn }) => ({ peerId, last: lastIn }));
      const peerIds = links.map(({ peerId }) => peerId);
      saying.push({ entry: { kind: "greet", peerId: selfId, no, isAnswer, to }, peerIds });
    }
    const due = [...this.#livesDue].flatMap(([peerId, seq]) => {
      const link = this.#links.get(peerId);
      if (link === undefined) return [];
      link.outLive = true;
      this.#settling.delete(link);
      return [{ peerId, seq, no: link.answeredNo }];
    });
    this.#greetsDue.clear();
    this.#livesDue.clear();
    if (due.length > 0)
      saying.push({ entry: { kind: "live", to: due }, peerIds: due.map(({ peerId }) => peerId) });
    this.#route(saying);
    if (due.length > 0) this.#replay(due);
  }

  /** Sends what was kept for them, each frame once for all who lack it (S3). */
  #replay(due: readonly GoesOn[]): void {
    const kept = this.log.after(Math.min(...due.map((one) => one.seq)));
    const frames = replays(kept, due, this.outbox.maxEntryBytes + HEAD_BYTES);
    for (const { bytes, due: to, wasForAll } of frames) {
      // Who has it drops it (S5). Where many lack it, it shares a message with more when it goes to everyone.
      const toAll = wasForAll && to.length >= REPLAY_TO_ALL && to.length * REPLAY_TO_ALL >= this.#links.size;
      this.#ready.push({
        frame: bytes,
        audience: toAll ? undefined : to.map((one) => one.peerId),
        nos: toAll ? undefined : to.map((one) => one.no),
      });
    }
  }

  /** Says entries outside the stream, but on its way: to one, or where it is for several, to all. */
  #route(saying: readonly { readonly entry: ControlEntry; readonly peerIds: readonly number[] }[]): void {
    const writer = this.#writer;
    writer.reset();
    frameHead.write(writer, undefined);
    for (const { entry } of saying) control.write(writer, entry);
    const [first, ...others] = new Set(saying.flatMap(({ peerIds }) => peerIds));
    if (first === undefined) return;
    if (saying.length > 1 && writer.length > this.outbox.maxEntryBytes)
      for (const one of saying) this.#route([one]);
    else
      this.#ready.push({
        frame: writer.copy(),
        audience: others.length === 0 && this.isStraight(first) ? [first] : undefined,
        nos: undefined,
      });
  }

  #send(bytes: Uint8Array, to: readonly string[] | undefined): void {
    if (this.#hand(bytes, to)) this.pace.spend();
  }

  /** Hands a message to the transport, whatever the pace. False when there is no connection. */
  #hand(bytes: Uint8Array, to: readonly string[] | undefined): boolean {
    if (!this.#transport.send(this.#opCode, bytes, to)) return false;
    this.#noteSaid(this.#nowMs, to);
    this.#sentFrames++;
    this.#sentBytes += bytes.byteLength;
    return true;
  }

  #noteSaid(nowMs: number, to: readonly string[] | undefined): void {
    if (to === undefined) this.saidToAllMs = nowMs;
    if (to === undefined || to.includes(this.hostSession)) this.saidToHostMs = nowMs;
  }
}

function isDirect(one: DirectMessage | RoutedFrame): boolean {
  return "to" in one;
}
