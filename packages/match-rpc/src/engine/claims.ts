import type { Presence } from "@nakodo/core";
import type { Table } from "../wire/control.js";
import * as KIND from "../wire/kind.js";
import type { EngineState } from "./engine-state.js";
import { HeldMessages, type Speaker } from "./held-messages.js";
import * as LIMITS from "./limits.js";
import { isThere, type PeerRow } from "./peer-table.js";
import type { Rights } from "./rights.js";
import type { Roster } from "./roster.js";
import type { Silence } from "./silence.js";
import type { Terms } from "./terms.js";

/** How much earlier than by our clock the claim of one who is next in line may come (H12). */
const NEXT_IN_LINE_EARLY_MS = 500;

/** What {@link Claims} asks of the rest of the engine. */
export interface ClaimsOwner {
  /** A frame that was held may be looked at again; with `decide` it may not wait any longer. */
  onFrame(from: Speaker, bytes: Uint8Array, decide: boolean): void;
  /** The host's table does not know this peer as it is now. */
  onUnknownToHost(hostSession: string): void;
  /** Another one was host, too, in this host's term, and gives way. */
  onRivalOfTerm(table: Table): void;
  /** There is another match on this relay, which was there before: this one ends in it (H11). */
  onOtherMatch(hostSession: string): void;
}

/** Who says that it is host, and whether what this peer sees bears it out (PROTOCOL.md, H3 to H5, H11 to H13, H15). */
export class Claims {
  readonly #state: EngineState;
  readonly #roster: Roster;
  readonly #terms: Terms;
  readonly #rights: Rights;
  readonly #silence: Silence;
  readonly #owner: ClaimsOwner;
  readonly #held = new HeldMessages();
  /** How often each connection was answered in this term that its claim does not count. */
  readonly #answers = new Map<string, number>();
  /** A host that has insisted on a claim that wins over ours, and whom we know by another id. */
  #rival: { readonly sessionId: string; readonly hostId: number; readonly term: number } | undefined;
  /** Another one that claims this host's term. */
  #other: { readonly peerId: number; readonly table: Table } | undefined;
  #term = 0;
  /** This peer had heard nobody for a while when it came to this term. */
  #beganAway = false;
  /** While held frames are looked at again: when the present one came first. */
  #heldSinceMs: number | undefined;

  constructor(
    state: EngineState,
    roster: Roster,
    terms: Terms,
    rights: Rights,
    silence: Silence,
    owner: ClaimsOwner,
  ) {
    this.#state = state;
    this.#roster = roster;
    this.#terms = terms;
    this.#rights = rights;
    this.#silence = silence;
    this.#owner = owner;
  }

  /** When `advance` has something to do. */
  get nextDueMs(): number | undefined {
    return this.#held.nextDueMs;
  }

  /** Gives up claims that nothing bore out (H5): what was said after them counts as anyone's. */
  advance(nowMs: number): void {
    for (const sessionId of this.#held.expired(nowMs)) this.#lookAgain(sessionId, true);
  }

  /** After anything happened: claims that had to wait may be decided now. */
  settle(): void {
    this.#noteTerm();
    this.#yieldsToRival();
    this.#keepOfOther();
    // Where nothing is held, as at nearly every event, nothing is made.
    for (let before = Number.POSITIVE_INFINITY; this.#held.size > 0 && this.#held.size < before; ) {
      before = this.#held.size;
      for (const sessionId of this.#held.sessions) this.#lookAgain(sessionId, false);
    }
  }

  /** Another term: who insisted in the one before did not in this one. */
  #noteTerm(): void {
    const { term } = this.#state;
    if (term === this.#term) return;
    this.#term = term;
    this.#beganAway = this.#isAway;
    this.#answers.clear();
  }

  /** Another connection of our own. */
  clear(): void {
    this.#held.clear();
    this.#answers.clear();
    this.#rival = undefined;
  }

  /** A connection is gone, and with it what it claimed: nobody will ever know whether that was right. */
  onAbsent(sessionId: string): void {
    this.#held.take(sessionId);
    this.#answers.delete(sessionId);
  }

  /**
   * Whether a frame of this connection waits because another one before it does. What says who is host passes by calls that wait
   * for the host's word: it may be that word.
   */
  holds(sessionId: string, bytes: Uint8Array): boolean {
    const first = this.#held.first(sessionId);
    return first !== undefined && (saysWhoIsHost(first) || !saysWhoIsHost(bytes));
  }

  /** Keeps a frame until the claim before it is decided. */
  hold(from: Speaker, bytes: Uint8Array): void {
    const { sessionId } = from;
    if (this.#held.add({ from, bytes, atMs: this.#heldSinceMs ?? this.#state.nowMs })) return;
    this.#state.violation("limit", sessionId, "too many frames after a claim");
    this.#lookAgain(sessionId, true);
    this.#owner.onFrame(from, bytes, true);
  }

  /** A claim, as `bytes`; with `decide` it may not wait any longer. */
  onClaim(from: Presence, table: Table, bytes: Uint8Array, decide: boolean): void {
    const state = this.#state;
    const row = state.table.bySession(from.sessionId);
    // Of two who found the match again and again, neither insists because it did so in a term that is over.
    this.#noteTerm();
    if (row?.status !== "connected" || table.hostId !== row.peerId) {
      if (!decide && this.#mayBeBack(from, table)) this.hold(from, bytes);
      else this.#onRival(from, table);
      return;
    }
    // It knows who is host in this term, or a later one: it said so itself, or the host let it in.
    const knowsBetter = row.heardTerm >= table.term && row.peerId !== state.hostId;
    const verdict = knowsBetter ? "lie" : this.#judge(row, table.term, decide);
    if (verdict === "lie" || (verdict === "wait" && this.#terms.isInDoubt)) this.#onRival(from, table);
    else if (verdict === "wait") {
      if (decide) state.violation("false-claim", from.sessionId, "a claim that nothing bore out");
      else this.hold(from, bytes);
      // One that knows better says so at once, and at last.
      if (decide || this.#heldSinceMs === undefined) this.#answer(from);
    } else if (verdict === "reject") this.#onRejected(from, row, table);
    else {
      const own = table.rows.find((one) => one.peerId === state.selfId);
      this.#terms.adoptTable(table, from.sessionId);
      if (!state.isAdmitted) return;
      this.#terms.sayWhomWeFollow();
      if (own?.sessionId !== state.self.sessionId) this.#owner.onUnknownToHost(from.sessionId);
    }
  }

  /** A claim by a peer of the match that does not win over the present host's. */
  #onRejected(from: Presence, row: PeerRow, table: Table): void {
    const { term, isHost } = this.#state;
    if (table.term === term) this.#other = { peerId: row.peerId, table };
    this.#keepOfOther();
    if (isHost && this.#answered(from) > 0 && this.#losesTo(row, table))
      this.#owner.onOtherMatch(from.sessionId);
    else this.#answer(from);
  }

  /** A claim that nothing can bear out: of another match that was founded on the same relay, or a lie (H11). */
  #onRival(from: Presence, table: Table): void {
    const { isHost, term, selfId, self } = this.#state;
    const { isInDoubt } = this.#terms;
    // An old claim may merely be late, and who is in doubt says so itself.
    if (!isInDoubt && !table.inDoubt && table.term >= term)
      this.#state.violation("false-claim", from.sessionId, "a claim by one who cannot be host");
    if (!isHost) return;
    const lost =
      (table.term - term || selfId - table.hostId || (from.sessionId < self.sessionId ? 1 : -1)) > 0;
    const insisted = this.#answered(from) > 0;
    // One that has nothing to yield to insists; one in doubt gives in to who insists, and so does one that nobody follows, at last.
    const toTheEnd = this.#answered(from) >= LIMITS.claimAnswers - 1;
    const rivalRowId = this.#state.table.bySession(from.sessionId)?.peerId;
    if ((isInDoubt && (lost || insisted)) || (toTheEnd && this.#isAbandoned(rivalRowId))) {
      this.#owner.onOtherMatch(from.sessionId);
      return;
    }
    if (lost && insisted) this.#rival = { sessionId: from.sessionId, hostId: table.hostId, term: table.term };
    if (!this.#yieldsToRival()) this.#answer(from);
  }

  /**
   * Ends in the match that lives on under another host, who is in this one by another id, when as many of this host's players
   * follow that one, by their own word, as follow here (H13).
   */
  #yieldsToRival(): boolean {
    const rival = this.#rival;
    const row = rival && this.#state.table.bySession(rival.sessionId);
    if (rival === undefined || row === undefined || !this.#state.isHost) return false;
    // Whom somebody followed in an earlier term says nothing of this one.
    const { ours, theirs } = this.#followers(rival.hostId, row.peerId, rival.term);
    if (theirs === 0 || theirs < ours) return false;
    this.#rival = undefined;
    this.#owner.onOtherMatch(rival.sessionId);
    return true;
  }

  /**
   * Of two who claimed one term the other was host, too, until it heard of this one: as others say who followed it, or because this
   * peer had heard nobody.
   */
  #keepOfOther(): void {
    const other = this.#other;
    if (other === undefined) return;
    const { isHost, term } = this.#state;
    const { peerId } = other;
    const isPresent = term === other.table.term;
    if (isPresent && !this.#wasAway && this.#followers(peerId, peerId, term).theirs === 0) return;
    this.#other = undefined;
    if (!isPresent) return;
    this.#rights.noteFormerHost(peerId);
    if (isHost) this.#owner.onRivalOfTerm(other.table);
  }

  /** Whether this peer has heard nobody for a while, or had not a moment ago. */
  get #isAway(): boolean {
    const { table, selfId } = this.#state;
    const self = table.get(selfId);
    return self !== undefined && this.#silence.mayBeReplaced(self);
  }

  /** Whether others may have had a host of this term without this one's knowledge. */
  get #wasAway(): boolean {
    return this.#beganAway || this.#isAway;
  }

  /** Whether nobody but the rival, if even that one, follows this host, though all had the time to say so. */
  #isAbandoned(rivalRowId = 0): boolean {
    const { table, selfId } = this.#state;
    if (this.#followers(rivalRowId).ours > 0) return false;
    if (this.#wasAway || !this.#terms.isTermYoung) return true;
    return !table.rows.some((row) => isThere(row) && row.peerId !== rivalRowId && row.peerId !== selfId);
  }

  /** Whether a claim may be by one whose return the old host's word has not told us yet (H5). */
  #mayBeBack(from: Presence, { term, hostId }: Table): boolean {
    const { table, isHost } = this.#state;
    const row = table.get(hostId);
    return !isHost && term > this.#state.term && row?.status === "dropped" && row.userId === from.userId;
  }

  /** How often this connection heard in this term that the match is ours: one that claims it again insists. */
  #answered({ sessionId }: { readonly sessionId: string }): number {
    return this.#answers.get(sessionId) ?? 0;
  }

  /** Tells one who claims what is ours who is host. */
  #answer(from: Presence): void {
    const { isHost, streams } = this.#state;
    const { sessionId } = from;
    const answered = this.#answered(from);
    if (!isHost || answered >= LIMITS.claimAnswers || this.#answers.size >= LIMITS.peers) return;
    this.#answers.set(sessionId, answered + 1);
    streams.control({ kind: "claim", table: this.#terms.wholeTable() }, [sessionId]);
  }

  #lookAgain(sessionId: string, decide: boolean): void {
    const outer = this.#heldSinceMs;
    for (const { from, bytes, atMs } of this.#held.take(sessionId)) {
      this.#heldSinceMs = atMs;
      this.#owner.onFrame(from, bytes, decide);
    }
    this.#heldSinceMs = outer;
  }

  /** Of two hosts that both insist, and neither hears that it was replaced: the one that yields (H13). */
  #losesTo(rival: PeerRow, table: Table): boolean {
    const { self, selfId, term } = this.#state;
    const { ours, theirs: stayed } = this.#followers(rival.peerId);
    const theirs = stayed + this.#roster.leftFor(rival.peerId);
    if (theirs > ours || this.#isAbandoned(rival.peerId)) return true;
    // A host that others follow gives way only to one whom another follows, too, or where it may have missed that; and no term far away is a host's.
    if (table.term > term || (theirs === 0 && !this.#wasAway)) return false;
    const knowsUs = table.rows.some((row) => row.sessionId === self.sessionId);
    // Its second claim may be older than our answer to the first.
    return !knowsUs || (rival.peerId < selfId && this.#answered(rival) > 1);
  }

  /**
   * How many say themselves that they follow this host, and how many another one, which is here the peer `rivalRowId`, in
   * `rivalTerm` at least.
   */
  #followers(
    rivalId: number,
    rivalRowId = rivalId,
    rivalTerm = 0,
  ): { readonly ours: number; readonly theirs: number } {
    const { table, selfId, term } = this.#state;
    let ours = 0;
    let theirs = 0;
    for (const { peerId, status, followsId, heardTerm } of table.rows) {
      if (peerId === selfId || peerId === rivalRowId || status !== "connected") continue;
      if (followsId === selfId && heardTerm >= term) ours++;
      else if (followsId === rivalId && heardTerm >= rivalTerm) theirs++;
    }
    return { ours, theirs };
  }

  /** Whether `host` follows `row` itself, or was silent for so long that the next in line may have claimed its place (H15). */
  #givesWay(host: PeerRow, row: PeerRow): boolean {
    const { table, selfId } = this.#state;
    if (host.peerId !== selfId && host.followsId === row.peerId) return true;
    let next = table.lowestConnected(host.peerId);
    // While we were not there, it was not our turn.
    if (next?.peerId === selfId && this.#silence.mayBeReplaced(next))
      next = table.lowestConnected(host.peerId, selfId);
    return next === row && this.#silence.mayBeReplaced(host);
  }

  /** Whether `row` may be host in `term`, by what we see now (H3, H4, H12). */
  #judge(row: PeerRow, term: number, decide: boolean): "accept" | "reject" | "wait" {
    const { hostId, nowMs, isHost, table, term: ours } = this.#state;
    const { peerId } = row;
    if (term < ours || term > ours + LIMITS.termLead) return "reject";
    if (term === ours) return peerId <= (hostId ?? peerId) ? "accept" : "reject";
    if (this.#terms.hasNamed(peerId) || hostId === peerId) return "accept";
    const host = hostId === undefined ? undefined : table.get(hostId);
    if (host !== undefined && this.#givesWay(host, row)) return "accept";
    if (isHost) {
      // A host that was frozen while others became host, and whom nobody follows, is none.
      const { ours, theirs } = this.#followers(peerId, peerId, term);
      return theirs > ours || (decide && (ours === 0 || theirs === ours)) ? "accept" : "wait";
    }
    const isItsTurn = decide || nowMs >= this.#terms.turnMs(peerId) - NEXT_IN_LINE_EARLY_MS;
    return hostId === undefined && isItsTurn ? "accept" : "wait";
  }
}

/** Whether a frame is a claim, a piece of what may be one, or says whom its sender follows: none of them is numbered. */
function saysWhoIsHost([, flags, kind]: Uint8Array): boolean {
  return flags === 0 && (kind === KIND.claim || kind === KIND.piece || kind === KIND.heard);
}
