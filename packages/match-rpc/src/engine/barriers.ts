import { type ByteReader, ByteWriter, NakodoError } from "@nakodo/core";
import { ALL } from "../ids.js";
import { BARRIER_STATE, type BarrierEntry, readBarrier, writeBarrier } from "../wire/barrier.js";
import type { EngineState } from "./engine-state.js";
import { LIMITS } from "./limits.js";
import { type Player, toPlayer } from "./peer-table.js";
import type { Rights } from "./rights.js";

/** What barriers need of this peer's speech. */
interface Voice {
  /** Says a reliable entry to `target`. @throws {NakodoError} `queue-full` */
  say(target: number, entry: ByteWriter): void;
  hasRoomFor(entries: number, bytes: number): boolean;
}

/** Bytes of the longest entry. */
const ENTRY_BYTES = LIMITS.nameBytes + LIMITS.peers * 5 + 16;

/**
 * Who is ready, and barriers by name that all players must reach before anyone passes (PROTOCOL.md, B). Each peer says
 * for itself what it has reached; the host says when a barrier is passed.
 */
export class Barriers {
  readonly #state: EngineState;
  readonly #rights: Rights;
  readonly #voice: Voice;
  readonly #writer = new ByteWriter(128);
  /** Who has reached what is not passed yet; this peer, too. */
  readonly #reached = new Map<string, Set<number>>();
  /** Whose word whoever passes must have heard, by barrier: the host has said that it is passed. The oldest first. */
  readonly #passed = new Map<string, readonly number[]>();
  /** What the host says is passed, and this peer has not: somebody's word is still on its way. */
  readonly #passing = new Set<string>();
  /** What this peer has reached and not passed: it says so to whoever comes. */
  readonly #own = new Set<string>();
  /** Whom this peer has not told all that they should know, for lack of room. */
  readonly #owed = new Set<number>();
  #isReady = false;

  constructor(state: EngineState, rights: Rights, voice: Voice) {
    this.#state = state;
    this.#rights = rights;
    this.#voice = voice;
    const { events } = state;
    events.on("admitted", ({ resumed }) => {
      if (!resumed) this.#tellOwn(ALL);
    });
    events.on("playerJoined", ({ peerId }) => {
      if (peerId !== state.selfId) this.#tellOwn(peerId);
    });
    events.on("playerStatusChanged", ({ player, status }) => {
      if (status === "connected" && player.peerId !== state.selfId) this.#tellPassed(player.peerId);
    });
    events.on("hostChanged", ({ isHost }) => {
      if (isHost) for (const { peerId } of state.table.rows) this.#tellPassed(peerId);
      this.advance();
    });
    events.on("playerLeft", () => this.advance());
  }

  /** This peer is ready, or is not any more. @throws {NakodoError} `queue-full` */
  setReady(isReady: boolean): void {
    const { table, selfId } = this.#state;
    const row = table.get(selfId);
    if (row !== undefined && row.isReady !== isReady)
      this.#send(ALL, { state: isReady ? BARRIER_STATE.reached : BARRIER_STATE.notReady, name: "" });
    this.#isReady = isReady;
    this.#onReady(selfId, isReady);
  }

  /**
   * This peer has reached the barrier. True when it is passed already.
   *
   * @throws {NakodoError} `invalid-argument` for a name that cannot travel; `queue-full`
   */
  reach(name: string): boolean {
    if (name === "" || name.length * 3 > LIMITS.nameBytes) {
      const most = Math.floor(LIMITS.nameBytes / 3);
      throw new NakodoError("invalid-argument", `a barrier's name has 1 to ${most} characters`);
    }
    if (this.#passed.has(name) && !this.#passing.has(name)) return true;
    if (this.#own.has(name)) return false;
    if (this.#own.size >= LIMITS.barriers) {
      throw new NakodoError("queue-full", `this peer waits at ${LIMITS.barriers} barriers already`);
    }
    const { selfId } = this.#state;
    if (selfId !== 0) this.#send(ALL, { state: BARRIER_STATE.reached, name });
    this.#own.add(name);
    if (selfId === 0) return false;
    this.#note(name, selfId);
    return this.#passed.has(name) && !this.#passing.has(name);
  }

  /** Players who have not reached the barrier; nobody when it is passed. */
  missing(name: string): Player[] {
    if (this.#passed.has(name)) return [];
    const reached = this.#reached.get(name);
    return this.#state.table.rows.flatMap((row) => (reached?.has(row.peerId) ? [] : [toPlayer(row)]));
  }

  /** An entry that arrived from `senderId`. */
  receive(reader: ByteReader, senderId: number): void {
    const { state, name, term, peerIds } = readBarrier(reader);
    if (state === BARRIER_STATE.passed) this.#onPassed(name, term, peerIds, senderId);
    else if (name === "") this.#onReady(senderId, state === BARRIER_STATE.reached);
    else this.#onReached(name, senderId);
  }

  /** Lets pass whoever has only waited for those who are gone, or for room, and says what there was no room for. */
  advance(): void {
    // Where there is nothing, as at nearly every call, nothing is made.
    if (this.#owed.size > 0) this.#payOwed();
    if (this.#reached.size > 0) for (const name of [...this.#reached.keys()]) this.#decide(name);
  }

  #payOwed(): void {
    const owed = [...this.#owed];
    this.#owed.clear();
    for (const target of owed) {
      if (target !== ALL && this.#state.table.get(target) === undefined) continue;
      this.#tellOwn(target);
      this.#tellPassed(target);
    }
  }

  #onReady(peerId: number, isReady: boolean): void {
    const row = this.#state.table.get(peerId);
    if (row === undefined || row.isReady === isReady) return;
    row.isReady = isReady;
    this.#state.events.emit("playerReadyChanged", { player: toPlayer(row), isReady });
  }

  #onReached(name: string, senderId: number): void {
    if (this.#passed.has(name) && !this.#passing.has(name)) {
      // It came late, and may not know.
      if (this.#state.isHost && this.#hasRoomFor(1, senderId))
        this.#send(senderId, { state: BARRIER_STATE.passed, name });
      return;
    }
    let pending = 0;
    for (const reached of this.#reached.values()) if (reached.has(senderId)) pending++;
    if (pending >= LIMITS.barriers) {
      this.#state.violationOf("limit", senderId, "too many barriers at a time");
      return;
    }
    this.#note(name, senderId);
  }

  #note(name: string, peerId: number): void {
    let reached = this.#reached.get(name);
    if (reached === undefined) {
      reached = new Set();
      this.#reached.set(name, reached);
    }
    reached.add(peerId);
    const row = this.#state.table.get(peerId);
    if (row !== undefined) this.#state.events.emit("barrierReached", { name, player: toPlayer(row) });
    this.#decide(name);
  }

  /** Lets everyone pass when this peer is host and all have reached the barrier; else itself, when it may. */
  #decide(name: string): void {
    const { isHost, table, term } = this.#state;
    const reached = this.#reached.get(name);
    if (reached === undefined) return;
    for (const peerId of reached) if (table.get(peerId) === undefined) reached.delete(peerId);
    if (this.#passing.has(name)) this.#passIfHeard(name);
    else if (reached.size === 0) this.#reached.delete(name);
    else if (isHost && table.rows.every(({ peerId, leaving }) => leaving || reached.has(peerId))) {
      if (!this.#hasRoomFor(1)) return;
      const peerIds = [...reached];
      this.#passed.set(name, peerIds);
      this.#send(ALL, { state: BARRIER_STATE.passed, name, term, peerIds });
      this.#pass(name);
    }
  }

  #onPassed(name: string, term: number, peerIds: readonly number[], senderId: number): void {
    const state = this.#state;
    if (senderId !== state.hostId || term !== state.term) {
      // A former host's word may merely be late; its successor says it again, or decides.
      if (term >= state.term && !this.#rights.wasHost(senderId))
        state.violationOf("not-host", senderId, "a barrier is the host's to lift");
      return;
    }
    if (this.#passed.has(name)) return;
    this.#passed.set(name, peerIds);
    this.#passing.add(name);
    this.#passIfHeard(name);
  }

  /** What the others called before they reached the barrier has run here by now: then this peer passes. */
  #passIfHeard(name: string): void {
    const reached = this.#reached.get(name);
    const unheard = this.#passed
      .get(name)
      ?.some((peerId) => this.#state.table.get(peerId) !== undefined && reached?.has(peerId) !== true);
    if (!unheard) this.#pass(name);
  }

  #pass(name: string): void {
    this.#passing.delete(name);
    this.#reached.delete(name);
    this.#own.delete(name);
    for (const oldest of this.#passed.keys()) {
      if (this.#passed.size <= LIMITS.passedBarriers) break;
      this.#passed.delete(oldest);
      this.#passing.delete(oldest);
    }
    this.#state.events.emit("barrierPassed", { name });
  }

  /** What this peer has reached, and whether it is ready, for whoever could not hear of it. */
  #tellOwn(target: number): void {
    const { selfId, table } = this.#state;
    if (target === ALL) {
      const row = table.get(selfId);
      if (row !== undefined) row.isReady = this.#isReady;
      for (const name of [...this.#own]) this.#note(name, selfId);
    }
    if (!this.#hasRoomFor(this.#own.size + 1, target)) return;
    if (this.#isReady) this.#send(target, { state: BARRIER_STATE.reached, name: "" });
    for (const name of this.#own) this.#send(target, { state: BARRIER_STATE.reached, name });
  }

  /** As host: what is passed, for one who comes or comes back. */
  #tellPassed(peerId: number): void {
    const { isHost, term, table, selfId } = this.#state;
    if (!isHost || peerId === selfId || table.get(peerId) === undefined) return;
    if (!this.#hasRoomFor(this.#passed.size, peerId)) return;
    for (const [name, ids] of this.#passed) {
      // Who was not there cannot have heard the others.
      const peerIds = ids.includes(peerId) ? ids : [];
      this.#send(peerId, { state: BARRIER_STATE.passed, name, term, peerIds });
    }
  }

  /** Whether so many entries can be said now; else `target` is told when they can. */
  #hasRoomFor(count: number, target?: number): boolean {
    const has = this.#voice.hasRoomFor(count, ENTRY_BYTES);
    if (!has && target !== undefined) this.#owed.add(target);
    return has;
  }

  #send(
    target: number,
    {
      term = this.#state.term,
      peerIds = [],
      ...entry
    }: Partial<BarrierEntry> & Pick<BarrierEntry, "state" | "name">,
  ): void {
    this.#writer.reset();
    writeBarrier(this.#writer, { ...entry, term, peerIds });
    this.#voice.say(target, this.#writer);
  }
}
