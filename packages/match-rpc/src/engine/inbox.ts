import { ByteReader, NakodoError, type Presence } from "@nakodo/core";
import { type AuthorityEntry, readAuthority } from "../wire/authority.js";
import { type ControlEntry, control } from "../wire/control.js";
import { type FrameHead, frameHead, OP_CODE_COUNT, WIRE_VERSION } from "../wire/frame.js";
import * as KIND from "../wire/kind.js";
import { readPeerId } from "../wire/layout.js";
import { type Assembly, joinPieces, LAST_LANE, readPiece } from "../wire/pieces.js";
import { forward, readRelayed } from "../wire/route.js";
import { expectRouted } from "../wire/routed-frame.js";
import type { Asks } from "./asks.js";
import type { Authorities } from "./authorities.js";
import type { Barriers } from "./barriers.js";
import type { Calls } from "./calls.js";
import type { Claims } from "./claims.js";
import type { Door } from "./door.js";
import type { EngineState } from "./engine-state.js";
import type { Speaker } from "./held-messages.js";
import type { Joining } from "./joining.js";
import * as LIMITS from "./limits.js";
import type { PeerRow } from "./peer-table.js";
import type { Roster } from "./roster.js";
import type { Terms } from "./terms.js";

type PeerWord = Extract<ControlEntry, { kind: "greet" | "live" | "cut" | "bye" | "heard" }>;
type HostWord = Extract<
  ControlEntry,
  { kind: "peer" | "remove" | "settings" | "handOver" | "silent" | "lost" }
>;

/** A frame while it is read. */
interface Arrival {
  readonly from: Speaker;
  readonly bytes: Uint8Array;
  /** It was held, and may not wait any longer. */
  readonly decide: boolean;
}

/**
 * What arrives: takes frames apart, and gives each entry to whom it concerns after checking that its sender may say
 * it (PROTOCOL.md, W4 to W6). The only place where a bad frame is caught.
 */
export class Inbox {
  readonly #state: EngineState;
  readonly #roster: Roster;
  readonly #terms: Terms;
  readonly #claims: Claims;
  readonly #joining: Joining;
  readonly #door: Door;
  readonly #calls: Calls;
  readonly #asks: Asks;
  readonly #authorities: Authorities;
  readonly #barriers: Barriers;
  readonly #reader = new ByteReader();
  readonly #head: FrameHead = { seq: undefined };
  /** Control entries of which pieces are still missing, by session id. */
  readonly #assemblies = new Map<string, Assembly>();
  #depth = 0;
  #cuts = 0;

  constructor(
    state: EngineState,
    roster: Roster,
    terms: Terms,
    claims: Claims,
    joining: Joining,
    door: Door,
    calls: Calls,
    asks: Asks,
    authorities: Authorities,
    barriers: Barriers,
  ) {
    this.#state = state;
    this.#roster = roster;
    this.#terms = terms;
    this.#claims = claims;
    this.#joining = joining;
    this.#door = door;
    this.#calls = calls;
    this.#asks = asks;
    this.#authorities = authorities;
    this.#barriers = barriers;
  }

  onMessage(from: Presence, opCode: number, bytes: Uint8Array): void {
    const { options, table, events } = this.#state;
    const ours = opCode - options.opCodeBase;
    if (ours === 0 && from.sessionId !== "") this.onFrame(from, bytes, false);
    else if (ours >= 0 && ours < OP_CODE_COUNT) {
      const what = ours === 0 ? "a frame from the server" : `op code ${opCode} is kept for later versions`;
      this.#state.violation("bad-frame", from.sessionId, what);
    } else {
      const senderId = table.bySession(from.sessionId)?.peerId ?? 0;
      events.emit("data", { opCode, bytes, senderId });
    }
  }

  /** A connection is gone, and what it did not finish with it. */
  onAbsent(sessionId: string): void {
    this.#assemblies.delete(sessionId);
  }

  /** Our own connection is another one. */
  clear(): void {
    this.#assemblies.clear();
  }

  /** With `decide` a claim in it may not wait any longer. */
  onFrame(from: Speaker, bytes: Uint8Array, decide: boolean): void {
    if (this.#state.hasEnded) return;
    if (this.#claims.holds(from.sessionId, bytes)) {
      this.#claims.hold(from, bytes);
      return;
    }
    // A frame can lead to another that was held: that one gets a reader of its own.
    const reader = this.#depth === 0 ? this.#reader : new ByteReader();
    this.#depth++;
    try {
      reader.load(bytes);
      frameHead.read(reader, this.#head);
      const { seq } = this.#head;
      const routed = from.origin !== undefined;
      const row = this.#rowOf(from);
      if (row !== undefined && seq !== undefined && !decide && this.#mustWait(reader, bytes, row)) {
        this.#claims.hold(from, bytes);
        return;
      }
      const speaker = row !== undefined && this.#mayStream(row, seq, routed) ? row.peerId : 0;
      while (reader.remaining > 0 && !this.#state.hasEnded) {
        const kind = reader.u8();
        const end = reader.limit(reader.varint(LIMITS.messageBytes));
        if (kind >= KIND.call) {
          if (speaker !== 0) this.#onStreamEntry(kind, reader, speaker);
        } else this.#onControl({ from, bytes, decide }, kind, reader);
        reader.restore(end);
      }
    } catch (error) {
      const detail = error instanceof NakodoError ? error.message : "a frame that cannot be decoded";
      if (from.origin === undefined) this.#state.violation("bad-frame", from.sessionId, detail);
      else this.#state.violationOf("bad-frame", from.origin, detail);
    } finally {
      this.#depth--;
    }
  }

  #rowOf({ origin, sessionId }: Speaker): PeerRow | undefined {
    const { table } = this.#state;
    return origin === undefined ? table.bySession(sessionId) : table.get(origin);
  }

  #mayStream(row: PeerRow, seq: number | undefined, routed: boolean): boolean {
    return this.#state.phase === "admitted" && this.#state.streams.accept(row, seq, routed);
  }

  /** Whether the frame begins with a notice of an authority that the host has not told us of yet (C6). */
  #mustWait(reader: ByteReader, bytes: Uint8Array, row: PeerRow): boolean {
    const start = reader.position;
    if (bytes[start] !== KIND.authority || this.#state.streams.links.get(row.peerId)?.inLive !== true)
      return false;
    reader.u8();
    const end = reader.limit(reader.varint(LIMITS.messageBytes));
    const early = this.#authorities.isEarly(readAuthority(reader), row.peerId);
    reader.restore(end);
    reader.load(bytes);
    frameHead.read(reader, this.#head);
    return early;
  }

  #onStreamEntry(kind: number, reader: ByteReader, senderId: number): void {
    switch (kind) {
      case KIND.call:
        this.#calls.receive(reader, senderId);
        break;
      case KIND.ask:
        this.#asks.receive(reader, senderId);
        break;
      case KIND.answer:
        this.#asks.receiveAnswer(reader, senderId);
        break;
      case KIND.part:
        this.#onPart(reader, senderId);
        break;
      case KIND.authority:
        this.#authorities.receive(this.#wholeAuthority(reader), senderId);
        break;
      case KIND.barrier:
        this.#barriers.receive(reader, senderId);
        break;
      default:
        throw new NakodoError("bad-frame", `an entry of kind ${kind}`);
    }
  }

  #wholeAuthority(reader: ByteReader): AuthorityEntry {
    const entry = readAuthority(reader);
    reader.expectEnd();
    return entry;
  }

  #onPart(reader: ByteReader, senderId: number): void {
    const parts = this.#state.streams.links.get(senderId)?.parts;
    if (parts === undefined) return;
    const lane = reader.varint(LAST_LANE);
    const before = parts.get(lane);
    const index = reader.varint(LIMITS.pieces);
    // Of a message that began before we were there: it is not for us.
    if (before === undefined && index > 0) return;
    parts.delete(lane);
    const assembly = readPiece(reader, before, index);
    const joined = joinPieces(assembly);
    if (joined === undefined) {
      if (parts.size >= LIMITS.largeAtOnce)
        throw new NakodoError("bad-frame", "parts of too many messages at once");
      parts.set(lane, assembly);
      return;
    }
    const whole = new ByteReader(joined);
    const kind = whole.u8();
    if (kind === KIND.part) throw new NakodoError("bad-frame", "parts within parts");
    whole.limit(whole.varint(LIMITS.messageBytes));
    this.#onStreamEntry(kind, whole, senderId);
  }

  #onPiece(arrival: Arrival, reader: ByteReader): void {
    const { sessionId } = arrival.from;
    const before = this.#assemblies.get(sessionId);
    this.#assemblies.delete(sessionId);
    // Only a table is large; it comes from a peer of the match, or from whoever may let us in.
    const { phase, table } = this.#state;
    if (phase !== "joining" && table.bySession(sessionId) === undefined) {
      this.#state.violation("limit", sessionId, "a large message by one who is not in the match");
      return;
    }
    const assembly = readPiece(reader, before);
    const joined = joinPieces(assembly);
    if (joined === undefined) {
      for (const oldest of this.#assemblies.keys()) {
        if (this.#assemblies.size < LIMITS.assemblies) break;
        this.#assemblies.delete(oldest);
      }
      this.#assemblies.set(sessionId, assembly);
      return;
    }
    const whole = new ByteReader(joined);
    const kind = whole.u8();
    if (kind === KIND.piece || kind >= KIND.call)
      throw new NakodoError("bad-frame", "pieces of no control entry");
    whole.limit(whole.varint(LIMITS.messageBytes));
    // Should it have to wait, it waits whole.
    this.#onControl({ ...arrival, bytes: wholeFrame(joined) }, kind, whole);
  }

  #onControl(arrival: Arrival, kind: number, reader: ByteReader): void {
    if (kind === KIND.piece) {
      this.#onPiece(arrival, reader);
      return;
    }
    if (kind === KIND.kept) {
      this.#onKept(arrival, reader);
      return;
    }
    if (kind === KIND.forward) {
      this.#onForward(arrival.from, reader);
      return;
    }
    if (kind === KIND.relayed) {
      this.#onRelayed(arrival.from, reader);
      return;
    }
    const entry = control.read(reader, kind);
    if (entry === undefined) throw new NakodoError("bad-frame", `an entry of kind ${kind}`);
    reader.expectEnd();
    const { from, bytes, decide } = arrival;
    switch (entry.kind) {
      case "hello":
        if (this.#state.phase === "joining" && entry.resume !== undefined) this.#joining.onReturner();
        this.#door.onHello(from, entry);
        break;
      case "welcome":
        this.#joining.onWelcome(from, entry.peerId, entry.resumed, entry.table);
        break;
      case "refuse":
        this.#joining.onRefuse(from, entry);
        break;
      case "claim":
        if (this.#state.phase === "joining") this.#joining.sayHello([from.sessionId]);
        else if (this.#state.phase === "admitted") this.#claims.onClaim(from, entry.table, bytes, decide);
        break;
      case "greet":
      case "live":
      case "cut":
      case "bye":
      case "heard":
        this.#onPeerWord(from, entry);
        break;
      case "peer":
      case "remove":
      case "settings":
      case "handOver":
      case "silent":
      case "lost":
        this.#onHostWord(from, entry);
        break;
    }
  }

  #onPeerWord(from: Speaker, entry: PeerWord): void {
    const { phase, streams, selfId, nowMs } = this.#state;
    const row = this.#rowOf(from);
    const routed = from.origin !== undefined;
    const isKnown = row?.status === "connected" && phase === "admitted";
    if (!isKnown) return;
    switch (entry.kind) {
      case "greet": {
        // What comes another way, or before we know its sender, is answered when we have greeted it ourselves.
        const last = entry.to.find((one) => one.peerId === selfId)?.last;
        if (last !== undefined && entry.peerId === row.peerId && streams.way.expects(row.peerId, routed))
          this.#roster.onGreet(row, { last, no: entry.no, isAnswer: entry.isAnswer });
        break;
      }
      case "live": {
        // One that is for whoever we were before we began anew says nothing of us.
        const own = entry.to.find((one) => one.peerId === selfId);
        const link = streams.links.get(row.peerId);
        if (own !== undefined && link !== undefined && streams.way.expects(row.peerId, routed))
          streams.greetings.hearLive(link, own, nowMs);
        break;
      }
      case "cut":
        if (entry.peerId === selfId && streams.way.expects(row.peerId, routed)) this.#onCut(row);
        break;
      case "bye":
        if (entry.peerId === row.peerId) this.#onBye(row);
        break;
      case "heard":
        row.heardTerm = Math.max(row.heardTerm, entry.term);
        row.followsId = entry.hostId;
        this.#terms.onFollows(row);
        break;
    }
  }

  /** What we missed while away is no longer kept: rather begin anew than go on with a gap (S6). */
  #onCut(row: PeerRow): void {
    const { isHost, hostId, streams } = this.#state;
    const link = streams.links.get(row.peerId);
    const mayTell =
      (isHost && this.#terms.mayTakeItselfForHost(row.sessionId)) ||
      (link?.inLive === false && (link.awayIn || row.peerId === hostId));
    if (!mayTell || this.#cuts >= LIMITS.cuts) {
      this.#state.violation("not-allowed", row.sessionId, "told to begin anew by one who has missed nothing");
      return;
    }
    this.#cuts++;
    // One that was host itself, or did not know that we are: greeted again, it begins anew.
    if (isHost) streams.linkUp(row);
    else this.#joining.beginAnew();
  }

  #onBye(row: PeerRow): void {
    if (this.#state.isHost) this.#terms.remove(row, false);
    else if (row.peerId === this.#state.hostId) {
      this.#terms.onHostGone(() => this.#roster.forget(row));
    } else {
      // It has not said anything as this peer yet: it takes leave of another match, where it had the same id.
      if (row.followsId === 0) return;
      this.#roster.onGoodbye(row);
    }
  }

  #onHostWord(from: Presence, entry: HostWord): void {
    const { table, phase, streams, selfId } = this.#state;
    if (phase !== "admitted" || !this.#isOfHost(from, entry.term, entry.kind)) return;
    const { term } = this.#state;
    switch (entry.kind) {
      case "peer":
        table.nextPeerId = Math.max(table.nextPeerId, entry.nextPeerId);
        if (entry.row.peerId !== selfId) this.#roster.adopt(entry.row, term);
        break;
      case "remove":
        this.#onRemove(entry.peerId, entry.kicked);
        break;
      case "settings":
        this.#terms.onSettings(entry.settings);
        break;
      case "handOver":
        this.#terms.onHandOver(entry.peerId);
        break;
      case "silent":
        this.#onSilent(entry.peerId, entry.isSilent);
        break;
      case "lost":
        if (streams.way.star !== undefined && entry.round === streams.way.uplink.round) streams.beginAll();
        break;
    }
  }

  /** Whether a host's word is of the present host, in its term. */
  #isOfHost(from: Presence, saidTerm: number, what: string): boolean {
    const { table, hostId, term } = this.#state;
    const sender = table.bySession(from.sessionId);
    if (sender !== undefined && sender.peerId === hostId && saidTerm === term) return true;
    // An old term's word may merely be late, and of two who claim one term each is host until it hears of the other.
    if (saidTerm >= term && !this.#terms.mayTakeItselfForHost(from.sessionId))
      this.#state.violation("not-host", from.sessionId, `${what} is the host's word`);
    return false;
  }

  /** Frames that we lacked, as they were (S3): entries of the stream and nothing else. The first that is none ends it. */
  #onKept({ from, decide }: Arrival, reader: ByteReader): void {
    while (reader.remaining > 0 && !this.#state.hasEnded) {
      const frame = reader.bytes(LIMITS.messageBytes);
      expectRouted(new ByteReader(frame), true);
      this.onFrame(from, frame, decide);
    }
  }

  /** A frame for this host to pass on (R2). */
  #onForward(from: Speaker, reader: ByteReader): void {
    const { table, isHost, settings, streams, term, selfId, nowMs } = this.#state;
    const head = forward.read(reader);
    const row = table.bySession(from.sessionId);
    // What is meant for another host, or for none, is asked for again there.
    if (!isHost || !settings.star || head.term !== term) return;
    if (row?.status !== "connected") {
      // What one who is not in any more had said before it knew may merely be late.
      if (!this.#roster.wasIn(from.sessionId))
        this.#state.violation(
          "not-allowed",
          from.sessionId,
          "a frame to pass on by one who is not in the match",
        );
      return;
    }
    const frame = reader.rest();
    expectRouted(new ByteReader(frame));
    const { isOnly, peerIds } = head.to;
    const isFor = (peerId: number): boolean => peerIds.includes(peerId) === isOnly;
    if (isFor(selfId)) this.onFrame({ ...from, origin: row.peerId }, frame, false);
    const isOther = ({ peerId }: PeerRow): boolean => peerId !== selfId && peerId !== row.peerId;
    const isAll = !isOnly && peerIds.length === 0;
    const audience = isAll
      ? undefined
      : table.rows.flatMap((one) => (isOther(one) && isFor(one.peerId) ? [one.peerId] : []));
    if (audience === undefined ? table.size <= 2 : audience.length === 0) return;
    if (streams.way.relay.add(row.peerId, head.round, audience, frame, nowMs) !== "refused") return;
    this.#state.violation("limit", from.sessionId, "more to pass on than there is room for");
    streams.control({ kind: "lost", term, round: head.round }, [from.sessionId]);
  }

  /** What a host passes on of others (R3). */
  #onRelayed(from: Speaker, reader: ByteReader): void {
    const state = this.#state;
    const said = reader.varint();
    if (state.phase !== "admitted" || !this.#isOfHost(from, said, "what others say")) return;
    if (!state.settings.star) {
      state.violation("not-host", from.sessionId, "frames of others in a match that is no star");
      return;
    }
    state.streams.bulk.noteWaiting(reader.varint(), state.nowMs);
    while (reader.remaining > 0 && !state.hasEnded) {
      const origin = readPeerId(reader);
      const frame = readRelayed(reader);
      // An honest host has looked at it.
      expectRouted(new ByteReader(frame));
      const row = state.table.get(origin);
      if (row === undefined || origin === state.selfId || origin === state.hostId) continue;
      const { sessionId, userId, username } = row;
      this.onFrame({ sessionId, userId, username, origin }, frame, false);
    }
  }

  #onSilent(peerId: number, isSilent: boolean): void {
    const { table, selfId, hostId } = this.#state;
    const row = table.get(peerId);
    if (row?.status !== "connected" || peerId === selfId || peerId === hostId) return;
    this.#roster.setSilent(row, isSilent);
  }

  #onRemove(peerId: number, kicked: boolean): void {
    const { table, selfId } = this.#state;
    if (peerId === selfId) {
      if (kicked) this.#state.end(new NakodoError("kicked", "the host removed this player from the match"));
      else this.#joining.begin();
      return;
    }
    const row = table.get(peerId);
    if (row === undefined) return;
    if (kicked) this.#roster.forget(row);
    else this.#roster.depart(row);
  }
}

/** The frame that a joined entry would have been, had one had room for it. */
function wholeFrame(entry: Uint8Array): Uint8Array {
  const frame = new Uint8Array(entry.byteLength + 2);
  frame[0] = WIRE_VERSION;
  frame.set(entry, 2);
  return frame;
}
