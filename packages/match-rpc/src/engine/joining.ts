import { NakodoError, type Presence } from "@nakodo/core";
import { type Hello, type Refusal, type Refuse, SECRET_BYTES, type Table } from "../wire/control.js";
import type { TableRow } from "../wire/table.js";
import { proofHashOf, sameBytes } from "./admission.js";
import type { EngineState } from "./engine-state.js";
import * as LIMITS from "./limits.js";
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
/** How often who waits to be let in looks at what may be done by now. */
const LOOK_MS = 100;
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

/** Getting in: the newcomer's and the returning peer's side (PROTOCOL.md, A). {@link Door} is the host's. */
export class Joining {
  readonly #state: EngineState;
  readonly #roster: Roster;
  readonly #terms: Terms;
  /**
   * What proves, after a gap, that this peer is who it was: the last is the next one, the same in every hello of one attempt;
   * before it stands the one that the host knows, or several when a connection was lost before a host confirmed the newest.
   */
  #secrets: Uint8Array[] = [];
  /** Which of them this attempt uses. */
  #secretAt = -1;
  #attempt = 0;
  #sinceMs = 0;
  /** Connections that were asked in this attempt; `undefined`: all. */
  #asked: Set<string> | undefined = new Set();
  /** Connections that were asked because they claimed to be host. */
  readonly #namedHosts = new Set<string>();
  #refused: Refused | undefined;
  #foundingMs = FOUNDING_MS;
  /** Ids that this peer had before it began anew. */
  #givenUp: readonly number[] = [];

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
    state.phase = "joining";
    this.#sinceMs = state.nowMs;
    this.#asked = new Set();
    this.#namedHosts.clear();
    this.#refused = undefined;
    this.#foundingMs = FOUNDING_MS;
    // The host of the last attempt may have taken its secret for ours, and we never heard.
    const next = Uint8Array.from(state.options.randomBytes(SECRET_BYTES));
    this.#secrets = [...this.#secrets.slice(-MAX_SECRETS), next];
    this.#secretAt = this.#secrets.length - 2;
    if (this.#mayFound(0)) this.found();
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
    this.#forgetSecrets();
    if (selfId === 0) return;
    this.#givenUp = [...this.#givenUp, selfId].slice(-MAX_GIVEN_UP);
    this.#roster.clear();
  }

  /** While it waits this peer looks ten times a second at what may be done by now. */
  nextDueMs(nowMs: number): number {
    return this.#sinceMs + (Math.floor((nowMs - this.#sinceMs) / LOOK_MS) + 1) * LOOK_MS;
  }

  advance(nowMs: number): void {
    const state = this.#state;
    const waitedMs = nowMs - this.#sinceMs;
    if (this.#refused !== undefined && nowMs >= this.#refused.atMs + REFUSAL_MS) this.#believe(this.#refused);
    else if (this.#mayFound(waitedMs)) this.found();
    else if (state.selfId !== 0) {
      if (this.#asked !== undefined && waitedMs >= ASK_HOST_MS) this.sayHello(undefined, true);
    } else if (waitedMs >= state.options.joinTimeoutMs) {
      state.end(
        new NakodoError("no-host", "nobody in the match answered: it may belong to another game, or version"),
      );
    }
  }

  /** A peer of the match that was here before is coming back: it is theirs to found anew (A2). */
  onReturner(): void {
    this.#foundingMs = RETURNING_FIRST_MS;
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
      proofHash: this.#proofHash,
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
      proofHash: this.#proofHash,
      arrived: true,
    };
    for (const one of table.rows)
      if (one.status === "connected" && one.peerId !== row.peerId) table.drop(one, nowMs);
    this.#enter(row, selfId !== 0);
    if (!this.#state.isAdmitted) return;
    this.#terms.found(present.size > 0);
    this.#roster.announceSelf();
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
      state.violation("bad-frame", from.sessionId, "a welcome without our place");
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
    if (sameBytes(own.proofHash, this.#proofHash)) this.#forgetSecrets();
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
    // Whose turn it is to be our host knows nothing of the match that we came to, and will not claim it (H12).
    if (state.hostId === undefined && state.table.lowestConnected()?.sessionId === from.sessionId)
      return true;
    if (term > state.term) return this.#namedHosts.has(from.sessionId);
    const heardTerm = state.table.bySession(from.sessionId)?.heardTerm ?? 0;
    return term === state.term && heardTerm < term && hostId < (state.hostId ?? 0);
  }

  #wasAsked(who: Presence): boolean {
    return this.#asked === undefined || this.#asked.has(who.sessionId);
  }

  /** All but the next one are worth nothing any more. */
  #forgetSecrets(): void {
    this.#secrets = this.#secrets.slice(-1);
  }

  get #proofHash(): Uint8Array {
    return proofHashOf(this.#secrets.at(-1) ?? new Uint8Array(0));
  }

  #enter(row: TableRow, resumed: boolean): void {
    const state = this.#state;
    this.#refused = undefined;
    this.#roster.putSelf(row);
    state.selfId = row.peerId;
    state.phase = "admitted";
    // Who is host is known in a moment.
    state.hostId = undefined;
    state.events.emit("admitted", { peerId: row.peerId, resumed });
  }

  /** The connection to ask first after a gap: the host's, or that of the peer which must have followed it. */
  #presumedHost(): readonly string[] | undefined {
    const { table, present, selfId, hostId, streams } = this.#state;
    // One who was host itself must be heard by all: they may still take its old connection for alive (H10).
    if (hostId === selfId) return undefined;
    const { hostSession } = streams;
    if (hostId !== undefined && present.has(hostSession)) return [hostSession];
    const next = table.rows.find((row) => row.peerId !== selfId && present.has(row.sessionId));
    return next && [next.sessionId];
  }

  /** Whether this peer, which has waited for so long, founds the match, anew or for the first time (A2, H9). */
  #mayFound(waitedMs: number): boolean {
    const { selfId, self, present, table, term, options } = this.#state;
    const { entry, joinTimeoutMs } = options;
    const wasIn = term > 0;
    if (present.size === 0 && (wasIn || entry !== "join")) return true;
    // One that claimed to be host may take its time to answer.
    const hasHost = [...this.#namedHosts].some((sessionId) => present.has(sessionId));
    if (selfId !== 0) {
      const rank = table.rows.filter((row) => row.peerId < selfId).length;
      const takeOverMs = ASK_HOST_MS * 2 + rank * TAKE_OVER_STEP_MS;
      // Peers that are there and do not answer may wait, too.
      const hasPeers = table.rows.some((row) => row.peerId !== selfId && present.has(row.sessionId));
      return waitedMs >= (hasHost || hasPeers ? takeOverMs + joinTimeoutMs : takeOverMs);
    }
    if (!wasIn && entry !== "meet") return false;
    const isFirst = !hasHost && [...present.keys()].every((sessionId) => sessionId > self.sessionId);
    return waitedMs >= (isFirst ? Math.min(this.#foundingMs, joinTimeoutMs) : joinTimeoutMs);
  }
}
