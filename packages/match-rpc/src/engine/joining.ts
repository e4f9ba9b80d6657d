import { NakodoError, type Presence } from "@nakodo/core";
import { LAST_PEER_ID } from "../ids.js";
import { type Hello, type Refusal, SECRET_BYTES, type Table } from "../wire/control.js";
import type { TableRow } from "../wire/table.js";
import { judge, proofHashOf } from "./admission.js";
import type { EngineState } from "./engine-state.js";
import { LIMITS } from "./limits.js";
import type { Roster } from "./roster.js";
import type { Terms } from "./terms.js";

/** How long a newcomer of a `meet` match leaves the founding to those with lower session ids (A2). */
const FOUNDING_MS = 1000;
/** How long a returning peer asks only the host that it knew (A4). */
const ASK_HOST_MS = 700;
/** How much longer each further peer in line waits before it takes over a match of which nobody else is left (H9). */
const TAKE_OVER_STEP_MS = 400;

/** Getting in: the newcomer's and the returning peer's side, and the host's (PROTOCOL.md, A). */
export class Joining {
  readonly #state: EngineState;
  readonly #roster: Roster;
  readonly #terms: Terms;
  /** Proves, after a gap, that this peer is who it was. */
  #secret = new Uint8Array(0);
  /** The next one; the same in every hello of one attempt. */
  #nextSecret = new Uint8Array(0);
  #sinceMs = 0;
  #askedAll = false;

  constructor(state: EngineState, roster: Roster, terms: Terms) {
    this.#state = state;
    this.#roster = roster;
    this.#terms = terms;
  }

  /** Begins an attempt: founds the match, or asks to be let in; `to` are session ids. */
  begin(to?: readonly string[]): void {
    const state = this.#state;
    state.phase = "joining";
    this.#sinceMs = state.nowMs;
    this.#askedAll = false;
    this.#nextSecret = Uint8Array.from(state.options.randomBytes(SECRET_BYTES));
    const mayFound = state.selfId !== 0 || state.options.entry !== "join";
    if (state.present.size === 0 && mayFound) this.found();
    else this.sayHello(to);
  }

  /** Comes as another peer: what it was in this match before is over. */
  beginAnew(to?: readonly string[]): void {
    this.#roster.clear();
    this.begin(to);
  }

  nextDueMs(nowMs: number): number {
    const waited = nowMs - this.#sinceMs;
    const due = [this.#state.options.joinTimeoutMs];
    if (this.#state.selfId !== 0) due.push(ASK_HOST_MS, this.#takeOverMs());
    else if (this.#state.options.entry === "meet") due.push(FOUNDING_MS);
    const next = due.filter((ms) => ms > waited);
    // What is past due and did not happen waits for a peer to leave; look again now and then.
    return this.#sinceMs + (next.length === 0 ? waited + ASK_HOST_MS : Math.min(...next));
  }

  advance(nowMs: number): void {
    const state = this.#state;
    const waited = nowMs - this.#sinceMs;
    if (state.selfId !== 0) {
      if (!this.#askedAll && waited >= ASK_HOST_MS) this.sayHello(undefined, true);
      if (waited >= this.#takeOverMs() && !this.#knowsSomebodyPresent()) this.found();
      return;
    }
    if (state.options.entry === "meet" && waited >= FOUNDING_MS && this.#isFirstPresent()) this.found();
    else if (waited >= state.options.joinTimeoutMs) {
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
    const hello: Hello = {
      kind: "hello",
      codec: options.values.name,
      schemaHash: options.schema.hash,
      clientVersion: options.clientVersion,
      proofHash: proofHashOf(this.#nextSecret),
      resume: selfId === 0 ? undefined : { peerId: selfId, secret: this.#secret },
    };
    const target = to ?? (selfId === 0 || all ? undefined : this.#presumedHost());
    if (target === undefined) this.#askedAll = true;
    streams.control(hello, target);
  }

  /** Becomes host of a match that has none: the first time, or when all who were in it lost their connection (H1, H9). */
  found(): void {
    const { table, self, selfId, nowMs } = this.#state;
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
    this.#enter(row, selfId !== 0);
    this.#terms.becomeHost();
    this.#roster.announceSelf();
  }

  /** The host's side of a hello (A3). */
  onHello(from: Presence, hello: Hello): void {
    const state = this.#state;
    if (!state.isHost && !this.#learnsThatHostMoved(hello)) return;
    if (!state.isHost) return;
    const there = state.table.bySession(from.sessionId);
    if (there?.status === "connected") {
      this.#welcome(from, there.peerId, hello.resume?.peerId === there.peerId);
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
      state.streams.control({ kind: "refuse", reason: verdict.reason, detail }, [from.sessionId]);
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
    this.#welcome(from, row.peerId, verdict.admit === "returning");
    state.streams.control({ kind: "peer", term: state.term, nextPeerId: table.nextPeerId, row });
    this.#roster.arrived(put);
  }

  onWelcome(from: Presence, peerId: number, resumed: boolean, table: Table): void {
    const state = this.#state;
    if (state.phase !== "joining") return;
    const own = table.rows.find((row) => row.peerId === peerId);
    if (own?.sessionId !== state.self.sessionId) {
      state.violation("bad-frame", from.sessionId, "a welcome without a place for us");
      return;
    }
    const same = resumed && peerId === state.selfId;
    if (!same && state.selfId !== 0) this.#roster.clear();
    this.#enter(own, same);
    this.#terms.adoptTable(table, from.sessionId);
    this.#roster.announceSelf();
  }

  onRefuse(reason: Refusal, detail: string): void {
    const state = this.#state;
    if (state.phase !== "joining") return;
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

  #enter(row: TableRow, resumed: boolean): void {
    const state = this.#state;
    this.#secret = this.#nextSecret;
    this.#roster.putSelf(row);
    state.selfId = row.peerId;
    state.phase = "admitted";
    state.events.emit("admitted", { peerId: row.peerId, resumed });
  }

  #welcome(to: Presence, peerId: number, resumed: boolean): void {
    this.#state.streams.control({ kind: "welcome", peerId, resumed, table: this.#terms.wholeTable() }, [
      to.sessionId,
    ]);
  }

  /** A host that proves itself on a new connection is not host on its old one, whatever the relay still shows (H10). */
  #learnsThatHostMoved(hello: Hello): boolean {
    const { table, hostId } = this.#state;
    if (hello.resume === undefined || hello.resume.peerId !== hostId) return false;
    const row = table.get(hostId);
    if (row?.status !== "connected") return false;
    const proof = proofHashOf(hello.resume.secret);
    if (!proof.every((byte, i) => byte === row.proofHash[i])) return false;
    this.#roster.drop(row);
    this.#terms.onHostGone();
    this.#terms.reconsider();
    return true;
  }

  /** The connection to ask first after a gap: the host's, or that of the peer which must have followed it. */
  #presumedHost(): readonly string[] | undefined {
    const { table, present, selfId, hostId } = this.#state;
    // One who was host itself must be heard by all: they may still take its old connection for alive (H10).
    if (hostId === selfId) return undefined;
    if (hostId !== undefined && present.has(this.#terms.hostSession)) return [this.#terms.hostSession];
    const next = table.rows.find(
      (row) => row.peerId !== selfId && row.status === "connected" && present.has(row.sessionId),
    );
    return next === undefined ? undefined : [next.sessionId];
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

  #isFirstPresent(): boolean {
    const { present, self } = this.#state;
    for (const sessionId of present.keys()) if (sessionId < self.sessionId) return false;
    return true;
  }
}
