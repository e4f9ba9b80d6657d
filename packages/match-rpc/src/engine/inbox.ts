import { ByteReader, NakodoError, type Presence } from "@nakodo/core";
import { LAST_PEER_ID } from "../ids.js";
import { type ControlEntry, control } from "../wire/control.js";
import { type FrameHead, frameHead, KIND, OP_CODE_COUNT } from "../wire/frame.js";
import type { Calls } from "./calls.js";
import type { EngineState } from "./engine-state.js";
import type { Joining } from "./joining.js";
import { LIMITS } from "./limits.js";
import { isPath } from "./objects.js";
import type { PeerRow } from "./peer-table.js";
import type { Roster } from "./roster.js";
import type { Terms } from "./terms.js";

type PeerWord = Extract<ControlEntry, { kind: "greet" | "live" | "cut" | "bye" }>;
type HostWord = Extract<ControlEntry, { kind: "peer" | "remove" | "settings" | "handOver" }>;

/**
 * What arrives: takes frames apart, and gives each entry to whom it concerns after checking that its sender may say
 * it (PROTOCOL.md, W4 to W6). The only place where a bad frame is caught.
 */
export class Inbox {
  readonly #state: EngineState;
  readonly #roster: Roster;
  readonly #terms: Terms;
  readonly #joining: Joining;
  readonly #calls: Calls;
  readonly #reader = new ByteReader();
  readonly #head: FrameHead = { seq: undefined };
  #depth = 0;

  constructor(state: EngineState, roster: Roster, terms: Terms, joining: Joining, calls: Calls) {
    this.#state = state;
    this.#roster = roster;
    this.#terms = terms;
    this.#joining = joining;
    this.#calls = calls;
  }

  onMessage(from: Presence, opCode: number, bytes: Uint8Array): void {
    const { options, table, events } = this.#state;
    const ours = opCode - options.opCodeBase;
    if (ours === 0) this.onFrame(from, bytes);
    else if (ours > 0 && ours < OP_CODE_COUNT) {
      this.#state.violation("bad-frame", from.sessionId, `op code ${opCode} is kept for later versions`);
    } else {
      const senderId = table.bySession(from.sessionId)?.peerId ?? 0;
      events.emit("data", { opCode, bytes, senderId, sessionId: from.sessionId });
    }
  }

  onFrame(from: Presence, bytes: Uint8Array): void {
    if (this.#terms.holds(from.sessionId)) {
      this.#terms.hold(from, bytes);
      return;
    }
    // A frame can lead to another that was held: that one gets a reader of its own.
    const reader = this.#depth === 0 ? this.#reader : new ByteReader();
    this.#depth++;
    try {
      reader.load(bytes);
      frameHead.read(reader, this.#head);
      const row = this.#state.table.bySession(from.sessionId);
      const speaker = row !== undefined && this.#mayStream(row, this.#head.seq) ? row.peerId : 0;
      while (reader.remaining > 0 && this.#state.phase !== "ended") {
        const kind = reader.u8();
        const end = reader.limit(reader.varint(LIMITS.messageBytes));
        if (kind >= KIND.call) {
          if (speaker !== 0) this.#onStreamEntry(kind, reader, speaker);
        } else this.#onControl(from, kind, reader, bytes);
        reader.restore(end);
      }
    } catch (error) {
      const detail = error instanceof NakodoError ? error.message : "a frame that cannot be decoded";
      this.#state.violation("bad-frame", from.sessionId, detail);
    } finally {
      this.#depth--;
    }
  }

  #mayStream(row: PeerRow, seq: number | undefined): boolean {
    return this.#state.phase === "admitted" && this.#state.streams.accept(row, seq);
  }

  #onStreamEntry(kind: number, reader: ByteReader, senderId: number): void {
    switch (kind) {
      case KIND.call:
        this.#calls.receive(reader, senderId);
        break;
      case KIND.part:
        this.#onPart(reader, senderId);
        break;
      case KIND.authority:
        this.#onAuthority(reader, senderId);
        break;
      default:
        throw new NakodoError("bad-frame", `an entry of kind ${kind}`);
    }
  }

  #onAuthority(reader: ByteReader, senderId: number): void {
    const path = reader.string(LIMITS.pathBytes);
    const peerId = reader.varint(LAST_PEER_ID);
    const epoch = reader.varint();
    reader.expectEnd();
    if (!isPath(path) || peerId === 0)
      throw new NakodoError("bad-frame", "an authority over no path, or of nobody");
    if (senderId !== this.#state.hostId && !this.#state.hasAuthority(senderId, path)) {
      this.#state.violationOf("not-allowed", senderId, "an authority that was not its sender's to hand over");
    } else this.#terms.onAuthority(path, peerId, epoch);
  }

  #onPart(reader: ByteReader, senderId: number): void {
    const link = this.#state.streams.link(senderId);
    if (link === undefined) return;
    const index = reader.varint(LIMITS.messageBytes);
    const count = reader.varint(LIMITS.messageBytes);
    const chunk = reader.rest();
    if (index === 0) link.parts = { chunks: [], bytes: 0, count };
    const { parts } = link;
    const fits =
      parts !== undefined && parts.count === count && parts.chunks.length === index && index < count;
    if (!fits || chunk.byteLength === 0 || parts.bytes + chunk.byteLength > LIMITS.messageBytes + 16) {
      link.parts = undefined;
      throw new NakodoError("bad-frame", "a part out of order, or of too large a message");
    }
    parts.chunks.push(chunk);
    parts.bytes += chunk.byteLength;
    if (parts.chunks.length < count) return;
    link.parts = undefined;
    const joined = new Uint8Array(parts.bytes);
    let at = 0;
    for (const one of parts.chunks) {
      joined.set(one, at);
      at += one.byteLength;
    }
    const whole = new ByteReader(joined);
    const kind = whole.u8();
    whole.limit(whole.varint(LIMITS.messageBytes));
    if (kind === KIND.part) throw new NakodoError("bad-frame", "parts within parts");
    this.#onStreamEntry(kind, whole, senderId);
  }

  #onControl(from: Presence, kind: number, reader: ByteReader, bytes: Uint8Array): void {
    const entry = control.read(reader, kind);
    if (entry === undefined) throw new NakodoError("bad-frame", `an entry of kind ${kind}`);
    reader.expectEnd();
    switch (entry.kind) {
      case "hello":
        this.#joining.onHello(from, entry);
        break;
      case "welcome":
        this.#joining.onWelcome(from, entry.peerId, entry.resumed, entry.table);
        break;
      case "refuse":
        this.#joining.onRefuse(entry.reason, entry.detail);
        break;
      case "claim":
        if (this.#state.phase === "joining") this.#joining.sayHello([from.sessionId]);
        else if (this.#state.phase === "admitted") this.#terms.onClaim(from, entry.table, bytes);
        break;
      case "greet":
      case "live":
      case "cut":
      case "bye":
        this.#onPeerWord(from, entry);
        break;
      case "peer":
      case "remove":
      case "settings":
      case "handOver":
        this.#onHostWord(from, entry);
        break;
    }
  }

  #onPeerWord(from: Presence, entry: PeerWord): void {
    const { table, phase, streams, hostId, isHost } = this.#state;
    const row = table.bySession(from.sessionId);
    if (row?.status !== "connected" || phase !== "admitted") {
      if (entry.kind === "greet") this.#roster.greetedEarly(from.sessionId, entry.last);
      return;
    }
    switch (entry.kind) {
      case "greet":
        streams.onGreet(row, entry.last);
        break;
      case "live":
        streams.onLive(row, entry.seq);
        break;
      case "cut":
        // What we missed while away is no longer kept: rather begin anew than go on with a gap (S6).
        streams.control({ kind: "bye" });
        this.#joining.beginAnew();
        break;
      case "bye":
        if (isHost) {
          streams.control({ kind: "remove", term: this.#state.term, peerId: row.peerId, kicked: false });
          this.#roster.forget(row);
        } else if (row.peerId === hostId) {
          this.#roster.forget(row);
          this.#terms.onHostGone();
          this.#terms.reconsider();
        }
        break;
    }
  }

  #onHostWord(from: Presence, entry: HostWord): void {
    const { table, phase, hostId, term, selfId } = this.#state;
    if (phase !== "admitted") return;
    const sender = table.bySession(from.sessionId);
    if (sender === undefined || sender.peerId !== hostId || entry.term !== term) {
      // An old term's word may merely be late.
      if (entry.term >= term)
        this.#state.violation("not-host", from.sessionId, `${entry.kind} is the host's word`);
      return;
    }
    switch (entry.kind) {
      case "peer":
        table.nextPeerId = Math.max(table.nextPeerId, entry.nextPeerId);
        if (entry.row.peerId !== selfId) this.#roster.adopt(entry.row);
        break;
      case "remove":
        if (entry.peerId === selfId) {
          if (entry.kicked)
            this.#state.end(new NakodoError("kicked", "the host removed this player from the match"));
          else this.#joining.beginAnew();
        } else {
          const row = table.get(entry.peerId);
          if (row !== undefined) this.#roster.forget(row);
        }
        break;
      case "settings":
        this.#terms.onSettings(entry.settings);
        break;
      case "handOver":
        this.#terms.onHandOver(entry.peerId);
        break;
    }
  }
}
