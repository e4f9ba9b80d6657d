import { ByteReader, NakodoError, type Presence } from "@nakodo/core";
import { type AuthorityEntry, readAuthority } from "../wire/authority.js";
import { control } from "../wire/control.js";
import { type FrameHead, frameHead, OP_CODE_COUNT, WIRE_VERSION } from "../wire/frame.js";
import * as KIND from "../wire/kind.js";
import { type Assembly, joinPieces, LAST_LANE, readPiece } from "../wire/pieces.js";
import { expectRouted } from "../wire/routed-frame.js";
import type { Asks } from "./asks.js";
import type { Authorities } from "./authorities.js";
import type { Barriers } from "./barriers.js";
import type { Calls } from "./calls.js";
import type { Claims } from "./claims.js";
import type { EngineState } from "./engine-state.js";
import type { Speaker } from "./held-messages.js";
import * as LIMITS from "./limits.js";
import type { Passing } from "./passing.js";
import type { PeerRow } from "./peer-table.js";
import type { Words } from "./words.js";

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
  readonly #claims: Claims;
  readonly #words: Words;
  readonly #passing: Passing;
  readonly #calls: Calls;
  readonly #asks: Asks;
  readonly #authorities: Authorities;
  readonly #barriers: Barriers;
  readonly #reader = new ByteReader();
  readonly #head: FrameHead = { seq: undefined };
  /** Control entries of which pieces are still missing, by session id. */
  readonly #assemblies = new Map<string, Assembly>();
  #depth = 0;

  constructor(
    state: EngineState,
    claims: Claims,
    words: Words,
    passing: Passing,
    calls: Calls,
    asks: Asks,
    authorities: Authorities,
    barriers: Barriers,
  ) {
    this.#state = state;
    this.#claims = claims;
    this.#words = words;
    this.#passing = passing;
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
    const state = this.#state;
    if (state.hasEnded) return;
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
      const row = state.rowOf(from);
      if (row !== undefined && seq !== undefined && !decide && this.#mustWait(reader, bytes, row)) {
        this.#claims.hold(from, bytes);
        return;
      }
      const routed = from.origin !== undefined;
      const mayStream = row !== undefined && state.isAdmitted && state.streams.accept(row, seq, routed);
      while (reader.remaining > 0 && !state.hasEnded) {
        const kind = reader.u8();
        const end = reader.limit(reader.varint(LIMITS.messageBytes));
        if (kind >= KIND.call) {
          if (mayStream) this.#onStreamEntry(kind, reader, row.peerId);
        } else this.#onControl({ from, bytes, decide }, kind, reader);
        reader.restore(end);
      }
    } catch (error) {
      const detail = error instanceof NakodoError ? error.message : "a frame that cannot be decoded";
      if (from.origin === undefined) state.violation("bad-frame", from.sessionId, detail);
      else state.violationOf("bad-frame", from.origin, detail);
    } finally {
      this.#depth--;
    }
  }

  /** Whether the frame begins with a notice of an authority that the host has not told us of yet (C6). */
  #mustWait(reader: ByteReader, bytes: Uint8Array, row: PeerRow): boolean {
    const { position } = reader;
    if (bytes[position] !== KIND.authority || this.#state.streams.links.get(row.peerId)?.inLive !== true)
      return false;
    const { body } = openEntry(bytes.subarray(position));
    return this.#authorities.isEarly(readAuthority(body), row.peerId);
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
        this.#authorities.receive(wholeAuthority(reader), senderId);
        break;
      case KIND.barrier:
        this.#barriers.receive(reader, senderId);
        break;
      default:
        throw new NakodoError("bad-frame", `an entry of kind ${kind}`);
    }
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
        throw new NakodoError("bad-frame", "too many large messages at once");
      parts.set(lane, assembly);
      return;
    }
    const { kind, body } = openEntry(joined);
    if (kind === KIND.part) throw new NakodoError("bad-frame", "parts within parts");
    this.#onStreamEntry(kind, body, senderId);
  }

  #onPiece(arrival: Arrival, reader: ByteReader): void {
    const { sessionId } = arrival.from;
    const before = this.#assemblies.get(sessionId);
    this.#assemblies.delete(sessionId);
    // Only a table is large; it comes from a peer of the match, or from whoever may let us in.
    const { phase, table } = this.#state;
    if (phase !== "joining" && table.bySession(sessionId) === undefined) {
      this.#state.violation("limit", sessionId, "a large message by a stranger");
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
    const { kind, body } = openEntry(joined);
    if (kind === KIND.piece || kind >= KIND.call)
      throw new NakodoError("bad-frame", "pieces of no control entry");
    // Should it have to wait, it waits whole.
    this.#onControl({ ...arrival, bytes: wholeFrame(joined) }, kind, body);
  }

  #onControl(arrival: Arrival, kind: number, reader: ByteReader): void {
    const { from, bytes, decide } = arrival;
    if (kind === KIND.piece) this.#onPiece(arrival, reader);
    else if (kind === KIND.kept) this.#onKept(arrival, reader);
    else if (kind === KIND.forward) this.#passing.onForward(from, reader);
    else if (kind === KIND.relayed) this.#passing.onRelayed(from, reader);
    else {
      const entry = control.read(reader, kind);
      if (entry === undefined) throw new NakodoError("bad-frame", `an entry of kind ${kind}`);
      reader.expectEnd();
      this.#words.take(from, entry, bytes, decide);
    }
  }

  /** Frames that we lacked, as they were (S3): entries of the stream and nothing else. The first that is none ends it. */
  #onKept({ from, decide }: Arrival, reader: ByteReader): void {
    while (reader.remaining > 0 && !this.#state.hasEnded) {
      const frame = reader.bytes(LIMITS.messageBytes);
      expectRouted(new ByteReader(frame), true);
      this.onFrame(from, frame, decide);
    }
  }
}

/** An entry, as its kind and a reader of its body. */
function openEntry(entry: Uint8Array): { readonly kind: number; readonly body: ByteReader } {
  const body = new ByteReader(entry);
  const kind = body.u8();
  body.limit(body.varint(LIMITS.messageBytes));
  return { kind, body };
}

function wholeAuthority(reader: ByteReader): AuthorityEntry {
  const entry = readAuthority(reader);
  reader.expectEnd();
  return entry;
}

/** The frame that a joined entry would have been, had one had room for it. */
function wholeFrame(entry: Uint8Array): Uint8Array {
  const frame = new Uint8Array(entry.byteLength + 2);
  frame[0] = WIRE_VERSION;
  frame.set(entry, 2);
  return frame;
}
