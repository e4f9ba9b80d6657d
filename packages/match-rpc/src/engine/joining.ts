import { NakodoError, type Presence } from "@nakodo/core";
import { LAST_PEER_ID } from "../ids.js";
import { type Hello, type Refusal, type Refuse, SECRET_BYTES, type Table } from "../wire/control.js";
import type { TableRow } from "../wire/table.js";
import { judge, proofHashOf, sameBytes } from "./admission.js";
import type { EngineState } from "./engine-state.js";
import { LIMITS } from "./limits.js";
import { type PeerRow, toTableRow } from "./peer-table.js";
import type { Roster } from "./roster.js";
import type { Terms } from "./terms.js";

/** How long a newcomer of a `meet` match leaves the founding to those with lower session ids (A2). */
const FOUNDING_MS = 1000;
/** The same where peers of the match that was there before are coming back. */
const RETURNING_FIRST_MS = 4000;
/** How long a returning peer asks only the host that it knew (A4). */
const ASK_HOST_MS = 700;
/** How much longer each further peer in line waits before it takes over a match of which nobody else is left (H9). */
const TAKE_OVER_STEP_MS = 400;
/** How long a refusal waits for a welcome by another, where several might answer (A10). */
const REFUSAL_MS = 400;
/** Unconfirmed secrets that are kept. */
const MAX_SECRETS = 8;
/** Ids that one who comes back to an empty match leaves out: others may have gone on without it for a while (H7). At least. */
const ID_LEAP = 0x1000;
/** Former ids that are kept. */
const MAX_GIVEN_UP = 16;

/** A refusal that has not been believed yet. */
interface Refused {
  readonly reason: Refusal;
  readonly detail: string;
  readonly atMs: number;
}

/** Getting in: the newcomer's and the returning peer's side, and the host's (PROTOCOL.md, A). */
export class Joining {
  readonly #state: EngineState;
  readonly #roster: Roster;
  readonly #terms: Terms;
  /**
   * What proves, after a gap, that this peer is who it was: one secret, or several when a connection was lost before a
   * host confirmed the newest. The newest is last.
   */
  #secrets: Uint8Array[] = [];
  /** Which of them this attempt uses. */
  #secretAt = 0;
  /** The next one; the same in every hello of one attempt. */
  #nextSecret = new Uint8Array(0);
  #attempt = 0;
  #sinceMs = 0;
  /** Connections that were asked in this attempt; `undefined`: all. */
  #asked: Set<string> | undefined = new Set();
  /** Connections that were asked because they claimed to be host. */
  readonly #namedHosts = new Set<string>();
  /** Hellos that came while this host handed the match on, by session id. */
  readonly #deferred = new Map<string, { readonly from: Presence; readonly hello: Hello }>();
  #refused: Refused | undefined;
  #foundingMs = FOUNDING_MS;
  /** Ids that this peer had before it began anew. */
  #givenUp: readonly number[] = [];
  /** This peer was in the match before, as whomever. */
  #wasIn = false;

  constructor(state: EngineState, roster: Roster, terms: Terms) {
    this.#state = state;
    this.#roster = roster;
    this.#terms = terms;
  }

  /** Begins an attempt: founds the match, or asks to be let in; `to` are session ids. */
  begin(to?: readonly string[]): void {
    const state = this.#state;
    // What others say from now on is not heard, and they cannot know.
    if (state.isAdmitted) state.streams.allDown(true);
    // The host of the last attempt may have taken its secret for ours, and we never heard.
    this.#keepNextSecret();
    state.phase = "joining";
    this.#sinceMs = state.nowMs;
    this.#asked = new Set();
    this.#namedHosts.clear();
    this.#refused = undefined;
    this.#foundingMs = FOUNDING_MS;
    this.#secretAt = this.#secrets.length - 1;
    this.#nextSecret = Uint8Array.from(state.options.randomBytes(SECRET_BYTES));
    if (state.present.size === 0 && this.#mayFoundAlone) this.found();
    else this.sayHello(to);
  }

  /** Leaves its place, if anyone keeps one for it, and comes as another peer: what it was before is over. */
  beginAnew(): void {
    this.#leavePlace();
    this.begin();
  }

  /**
   * Gives up its place, for another one or for none yet: a host that kept it would take whoever comes on this connection for
   * the old one.
   */
  #leavePlace(nextId = 0): void {
    const { streams, selfId } = this.#state;
    if (selfId !== 0 && selfId !== nextId) streams.control({ kind: "bye", peerId: selfId });
    this.#secrets = [];
    if (selfId === 0) return;
    this.#givenUp = [...this.#givenUp, selfId].slice(-MAX_GIVEN_UP);
    this.#roster.clear();
  }

  nextDueMs(nowMs: number): number {
    const waited = nowMs - this.#sinceMs;
    const due = [this.#state.options.joinTimeoutMs];
    if (this.#refused !== undefined) due.push(this.#refused.atMs + REFUSAL_MS - this.#sinceMs);
    if (this.#state.selfId !== 0) due.push(ASK_HOST_MS, this.#takeOverMs(), this.#patienceMs());
    else if (this.#mayMeet) due.push(this.#foundingMs);
    const next = due.filter((ms) => ms > waited);
    // What is past due and did not happen waits for a peer to leave; look again now and then.
    return this.#sinceMs + (next.length === 0 ? waited + ASK_HOST_MS : Math.min(...next));
  }

  advance(nowMs: number): void {
    const state = this.#state;
    const waited = nowMs - this.#sinceMs;
    if (this.#refused !== undefined && nowMs >= this.#refused.atMs + REFUSAL_MS) {
      this.#believe(this.#refused);
      return;
    }
    if (state.selfId !== 0) {
      if (this.#asked !== undefined && waited >= ASK_HOST_MS) this.sayHello(undefined, true);
      const alone =
        waited >= this.#takeOverMs() && !this.#knowsSomebodyPresent() && !this.#isNamedHostPresent;
      if (alone || waited >= this.#patienceMs()) this.found();
      return;
    }
    const isTooLate = waited >= state.options.joinTimeoutMs;
    const isItsTurn = waited >= this.#foundingMs && !this.#isNamedHostPresent && this.#isFirstPresent();
    if (state.present.size === 0 && this.#mayFoundAlone) this.found();
    else if (this.#mayMeet && (isItsTurn || isTooLate)) this.found();
    else if (isTooLate) {
      state.end(
        new NakodoError(
          "no-host",
          "nobody in the match answered: it may belong to another game, or to another version of it",
        ),
      );
    }
  }

  /** Asks to be let in (A1); a returning peer first asks only whom it takes for the host (A4). */
  sayHello(to?: readonly string[], all = false): void {
    const { selfId, options, streams } = this.#state;
    const secret = selfId === 0 ? undefined : this.#secrets[this.#secretAt];
    const hello: Hello = {
      kind: "hello",
      attempt: ++this.#attempt,
      codec: options.values.name,
      schemaHash: options.schema.hash,
      clientVersion: options.clientVersion,
      proofHash: proofHashOf(this.#nextSecret),
      resume: secret === undefined ? undefined : { peerId: selfId, secret },
    };
    const target = to ?? (selfId === 0 || all ? undefined : this.#presumedHost());
    if (target === undefined) this.#asked = undefined;
    else for (const sessionId of target) this.#asked?.add(sessionId);
    for (const sessionId of to ?? []) this.#namedHosts.add(sessionId);
    // Somebody is host there: time for its answer.
    if (to !== undefined && this.#namedHosts.size <= LIMITS.namedHosts) this.#sinceMs = this.#state.nowMs;
    streams.control(hello, target);
  }

  /** Becomes host of a match that has none: the first time, or when all who were in it lost their connection (H1, H9). */
  found(): void {
    const { table, self, selfId, nowMs, present, term, options } = this.#state;
    if (term > 0) {
      const [low = 0, high = 0] = options.randomBytes(2);
      table.nextPeerId += ID_LEAP + low + (high << 8);
    }
    const old = selfId === 0 ? table.bySession(self.sessionId) : table.get(selfId);
    const row: TableRow = {
      peerId: old?.peerId ?? table.nextPeerId,
      seat: old?.seat ?? table.freeSeat(),
      ...self,
      proofHash: proofHashOf(this.#nextSecret),
      arrived: true,
    };
    for (const one of table.rows)
      if (one.status === "connected" && one.peerId !== row.peerId) table.drop(one, nowMs);
    // Should there be another host after all, it knows us by an older secret.
    this.#keepNextSecret();
    this.#enter(row, selfId !== 0);
    if (!this.#state.isAdmitted) return;
    this.#terms.found(present.size > 0);
    this.#roster.announceSelf();
  }

  /** The host's side of a hello (A3). */
  onHello(from: Presence, hello: Hello): void {
    const state = this.#state;
    // The match is an old one, whose peers come back: it is theirs to found anew.
    if (state.phase === "joining" && hello.resume !== undefined) this.#foundingMs = RETURNING_FIRST_MS;
    if (!state.isHost && !this.#learnsThatHostMoved(from, hello)) return;
    if (!state.isHost) return;
    if (this.#terms.mayNotDecide) {
      // Whoever we let in now would not know the successor.
      if (this.#deferred.size < LIMITS.peers) this.#deferred.set(from.sessionId, { from, hello });
      return;
    }
    const there = state.table.bySession(from.sessionId);
    if (there?.status === "connected") {
      this.#welcomeAgain(from, there, hello);
      return;
    }
    const { options, settings, table } = state;
    const verdict = judge(hello, from, table, {
      codec: options.values.name,
      schemaHash: options.schema.hash,
      clientVersion: options.clientVersion,
      maxPlayers: Math.min(options.maxPlayers, LIMITS.peers),
      locked: settings.locked,
      closedToLate: settings.playing && !options.joinWhilePlaying,
      refuse: options.refuse,
      describeSchema: () => options.schema.describe(),
    });
    if (verdict.admit === undefined) {
      const detail = verdict.detail.slice(0, LIMITS.refusalBytes / 4);
      const { reason } = verdict;
      state.streams.control({ kind: "refuse", attempt: hello.attempt, reason, detail }, [from.sessionId]);
      return;
    }
    const isNew = verdict.admit === "new";
    if (isNew && table.nextPeerId > LAST_PEER_ID) return;
    const place = isNew ? { peerId: table.nextPeerId, seat: table.freeSeat() } : verdict.row;
    const row: TableRow = {
      peerId: place.peerId,
      seat: place.seat,
      ...from,
      proofHash: hello.proofHash,
      arrived: true,
    };
    const put = table.put(row, "connected", state.nowMs);
    put.heardTerm = state.term;
    state.streams.meet(row.peerId);
    this.#welcome(from, row.peerId, verdict.admit === "returning");
    const { nextPeerId } = table;
    state.streams.control({ kind: "peer", term: state.term, nextPeerId, row }, undefined, isNew);
    this.#roster.arrived(put);
  }

  /** Answers those who had to wait for a successor that did not come. */
  answerDeferred(): void {
    if (this.#terms.mayNotDecide || this.#deferred.size === 0) return;
    const deferred = [...this.#deferred.values()];
    this.#deferred.clear();
    for (const { from, hello } of deferred) {
      if (this.#state.present.has(from.sessionId)) this.onHello(from, hello);
    }
  }

  onWelcome(from: Presence, peerId: number, resumed: boolean, table: Table): void {
    const state = this.#state;
    if (!this.#wasAsked(from)) return;
    if (state.phase !== "joining" && !this.#winsOver(from, table)) return;
    // The answer to a hello of whoever this peer was before it began anew.
    if (resumed && peerId !== state.selfId) return;
    const own = table.rows.find((row) => row.peerId === peerId);
    const host = table.rows.find((row) => row.peerId === table.hostId);
    if (own?.sessionId !== state.self.sessionId || host?.sessionId !== from.sessionId) {
      state.violation("bad-frame", from.sessionId, "a welcome without a place for us");
      return;
    }
    // Who knows one whom we know gives us the id that we have: we came by it since we asked.
    const same =
      peerId === state.selfId && (resumed || state.table.bySession(from.sessionId)?.peerId === host.peerId);
    if (this.#givenUp.includes(peerId)) {
      // Whom we were before we began anew has no stream to go on with.
      state.streams.control({ kind: "bye", peerId });
      this.beginAnew();
      return;
    }
    if (!same) this.#leavePlace(peerId);
    if (sameBytes(own.proofHash, proofHashOf(this.#nextSecret))) this.#secrets = [];
    this.#keepNextSecret();
    this.#enter(own, same);
    if (!state.isAdmitted) return;
    this.#terms.adoptTable(table, from.sessionId);
    if (!state.isAdmitted) return;
    this.#terms.sayWhomWeFollow();
    this.#roster.announceSelf();
  }

  onRefuse(from: Presence, { attempt, reason, detail }: Refuse): void {
    const state = this.#state;
    if (state.phase !== "joining" || attempt !== this.#attempt || !this.#wasAsked(from)) return;
    if (reason === "resume-refused" && state.selfId !== 0 && this.#secretAt > 0) {
      this.#secretAt--;
      this.sayHello([from.sessionId]);
      return;
    }
    const refused = { reason, detail, atMs: state.nowMs };
    // Where several might have answered, it need not have been the host, whatever it claims.
    if (this.#asked?.size !== 1 && state.present.size > 1) this.#refused ??= refused;
    else this.#believe(refused);
  }

  #believe({ reason, detail }: Refused): void {
    const state = this.#state;
    if (reason === "resume-refused" && state.selfId !== 0) {
      this.beginAnew();
      return;
    }
    let sentence = detail;
    if (reason === "schema-mismatch") {
      const difference = state.options.schema.firstDifference(detail);
      sentence = `the match declares "${difference?.theirs ?? "other methods"}", this build "${difference?.ours ?? "others"}"`;
    }
    state.end(new NakodoError(reason, `the host did not let us in: ${sentence}`));
  }

  /** Whether one more host that was asked is the real one: the successor of the one that let us in, or its rival with a lower id. */
  #winsOver(from: Presence, { term, hostId }: Table): boolean {
    const state = this.#state;
    if (!state.isAdmitted || state.isHost || state.nowMs >= this.#sinceMs + state.options.joinTimeoutMs)
      return false;
    if (term > state.term) return this.#namedHosts.has(from.sessionId);
    const heardTerm = state.table.bySession(from.sessionId)?.heardTerm ?? 0;
    return term === state.term && heardTerm < term && hostId < (state.hostId ?? 0);
  }

  #wasAsked(who: Presence): boolean {
    return this.#asked === undefined || this.#asked.has(who.sessionId);
  }

  #keepNextSecret(): void {
    if (this.#nextSecret.byteLength === 0 || this.#secrets.includes(this.#nextSecret)) return;
    this.#secrets = [...this.#secrets, this.#nextSecret].slice(-MAX_SECRETS);
  }

  #enter(row: TableRow, resumed: boolean): void {
    const state = this.#state;
    this.#refused = undefined;
    this.#wasIn = true;
    this.#roster.putSelf(row);
    state.selfId = row.peerId;
    state.phase = "admitted";
    // Who is host is known in a moment.
    state.hostId = undefined;
    state.events.emit("admitted", { peerId: row.peerId, resumed });
  }

  /** One who is in asks again: its last hello or our answer went to an earlier idea of who is host. */
  #welcomeAgain(from: Presence, row: PeerRow, hello: Hello): void {
    const { streams, term, table, nowMs } = this.#state;
    if (!sameBytes(row.proofHash, hello.proofHash)) {
      row.proofHash = hello.proofHash;
      streams.control({ kind: "peer", term, nextPeerId: table.nextPeerId, row: toTableRow(row, nowMs) });
    }
    this.#welcome(from, row.peerId, hello.resume?.peerId === row.peerId);
  }

  #welcome(to: Presence, peerId: number, resumed: boolean): void {
    this.#state.streams.control({ kind: "welcome", peerId, resumed, table: this.#terms.wholeTable() }, [
      to.sessionId,
    ]);
  }

  /** A host that proves itself on a new connection is not host on its old one, whatever the relay still shows (H10). */
  #learnsThatHostMoved(from: Presence, hello: Hello): boolean {
    const { table, hostId } = this.#state;
    if (hello.resume === undefined || hello.resume.peerId !== hostId) return false;
    const row = table.get(hostId);
    // It may have asked before it was host, and have waited here (H8).
    if (row?.status !== "connected" || row.sessionId === from.sessionId) return false;
    if (!sameBytes(proofHashOf(hello.resume.secret), row.proofHash)) return false;
    this.#terms.onHostGone(() => this.#roster.drop(row));
    return true;
  }

  /** The connection to ask first after a gap: the host's, or that of the peer which must have followed it. */
  #presumedHost(): readonly string[] | undefined {
    const { table, present, selfId, hostId } = this.#state;
    // One who was host itself must be heard by all: they may still take its old connection for alive (H10).
    if (hostId === selfId) return undefined;
    if (hostId !== undefined && present.has(this.#state.streams.hostSession))
      return [this.#state.streams.hostSession];
    const next = table.rows.find(
      (row) => row.peerId !== selfId && row.status === "connected" && present.has(row.sessionId),
    );
    return next === undefined ? undefined : [next.sessionId];
  }

  /** Whether one that claimed to be host is there: its answer may take its time. */
  get #isNamedHostPresent(): boolean {
    for (const sessionId of this.#namedHosts) if (this.#state.present.has(sessionId)) return true;
    return false;
  }

  #knowsSomebodyPresent(): boolean {
    const { table, present, selfId } = this.#state;
    return table.rows.some((row) => row.peerId !== selfId && present.has(row.sessionId));
  }

  #takeOverMs(): number {
    const { table, selfId } = this.#state;
    const rank = table.rows.filter((row) => row.peerId < selfId).length;
    return ASK_HOST_MS * 2 + rank * TAKE_OVER_STEP_MS;
  }

  /** How long to wait for peers that are there and do not answer: they may wait, too. */
  #patienceMs(): number {
    return this.#state.options.joinTimeoutMs + this.#takeOverMs();
  }

  /** Whether this peer founds the match when several are there and none of them is host. */
  get #mayMeet(): boolean {
    return this.#wasIn || this.#state.options.entry === "meet";
  }

  /** Whether it does so when nobody else is there. */
  get #mayFoundAlone(): boolean {
    return this.#wasIn || this.#state.options.entry !== "join";
  }

  #isFirstPresent(): boolean {
    const { present, self } = this.#state;
    for (const sessionId of present.keys()) if (sessionId < self.sessionId) return false;
    return true;
  }
}
