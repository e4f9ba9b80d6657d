import { NakodoError, type Presence } from "@nakodo/core";
import { FIRST_PEER_ID, HOST } from "../ids.js";
import type { Table } from "../wire/control.js";
import { KIND } from "../wire/frame.js";
import { type EngineState, earlier } from "./engine-state.js";
import { HeldMessages, type Speaker } from "./held-messages.js";
import { LIMITS } from "./limits.js";
import { isThere, type PeerRow } from "./peer-table.js";
import type { Rights } from "./rights.js";
import type { Roster } from "./roster.js";
import { starOf } from "./star.js";

/**
 * Ids that a new host leaves out for each seat up to its own, so that none is given twice which the old one, or another
 * of the same term, gave and nobody heard of (H7).
 */
const ID_GAP = 16;
/** How long after the host's word that another one is host that one's claim may take. */
const GAVE_UP_MS = 1_500;
/** How long each further peer in line waits for those before it to claim a match that has no host (H12). */
const NEXT_IN_LINE_MS = 1_500;
/** How much earlier than by our clock such a claim may come. */
const NEXT_IN_LINE_EARLY_MS = 500;
/** How long one who founded a match although others were there yields to a match that was there before (H11). */
const DOUBT_MS = 60_000;

/** What {@link Terms} asks of the rest of the engine. */
export interface TermsOwner {
  /** There is a host (another one, or again): what waited for one may go. */
  onHost(): void;
  /** A frame that was held may be looked at again; with `decide` it may not wait any longer. */
  onFrame(from: Speaker, bytes: Uint8Array, decide: boolean): void;
  /** The host's table does not know this peer as it is now. */
  onUnknownToHost(hostSession: string): void;
  /** The host is none any more, by its own word, and nobody else's claim reached us: somebody else must know (H14). */
  onHostGaveUp(): void;
  /** Whether another may be host in this one's place: it is silent, or was a moment ago (H15). */
  mayBeReplaced(row: PeerRow): boolean;
  /** Another one was host, too, in this host's term, and gives way. */
  onRivalOfTerm(table: Table): void;
  /** There is another match on this relay, which was there before: this one ends in it (H11). */
  onOtherMatch(hostSession: string): void;
}

/** Who is host: succession without a vote, terms, and claims that must be borne out by what the relay shows (PROTOCOL.md, H). */
export class Terms {
  readonly #state: EngineState;
  readonly #roster: Roster;
  readonly #rights: Rights;
  readonly #owner: TermsOwner;
  readonly #held = new HeldMessages();
  /** How often each connection was answered that its claim does not count. */
  readonly #answers = new Map<string, number>();
  /** Whom the present host has named. */
  readonly #successors = new Set<number>();
  #termSinceMs = 0;
  #hostlessSinceMs = 0;
  /** When a host that is gone was heard last. */
  #hostHeardMs: number | undefined;
  /** The host that has said that another one is host, and when. */
  #gaveUp: { readonly hostId: number; readonly atMs: number } | undefined;
  #doubtUntilMs = 0;
  /** A host that has insisted on a claim that wins over ours, and whom we know by another id. */
  #rival: { readonly sessionId: string; readonly hostId: number; readonly term: number } | undefined;
  #replacedSilent = false;
  /** While held frames are looked at again: when the present one came first. */
  #heldSinceMs: number | undefined;

  constructor(state: EngineState, roster: Roster, rights: Rights, owner: TermsOwner) {
    this.#state = state;
    this.#roster = roster;
    this.#rights = rights;
    this.#owner = owner;
  }

  /** The host's connection, the present one's or the last. */
  get hostSession(): string {
    return this.#state.streams.hostSession;
  }

  get nextDueMs(): number | undefined {
    const { phase, hostId, selfId } = this.#state;
    const dueMs = earlier(this.#held.nextDueMs, this.#gaveUp && this.#gaveUp.atMs + GAVE_UP_MS);
    if (phase !== "admitted" || hostId !== undefined) return dueMs;
    return earlier(dueMs, this.#turnMs(selfId));
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
    this.#state.violation("limit", sessionId, "too many frames after an undecided claim");
    this.#decide(sessionId);
    this.#owner.onFrame(from, bytes, true);
  }

  /** Gives up claims that nothing bore out (H5): what was said after them counts as anyone's. */
  advance(nowMs: number): void {
    for (const sessionId of this.#held.expired(nowMs)) {
      this.#decide(sessionId);
    }
    const { phase, hostId, selfId } = this.#state;
    if (phase === "admitted" && hostId === undefined && nowMs >= this.#turnMs(selfId)) this.becomeHost();
    const gaveUp = this.#gaveUp;
    if (gaveUp === undefined || nowMs < gaveUp.atMs + GAVE_UP_MS) return;
    this.#gaveUp = undefined;
    if (phase === "admitted" && gaveUp.hostId === hostId) this.#owner.onHostGaveUp();
  }

  clear(): void {
    this.#gaveUp = undefined;
    this.#held.clear();
    this.#answers.clear();
    this.#rival = undefined;
  }

  /** Whether this peer founded a match lately although others were there, who may have one, too (H11). */
  get isInDoubt(): boolean {
    return this.#state.isHost && this.#state.nowMs < this.#doubtUntilMs;
  }

  /** Comes back to a match without a host (H9), or founds it. With `inDoubt` others are there that it does not know. */
  found(inDoubt: boolean): void {
    this.#doubtUntilMs = inDoubt ? this.#state.nowMs + DOUBT_MS : 0;
    this.becomeHost();
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

  /** Whether another may have claimed this term, too, and said something as its host before it heard of the one that stays (W5). */
  get isTermYoung(): boolean {
    return this.#state.nowMs < this.#termSinceMs + LIMITS.youngTermMs;
  }

  /** A connection is gone, and with it what it claimed: nobody will ever know whether that was right. */
  onAbsent(sessionId: string): void {
    this.#held.take(sessionId);
    this.#answers.delete(sessionId);
  }

  /** Becomes host, in the next term, and says so (H1, H2). */
  becomeHost(): void {
    const { table, streams, nowMs } = this.#state;
    const first = this.#state.term === 0;
    // Others know that it knew the latest: a claim of that one would be a lie (H4).
    this.#state.term = Math.max(this.#state.term, this.#state.latestTerm) + 1;
    this.#state.latestTerm = this.#state.term;
    this.#termSinceMs = nowMs;
    this.#successors.clear();
    this.#replacedSilent = table.bySession(streams.hostSession)?.silent === true;
    const seat = table.get(this.#state.selfId)?.seat ?? 0;
    table.nextPeerId = Math.max(FIRST_PEER_ID, table.nextPeerId) + (first ? 0 : ID_GAP * (seat + 1));
    // Nobody could come back while there was no host.
    const missedMs = nowMs - (this.#hostHeardMs ?? nowMs);
    for (const row of table.rows)
      if (row.awaySinceMs !== undefined) row.awaySinceMs = Math.min(nowMs, row.awaySinceMs + missedMs);
    this.#noteFormerHost();
    this.#state.hostId = this.#state.selfId;
    streams.hostSession = this.#state.self.sessionId;
    for (const { path, peerId, epoch } of this.#state.objects.handed) this.#hand(path, peerId, epoch);
    streams.control({ kind: "claim", table: this.wholeTable() });
    this.#tellHost();
    for (const row of table.rows) if (row.leaving) this.remove(row, false);
    this.#owner.onHost();
    this.reconsider();
  }

  /** The host takes a peer out of the match. */
  remove(row: PeerRow, kicked: boolean): void {
    const { streams, term } = this.#state;
    streams.control({ kind: "remove", term, peerId: row.peerId, kicked });
    this.onAway(row.peerId);
    this.#roster.forget(row);
  }

  /** What the host knows. */
  wholeTable(): Table {
    const { term, hostId, selfId, table, settings, objects } = this.#state;
    return {
      term,
      hostId: hostId ?? selfId,
      nextPeerId: table.nextPeerId,
      settings,
      inDoubt: this.#state.nowMs < this.#doubtUntilMs,
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
    }
    if (table.term !== state.term || table.hostId !== state.hostId) this.#termSinceMs = state.nowMs;
    // Whom anybody followed in a match that this peer has left says nothing of this one.
    if (table.term < state.term) for (const row of state.table.rows) row.heardTerm = 0;
    state.term = table.term;
    state.latestTerm = Math.max(state.latestTerm, table.term);
    this.#doubtUntilMs = table.inDoubt ? state.nowMs + DOUBT_MS : 0;
    this.#successors.clear();
    state.table.nextPeerId = Math.max(state.table.nextPeerId, table.nextPeerId);
    for (const row of table.rows) if (row.peerId !== state.selfId) this.#roster.adopt(row);
    this.#adoptAuthorities(table.authorities);
    this.#rights.adopt(table.former);
    this.onSettings(table.settings);
    if (state.hostId !== table.hostId) this.#noteFormerHost();
    state.hostId = table.hostId;
    state.streams.hostSession = hostSession;
    this.#tellHost();
    this.#owner.onHost();
  }

  /** Tells everyone which host this peer knows: a later claim of a term that it knew would be a lie (H4, H13). */
  sayWhomWeFollow(): void {
    const { streams, term, hostId } = this.#state;
    if (hostId !== undefined) streams.control({ kind: "heard", term, hostId });
  }

  onSettings(settings: Table["settings"]): void {
    const { locked, playing, star } = this.#state.settings;
    if (locked === settings.locked && playing === settings.playing && star === settings.star) return;
    this.#state.settings = settings;
    this.#reroute();
    this.#state.events.emit("settingsChanged", settings);
  }

  /** The host decided who has authority over `path` (C6). */
  onAuthority(path: string, peerId: number, epoch: number): void {
    this.#hand(path, peerId, epoch);
    this.reconsider();
  }

  #hand(path: string, peerId: number, epoch: number): void {
    const { objects, table, events } = this.#state;
    // What belongs to one who is gone is the host's.
    const owner = peerId === HOST || table.get(peerId) !== undefined ? peerId : HOST;
    this.#rights.noteFormer(path);
    if (objects.handOver(path, owner, epoch)) events.emit("authorityChanged", { path, peerId: owner });
  }

  /**
   * The host is gone: the next one claims the match, and it may be this peer (H2). `takeOut` changes the table; whoever
   * hears of that finds a match without a host already.
   */
  onHostGone(takeOut: () => void): void {
    if (this.#state.options.onHostLeave === "end") {
      this.#state.end(new NakodoError("host-left", "the host has left, which ends this match"));
      return;
    }
    this.#noteFormerHost();
    this.#hostlessSinceMs = this.#state.nowMs;
    this.#hostHeardMs = this.#state.table.bySession(this.hostSession)?.heardAtMs;
    this.#state.hostId = undefined;
    takeOut();
    this.#tellHost();
    this.maybeSucceed();
  }

  /** A silent host is heard again, before anyone else claimed the match. */
  onHostAwake(row: PeerRow): void {
    const { phase, hostId } = this.#state;
    if (phase !== "admitted" || hostId !== undefined || row.sessionId !== this.hostSession || row.leaving)
      return;
    this.#state.hostId = row.peerId;
    this.#tellHost();
    this.#owner.onHost();
    this.reconsider();
  }

  /** Claims the match when it has no host and nobody with a lower id is there (H2). */
  maybeSucceed(): void {
    const { phase, hostId, table, selfId } = this.#state;
    if (phase !== "admitted" || hostId !== undefined) return;
    if (table.lowestConnected()?.peerId === selfId) this.becomeHost();
  }

  /** After a presence, a host or an authority changed: claims that had to wait may be decided now. */
  reconsider(): void {
    for (const sessionId of this.#held.sessions) this.#lookAgain(sessionId, false);
  }

  /** A claim, as `bytes`; with `decide` it may not wait any longer. */
  onClaim(from: Presence, table: Table, bytes: Uint8Array, decide: boolean): void {
    const state = this.#state;
    const row = state.table.bySession(from.sessionId);
    if (row?.status !== "connected" || table.hostId !== row.peerId) {
      if (!decide && this.#mayBeBack(from, table)) this.hold(from, bytes);
      else this.#onRival(from, table);
      return;
    }
    if (row.heardTerm >= table.term && row.peerId !== state.hostId) {
      // It knows who is host in this term, or a later one: it said so itself, or the host let it in.
      this.#onRival(from, table);
      return;
    }
    switch (this.#judge(row, table.term, decide)) {
      case "wait":
        if (this.isInDoubt) this.#onRival(from, table);
        else if (!decide) {
          this.hold(from, bytes);
          // One that knows better says so at once.
          this.#answer(from);
        } else {
          state.violation("false-claim", from.sessionId, "a claim that nothing bore out");
          this.#answer(from);
        }
        return;
      case "reject":
        // Of two who claimed one term the other was host, too, until it heard of us.
        if (table.term === state.term && this.isTermYoung) {
          this.#rights.noteFormerHost(row.peerId);
          if (state.isHost) this.#owner.onRivalOfTerm(table);
        }
        if (state.isHost && this.#hasInsisted(from) && this.#losesTo(row, table))
          this.#owner.onOtherMatch(from.sessionId);
        else this.#answer(from);
        return;
      case "accept":
        break;
    }
    const own = table.rows.find((one) => one.peerId === state.selfId);
    this.adoptTable(table, from.sessionId);
    if (!state.isAdmitted) return;
    this.sayWhomWeFollow();
    if (own?.sessionId !== state.self.sessionId) this.#owner.onUnknownToHost(from.sessionId);
    this.reconsider();
  }

  /** Whether the host has said that another one is host, whose claim has not come. */
  get hasHostGivenUp(): boolean {
    return this.#gaveUp !== undefined && this.#gaveUp.hostId === this.#state.hostId;
  }

  /** `row` has said whom it follows: if it is our host and follows another, that one's claim comes, or we ask (H14). */
  onFollows(row: PeerRow): void {
    const { hostId, nowMs } = this.#state;
    if (this.#yieldsToRival() || row.peerId !== hostId) return;
    this.#gaveUp = row.followsId === hostId ? undefined : { hostId, atMs: nowMs };
    if (row.followsId !== hostId) this.reconsider();
  }

  /** The host has named its successor (H8). */
  onHandOver(peerId: number): void {
    this.#successors.add(peerId);
    if (peerId === this.#state.selfId) this.becomeHost();
    else this.reconsider();
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

  /** A peer is away: it will not follow. */
  onAway(peerId: number): void {
    this.#successors.delete(peerId);
  }

  /** This host names its successor (H8). */
  handOver(peerId: number): void {
    this.#successors.add(peerId);
    this.#state.streams.control({ kind: "handOver", term: this.#state.term, peerId });
  }

  /** A claim that nothing can bear out: of another match that was founded on the same relay, or a lie (H11). */
  #onRival(from: Presence, table: Table): void {
    const { isHost, term, selfId, self } = this.#state;
    const { isInDoubt } = this;
    // An old claim may merely be late, and who is in doubt says so itself.
    if (!isInDoubt && !table.inDoubt && table.term >= term)
      this.#state.violation("false-claim", from.sessionId, "a claim to be host by one who cannot be");
    if (!isHost) return;
    const lost =
      table.term !== term
        ? table.term > term
        : table.hostId !== selfId
          ? table.hostId < selfId
          : from.sessionId < self.sessionId;
    // One that has nothing to yield to insists; one in doubt gives in to who insists.
    if (isInDoubt && (lost || this.#hasInsisted(from))) this.#owner.onOtherMatch(from.sessionId);
    else {
      if (lost && this.#hasInsisted(from))
        this.#rival = { sessionId: from.sessionId, hostId: table.hostId, term: table.term };
      if (!this.#yieldsToRival()) this.#answer(from);
    }
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

  /** Whether a claim may be by one whose return the old host's word has not told us yet (H5). */
  #mayBeBack(from: Presence, { term, hostId }: Table): boolean {
    const { table, isHost } = this.#state;
    const row = table.get(hostId);
    return !isHost && term > this.#state.term && row?.status === "dropped" && row.userId === from.userId;
  }

  /** Whether this connection claims the match again, after it heard that it is ours. */
  #hasInsisted(from: Presence): boolean {
    return (this.#answers.get(from.sessionId) ?? 0) > 0;
  }

  /** Tells one who claims what is ours who is host. */
  #answer(to: Presence): void {
    const state = this.#state;
    const answered = this.#answers.get(to.sessionId) ?? 0;
    if (!state.isHost || answered >= LIMITS.claimAnswers || this.#answers.size >= LIMITS.peers) return;
    this.#answers.set(to.sessionId, answered + 1);
    state.streams.control({ kind: "claim", table: this.wholeTable() }, [to.sessionId]);
  }

  #decide(sessionId: string): void {
    this.#lookAgain(sessionId, true);
  }

  #lookAgain(sessionId: string, decide: boolean): void {
    const outer = this.#heldSinceMs;
    for (const { from, bytes, atMs } of this.#held.take(sessionId)) {
      this.#heldSinceMs = atMs;
      this.#owner.onFrame(from, bytes, decide);
    }
    this.#heldSinceMs = outer;
  }

  #adoptAuthorities(authorities: Table["authorities"]): void {
    const { objects } = this.#state;
    const known = new Set(authorities.map((one) => one.path));
    for (const { path } of objects.handed) {
      if (known.has(path)) continue;
      this.#rights.noteFormer(path);
      objects.takeBack(path);
      this.#state.events.emit("authorityChanged", { path, peerId: objects.authorityOf(path) });
    }
    for (const { path, peerId, epoch } of authorities) this.#hand(path, peerId, epoch);
  }

  #noteFormerHost(): void {
    const { hostId } = this.#state;
    if (hostId !== undefined) this.#rights.noteFormerHost(hostId);
  }

  /** Frames go through the present host, or straight, as the host's settings say (R1). */
  #reroute(): void {
    const { streams, settings, term, hostId } = this.#state;
    streams.reroute(settings.star ? starOf(term, hostId, streams.hostSession) : undefined);
  }

  #tellHost(): void {
    this.#reroute();
    const { events, selfId, hostId } = this.#state;
    if (hostId !== undefined) this.#hostHeardMs = undefined;
    events.emit("hostChanged", { hostId, isHost: hostId === selfId });
  }

  /** Of two hosts that both insist, and neither hears that it was replaced: the one that yields (H13). */
  #losesTo(rival: PeerRow, table: Table): boolean {
    const { self, selfId, term } = this.#state;
    if (this.#isOutnumberedBy(rival.peerId, false)) return true;
    const knowsUs = table.rows.some((row) => row.sessionId === self.sessionId);
    // One that is known to have heard of a host in this term is not asked (H4); a term far away is no host's.
    return table.term <= term && (!knowsUs || rival.peerId < selfId);
  }

  /** When the peer's turn comes to claim a match without a host: at once for the lowest (H2), later for the others (H12). */
  #turnMs(peerId: number): number {
    const before = this.#state.table.rows.filter((row) => row.peerId < peerId && isThere(row));
    return this.#hostlessSinceMs + before.length * NEXT_IN_LINE_MS;
  }

  /**
   * Whether nobody follows this host, or fewer than follow `rivalId`, by what they say themselves (H13). With `yields`
   * as many are enough: of two such hosts the one with the older term.
   */
  #isOutnumberedBy(rivalId: number, yields: boolean): boolean {
    const { ours, theirs } = this.#followers(rivalId);
    return ours === 0 || theirs > ours || (yields && theirs === ours);
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
    const { table, selfId } = this.#state;
    let ours = 0;
    let theirs = 0;
    for (const { peerId, status, followsId, heardTerm } of table.rows) {
      if (peerId === selfId || peerId === rivalRowId || status !== "connected") continue;
      if (followsId === selfId) ours++;
      else if (followsId === rivalId && heardTerm >= rivalTerm) theirs++;
    }
    return { ours, theirs };
  }

  /** Whether `host` follows `row` itself, or was silent for so long that the next in line may have claimed its place (H15). */
  #givesWay(host: PeerRow, row: PeerRow): boolean {
    if (host.peerId !== this.#state.selfId && host.followsId === row.peerId) return true;
    const { table, selfId } = this.#state;
    let next = table.lowestConnected(host.peerId);
    // While we were not there, it was not our turn.
    if (next?.peerId === selfId && this.#owner.mayBeReplaced(next))
      next = table.lowestConnected(host.peerId, selfId);
    return next === row && this.#owner.mayBeReplaced(host);
  }

  /** Whether `row` may be host in `term`, by what we see now (H3, H4, H12). */
  #judge(row: PeerRow, term: number, decide: boolean): "accept" | "reject" | "wait" {
    const { hostId, nowMs, isHost, table } = this.#state;
    if (term < this.#state.term || term > this.#state.term + LIMITS.termLead) return "reject";
    if (term === this.#state.term) {
      if (hostId === undefined || hostId === row.peerId) return "accept";
      return row.peerId < hostId ? "accept" : "reject";
    }
    if (this.#successors.has(row.peerId) || hostId === row.peerId) return "accept";
    const host = hostId === undefined ? undefined : table.get(hostId);
    if (host !== undefined && this.#givesWay(host, row)) return "accept";
    // A host that was frozen while others became host, and whom nobody follows, is none.
    if (isHost && decide) return this.#isOutnumberedBy(row.peerId, true) ? "accept" : "wait";
    if (hostId !== undefined) return "wait";
    return decide || nowMs >= this.#turnMs(row.peerId) - NEXT_IN_LINE_EARLY_MS ? "accept" : "wait";
  }
}

/** Whether a frame is a claim, a piece of what may be one, or says whom its sender follows: none of them is numbered. */
function saysWhoIsHost([, flags, kind]: Uint8Array): boolean {
  return flags === 0 && (kind === KIND.claim || kind === KIND.piece || kind === KIND.heard);
}
