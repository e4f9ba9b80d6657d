import { NakodoError } from "@nakodo/core";
import { FIRST_PEER_ID } from "../ids.js";
import type { Table } from "../wire/control.js";
import { type EngineState, earlier } from "./engine-state.js";
import * as LIMITS from "./limits.js";
import { isThere, type PeerRow } from "./peer-table.js";
import type { Rights } from "./rights.js";
import type { Roster } from "./roster.js";
import { starOf } from "./star.js";

/** Ids that are kept for the host of each term, whatever the hosts before it gave (H7). */
const IDS_OF_TERM = 2048;
/** Ids that a host leaves out for each seat up to its own: of two that claim one term each has its own (H7). */
const ID_GAP = 16;
/** How long after the host's word that another one is host that one's claim may take. */
const GAVE_UP_MS = 1_500;
/** How long each further peer in line waits for those before it to claim a match that has no host (H12). */
const NEXT_IN_LINE_MS = 1_500;
/** How long one who founded a match although others were there yields to a match that was there before (H11). */
const DOUBT_MS = 60_000;

/** What {@link Terms} asks of the rest of the engine. */
export interface TermsOwner {
  /** There is a host (another one, or again): what waited for one may go. */
  onHost(): void;
  /** The host is none any more, by its own word, and nobody else's claim reached us: somebody else must know (H14). */
  onHostGaveUp(): void;
}

/** Who is host: succession without a vote, and what a host knows (PROTOCOL.md, H). */
export class Terms {
  readonly #state: EngineState;
  readonly #roster: Roster;
  readonly #rights: Rights;
  readonly #owner: TermsOwner;
  /** Whom the present host has named. */
  readonly #successors = new Set<number>();
  #termSinceMs = 0;
  #hostlessSinceMs = 0;
  /** When a host that is gone was heard last. */
  #hostHeardMs: number | undefined;
  /** When the present host said that another one is host. */
  #gaveUpAtMs: number | undefined;
  #doubtUntilMs = 0;
  #replacedSilent = false;

  constructor(state: EngineState, roster: Roster, rights: Rights, owner: TermsOwner) {
    this.#state = state;
    this.#roster = roster;
    this.#rights = rights;
    this.#owner = owner;
  }

  /** When `advance` has something to do. */
  get nextDueMs(): number | undefined {
    const { isAdmitted, hostId, selfId } = this.#state;
    const gaveUpMs = this.#gaveUpAtMs === undefined ? undefined : this.#gaveUpAtMs + GAVE_UP_MS;
    return isAdmitted && hostId === undefined ? earlier(gaveUpMs, this.turnMs(selfId)) : gaveUpMs;
  }

  advance(nowMs: number): void {
    const { isAdmitted, hostId, selfId } = this.#state;
    if (isAdmitted && hostId === undefined && nowMs >= this.turnMs(selfId)) this.becomeHost();
    if (this.#gaveUpAtMs === undefined || nowMs < this.#gaveUpAtMs + GAVE_UP_MS) return;
    this.#gaveUpAtMs = undefined;
    if (isAdmitted) this.#owner.onHostGaveUp();
  }

  /** After anything happened: who is away will not follow, and it may be this peer's turn. */
  settle(): void {
    const { table } = this.#state;
    for (const peerId of this.#successors) {
      const row = table.get(peerId);
      if (row === undefined || !isThere(row)) this.#successors.delete(peerId);
    }
    this.#maybeSucceed();
  }

  /** Whether this peer founded a match lately although others were there, who may have one, too (H11). */
  get isInDoubt(): boolean {
    return this.#state.isHost && this.#state.nowMs < this.#doubtUntilMs;
  }

  /** Whether another may have claimed this term, too, and said something as its host before it heard of the one that stays (W5). */
  get isTermYoung(): boolean {
    return this.#state.nowMs < this.#termSinceMs + LIMITS.youngTermMs;
  }

  /**
   * Whether a connection may honestly take itself for the host of this term: of two who claim one term each does until it
   * hears of the other, and so does one that was host a moment ago (W5).
   */
  mayTakeItselfForHost(sessionId: string): boolean {
    const { table, term } = this.#state;
    const row = table.bySession(sessionId);
    if (this.isInDoubt) return true;
    if (row === undefined) return this.#roster.wasIn(sessionId);
    return this.#rights.wasHost(row.peerId) || (this.isTermYoung && row.heardTerm < term);
  }

  /** Whether a host's word is of the present host, or of the one that is gone and has no successor yet, in its term (W5). */
  isOfHost(sessionId: string, saidTerm: number, what: string): boolean {
    const { streams, term } = this.#state;
    if (saidTerm === term && sessionId === streams.hostSession) return true;
    // An old term's word may merely be late.
    if (saidTerm >= term && !this.mayTakeItselfForHost(sessionId))
      this.#state.violation("not-host", sessionId, `${what} is the host's word`);
    return false;
  }

  /** Comes back to a match without a host (H9), or founds it. With `inDoubt` others are there that it does not know. */
  found(inDoubt: boolean): void {
    this.#doubtUntilMs = inDoubt ? this.#state.nowMs + DOUBT_MS : 0;
    this.becomeHost();
  }

  /** Becomes host, in the next term, and says so (H1, H2). */
  becomeHost(): void {
    const state = this.#state;
    const { table, streams, nowMs, selfId } = state;
    const first = state.term === 0;
    const replaced = table.bySession(streams.hostSession);
    // Others know that it knew the latest: a claim of that one would be a lie (H4).
    this.#enterTerm(Math.max(state.term, state.latestTerm) + 1);
    this.#replacedSilent = replaced?.silent === true;
    const gap = first ? 0 : ID_GAP * ((table.get(selfId)?.seat ?? 0) + 1);
    table.nextPeerId = Math.max(FIRST_PEER_ID, table.nextPeerId, IDS_OF_TERM * (state.term - 1)) + gap;
    // Nobody could come back while there was no host.
    const missedMs = nowMs - (this.#hostHeardMs ?? nowMs);
    for (const row of table.rows)
      if (row.awaySinceMs !== undefined) row.awaySinceMs = Math.min(nowMs, row.awaySinceMs + missedMs);
    this.#setHost(selfId, state.self.sessionId);
    for (const { path, peerId, epoch } of state.objects.handed) this.#rights.hand(path, peerId, epoch);
    streams.control({ kind: "claim", table: this.wholeTable() });
    this.#tellHost();
    for (const row of table.rows) if (row.leaving) this.remove(row, false);
    this.#owner.onHost();
  }

  /** The host takes a peer out of the match. */
  remove(row: PeerRow, kicked: boolean): void {
    this.#state.tell({ kind: "remove", peerId: row.peerId, kicked });
    this.#roster.forget(row);
  }

  /** What the host knows. */
  wholeTable(): Table {
    const { term, hostId, selfId, table, settings, objects, nowMs } = this.#state;
    return {
      term,
      hostId: hostId ?? selfId,
      nextPeerId: table.nextPeerId,
      settings,
      inDoubt: nowMs < this.#doubtUntilMs,
      rows: this.#roster.rows,
      authorities: objects.handed,
      former: this.#rights.former,
    };
  }

  /** Takes over what the host knows; whom it does not know is not in the match (H6). */
  adoptTable(table: Table, hostSession: string): void {
    const state = this.#state;
    const known = new Set(table.rows.map((row) => row.peerId));
    for (const row of state.table.rows) {
      if (!known.has(row.peerId) && row.peerId !== state.selfId) this.#roster.depart(row);
      // Whom anybody followed in a match that this peer has left says nothing of this one.
      if (table.term < state.term) row.heardTerm = 0;
    }
    if (table.term !== state.term || table.hostId !== state.hostId) this.#enterTerm(table.term);
    this.#doubtUntilMs = table.inDoubt ? state.nowMs + DOUBT_MS : 0;
    state.table.nextPeerId = Math.max(state.table.nextPeerId, table.nextPeerId);
    for (const row of table.rows) if (row.peerId !== state.selfId) this.#roster.adopt(row);
    this.#rights.adopt(table);
    this.onSettings(table.settings);
    this.#setHost(table.hostId, hostSession);
    this.#tellHost();
    this.#owner.onHost();
  }

  /** Tells everyone which host this peer knows: a later claim of a term that it knew would be a lie (H4, H13). */
  sayWhomWeFollow(): void {
    const { hostId } = this.#state;
    if (hostId !== undefined) this.#state.tell({ kind: "heard", hostId });
  }

  onSettings(settings: Table["settings"]): void {
    const { locked, playing, star } = this.#state.settings;
    if (locked === settings.locked && playing === settings.playing && star === settings.star) return;
    this.#state.settings = settings;
    this.#reroute();
    this.#state.events.emit("settingsChanged", settings);
  }

  /**
   * The host is gone: the next one claims the match, and it may be this peer (H2). `takeOut` changes the table; whoever
   * hears of that finds a match without a host already.
   */
  onHostGone(takeOut: () => void): void {
    const state = this.#state;
    if (state.options.onHostLeave === "end") {
      state.end(new NakodoError("host-left", "the host has left, which ends this match"));
      return;
    }
    const { hostSession } = state.streams;
    this.#hostlessSinceMs = state.nowMs;
    this.#hostHeardMs = state.table.bySession(hostSession)?.heardAtMs;
    this.#setHost(undefined, hostSession);
    takeOut();
    this.#tellHost();
    this.#maybeSucceed();
  }

  /** A silent host is heard again, before anyone else claimed the match. */
  onHostAwake(row: PeerRow): void {
    const { isAdmitted, hostId, streams } = this.#state;
    if (!isAdmitted || hostId !== undefined || row.sessionId !== streams.hostSession || row.leaving) return;
    this.#setHost(row.peerId, row.sessionId);
    this.#tellHost();
    this.#owner.onHost();
  }

  /** Whether the host has said that another one is host, whose claim has not come. */
  get hasHostGivenUp(): boolean {
    return this.#gaveUpAtMs !== undefined;
  }

  /** `row` has said whom it follows: if it is our host and follows another, that one's claim comes, or we ask (H14). */
  onFollows({ peerId, followsId, heardTerm }: PeerRow): void {
    const { hostId, nowMs, term } = this.#state;
    if (peerId === hostId) this.#gaveUpAtMs = followsId === hostId ? undefined : nowMs;
    // Whom one of the others follows was host, too, until it heard of ours (C3).
    if (heardTerm === term && this.isTermYoung && followsId !== peerId && followsId !== hostId)
      this.#rights.noteFormerHost(followsId);
  }

  /** Whether the host has named this peer its successor (H8). */
  hasNamed(peerId: number): boolean {
    return this.#successors.has(peerId);
  }

  /** The host has named its successor (H8). */
  onHandOver(peerId: number): void {
    this.#successors.add(peerId);
    if (peerId === this.#state.selfId) this.becomeHost();
  }

  /** This host names its successor (H8). */
  handOver(peerId: number): void {
    this.#successors.add(peerId);
    this.#state.tell({ kind: "handOver", peerId });
  }

  /**
   * Whether this host lets nobody in yet: it has named a successor that has not claimed the match so far (H8), or it
   * took the place of a silent host, and nobody has said that it follows (H15).
   */
  get mayNotDecide(): boolean {
    const { isHost, table, selfId, term } = this.#state;
    if (!isHost) return false;
    if (this.#successors.size > 0) return true;
    if (!this.#replacedSilent) return false;
    const others = table.rows.filter((row) => row.peerId !== selfId && isThere(row));
    return others.length > 0 && !others.some((row) => row.followsId === selfId && row.heardTerm >= term);
  }

  /** When the peer's turn comes to claim a match without a host: at once for the lowest (H2), later for the others (H12). */
  turnMs(peerId: number): number {
    const before = this.#state.table.rows.filter((row) => row.peerId < peerId && isThere(row));
    return this.#hostlessSinceMs + before.length * NEXT_IN_LINE_MS;
  }

  /** Claims the match when it has no host and nobody with a lower id is there (H2). */
  #maybeSucceed(): void {
    const { isAdmitted, hostId, table, selfId } = this.#state;
    if (isAdmitted && hostId === undefined && table.lowestConnected()?.peerId === selfId) this.becomeHost();
  }

  #enterTerm(term: number): void {
    const state = this.#state;
    state.term = term;
    state.latestTerm = Math.max(state.latestTerm, term);
    this.#termSinceMs = state.nowMs;
    this.#successors.clear();
  }

  #setHost(hostId: number | undefined, session: string): void {
    const state = this.#state;
    if (hostId !== state.hostId) this.#rights.noteFormerHost(state.hostId);
    state.hostId = hostId;
    state.streams.hostSession = session;
    this.#gaveUpAtMs = undefined;
    if (hostId !== undefined) this.#hostHeardMs = undefined;
  }

  /** Frames go through the present host, or straight, as the host's settings say (R1). */
  #reroute(): void {
    const { streams, settings, term, hostId } = this.#state;
    streams.reroute(settings.star ? starOf(term, hostId, streams.hostSession) : undefined);
  }

  #tellHost(): void {
    this.#reroute();
    const { events, selfId, hostId } = this.#state;
    events.emit("hostChanged", { hostId, isHost: hostId === selfId });
  }
}
