import { NakodoError, type Presence } from "@nakodo/core";
import { FIRST_PEER_ID } from "../ids.js";
import type { Table } from "../wire/control.js";
import type { EngineState } from "./engine-state.js";
import { HeldMessages } from "./held-messages.js";
import { type PeerRow, toTableRow } from "./peer-table.js";
import type { Roster } from "./roster.js";

/** Ids that a new host leaves out, so that none is given twice which the old one gave and nobody heard of (H7). */
const ID_GAP = 16;

/** What {@link Terms} asks of the rest of the engine. */
export interface TermsOwner {
  /** There is a host (another one, or again): what waited for one may go. */
  onHost(): void;
  /** A frame that was held may be looked at again. */
  onFrame(from: Presence, bytes: Uint8Array): void;
  /** The host's table does not know this peer as it is now. */
  onUnknownToHost(hostSession: string): void;
}

/** Who is host: succession without a vote, terms, and claims that must be borne out by what the relay shows (PROTOCOL.md, H). */
export class Terms {
  readonly #state: EngineState;
  readonly #roster: Roster;
  readonly #owner: TermsOwner;
  readonly #held = new HeldMessages();
  #hostSession = "";
  #successorId: number | undefined;

  constructor(state: EngineState, roster: Roster, owner: TermsOwner) {
    this.#state = state;
    this.#roster = roster;
    this.#owner = owner;
  }

  /** The host's connection, the present one's or the last. */
  get hostSession(): string {
    return this.#hostSession;
  }

  get nextDueMs(): number | undefined {
    return this.#held.nextDueMs;
  }

  /** Whether frames of this connection wait for a claim to be decided. */
  holds(sessionId: string): boolean {
    return this.#held.has(sessionId);
  }

  /** Keeps a frame until the claim before it is decided. */
  hold(from: Presence, bytes: Uint8Array): void {
    if (!this.#held.add({ from, bytes, atMs: this.#state.nowMs })) {
      this.#state.violation("limit", from.sessionId, "too many frames after an undecided claim");
    }
  }

  /** Gives up claims that nothing bore out (H5). */
  advance(nowMs: number): void {
    for (const sessionId of this.#held.expired(nowMs)) {
      this.#held.take(sessionId);
      this.#state.violation("false-claim", sessionId, "a claim to be host that nothing bore out");
    }
  }

  clear(): void {
    this.#held.clear();
  }

  /** Becomes host, in the next term, and says so (H1, H2). */
  becomeHost(): void {
    const { table, streams, nowMs } = this.#state;
    const first = this.#state.term === 0;
    this.#state.term++;
    this.#successorId = undefined;
    table.nextPeerId = Math.max(FIRST_PEER_ID, table.nextPeerId) + (first ? 0 : ID_GAP);
    for (const row of table.rows) if (row.status !== "connected") row.awaySinceMs = nowMs;
    this.#setHost(this.#state.selfId, this.#state.self.sessionId);
    streams.control({ kind: "claim", table: this.wholeTable() });
    this.#owner.onHost();
  }

  /** What the host knows. */
  wholeTable(): Table {
    const { term, hostId, selfId, table, settings, objects } = this.#state;
    return {
      term,
      hostId: hostId ?? selfId,
      nextPeerId: table.nextPeerId,
      settings,
      rows: table.rows.map(toTableRow),
      authorities: objects.handed,
    };
  }

  /** Takes over what the host knows; whom it does not know is not in the match (H6). */
  adoptTable(table: Table, hostSession: string): void {
    const state = this.#state;
    const known = new Set(table.rows.map((row) => row.peerId));
    for (const row of state.table.rows) {
      if (!known.has(row.peerId) && row.peerId !== state.selfId) this.#roster.forget(row);
    }
    state.term = table.term;
    this.#successorId = undefined;
    state.table.nextPeerId = Math.max(state.table.nextPeerId, table.nextPeerId);
    for (const row of table.rows) if (row.peerId !== state.selfId) this.#roster.adopt(row);
    for (const { path, peerId, epoch } of table.authorities) this.onAuthority(path, peerId, epoch);
    this.onSettings(table.settings);
    this.#setHost(table.hostId, hostSession);
    this.#owner.onHost();
  }

  onSettings(settings: Table["settings"]): void {
    const { locked, playing } = this.#state.settings;
    if (locked === settings.locked && playing === settings.playing) return;
    this.#state.settings = settings;
    this.#state.events.emit("settingsChanged", settings);
  }

  onAuthority(path: string, peerId: number, epoch: number): void {
    if (this.#state.objects.handOver(path, peerId, epoch))
      this.#state.events.emit("authorityChanged", { path, peerId });
  }

  /** The host is gone: the next one claims the match, and it may be this peer (H2). */
  onHostGone(): void {
    if (this.#state.hostId === undefined) return;
    if (this.#state.options.onHostLeave === "end") {
      this.#state.end(new NakodoError("host-left", "the host has left, which ends this match"));
      return;
    }
    this.#setHost(undefined, this.#hostSession);
    this.maybeSucceed();
  }

  /** Claims the match when it has no host and nobody with a lower id is there (H2). */
  maybeSucceed(): void {
    const { phase, hostId, table, selfId } = this.#state;
    if (phase !== "admitted" || hostId !== undefined) return;
    if (table.lowestConnected()?.peerId === selfId) this.becomeHost();
  }

  /** After a presence or a host changed: claims that had to wait may be decided now. */
  reconsider(): void {
    for (const sessionId of this.#held.sessions) {
      for (const { from, bytes } of this.#held.take(sessionId)) this.#owner.onFrame(from, bytes);
    }
  }

  onClaim(from: Presence, table: Table, bytes: Uint8Array): void {
    const state = this.#state;
    const row = state.table.bySession(from.sessionId);
    if (row === undefined || table.hostId !== row.peerId) {
      state.violation("false-claim", from.sessionId, "a claim to be host by one who is not in the match");
      return;
    }
    const verdict = this.#judge(row, table.term);
    if (verdict === "wait") {
      this.hold(from, bytes);
      return;
    }
    if (verdict === "reject") {
      if (state.isHost && row.peerId !== state.selfId) {
        state.streams.control({ kind: "claim", table: this.wholeTable() }, [from.sessionId]);
      }
      return;
    }
    const own = table.rows.find((one) => one.peerId === state.selfId);
    this.adoptTable(table, from.sessionId);
    if (own?.sessionId !== state.self.sessionId) this.#owner.onUnknownToHost(from.sessionId);
    this.reconsider();
  }

  /** The host has named its successor (H8). */
  onHandOver(peerId: number): void {
    this.#successorId = peerId;
    if (peerId === this.#state.selfId) this.becomeHost();
    else this.reconsider();
  }

  /** This host names its successor (H8). */
  handOver(peerId: number): void {
    this.#successorId = peerId;
    this.#state.streams.control({ kind: "handOver", term: this.#state.term, peerId });
  }

  #setHost(hostId: number | undefined, session: string): void {
    const { events, selfId, term } = this.#state;
    this.#state.hostId = hostId;
    this.#hostSession = session;
    events.emit("hostChanged", { hostId, isHost: hostId === selfId && hostId !== undefined, term });
  }

  /** Whether `row` may be host in `term`, by what we see now (H3, H4). */
  #judge(row: PeerRow, term: number): "accept" | "reject" | "wait" {
    const { hostId, table } = this.#state;
    if (term < this.#state.term) return "reject";
    if (term === this.#state.term) return hostId === undefined || row.peerId < hostId ? "accept" : "reject";
    if (this.#successorId === row.peerId) return "accept";
    if (hostId !== undefined && hostId !== row.peerId) return "wait";
    return table.lowestConnected()?.peerId === row.peerId || hostId === row.peerId ? "accept" : "wait";
  }
}
