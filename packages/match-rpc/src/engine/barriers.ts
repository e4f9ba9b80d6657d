import { type ByteReader, ByteWriter, NakodoError } from "@nakodo/core";
import { ALL } from "../ids.js";
import { type BarrierEntry, readBarrier, writeBarrier } from "../wire/barrier.js";
import type { EngineState } from "./engine-state.js";
import { ALL_LANES } from "./lanes.js";
import * as LIMITS from "./limits.js";
import { keepNewest } from "./newest.js";
import { type Player, toPlayer } from "./peer-table.js";
import type { Rights } from "./rights.js";
import type { Speech } from "./speech.js";
import type { Terms } from "./terms.js";

/** A barrier that this peer has not passed. */
interface Waiting {
  /** Who has reached it, as far as this peer has heard; this peer, too. */
  readonly reached: Set<number>;
  /** This peer has, and says so to whoever comes. */
  isOwn: boolean;
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
  readonly #terms: Terms;
  readonly #speech: Speech;
  readonly #writer = new ByteWriter(128);
  readonly #waiting = new Map<string, Waiting>();
  /**
   * What the host says is passed, and whose word whoever passes must have heard; the oldest first. What still waits here waits
   * for such a word.
   */
  readonly #passed = new Map<string, readonly number[]>();
  /** Whom this peer has not told all that they should know, for lack of room. */
  readonly #owed = new Set<number>();
  #isReady = false;

  constructor(state: EngineState, rights: Rights, terms: Terms, speech: Speech) {
    this.#state = state;
    this.#rights = rights;
    this.#terms = terms;
    this.#speech = speech;
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
      if (isHost) {
        for (const { peerId } of state.table.rows) this.#tellPassed(peerId);
        // Who has passed what this peer waits at says so to a host.
        if (this.#own.length > 0) this.#tellOwn(ALL);
      }
      this.advance();
    });
    events.on("playerLeft", () => this.advance());
  }

  /** This peer is ready, or is not any more. @throws {NakodoError} `queue-full` */
  setReady(isReady: boolean): void {
    const { table, selfId } = this.#state;
    const row = table.get(selfId);
    if (row !== undefined && row.isReady !== isReady) this.#say(ALL, isReady ? "reached" : "notReady", "");
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
    if (this.#hasPassed(name)) return true;
    if (this.#waiting.get(name)?.isOwn) return false;
    if (this.#own.length >= LIMITS.barriers)
      throw new NakodoError("queue-full", `this peer waits at ${LIMITS.barriers} barriers already`);
    const { selfId } = this.#state;
    if (selfId !== 0) this.#say(ALL, "reached", name);
    this.#at(name).isOwn = true;
    if (selfId !== 0) this.#note(name, selfId);
    return this.#hasPassed(name);
  }

  /** Players who have not reached the barrier; nobody when it is passed. */
  missing(name: string): Player[] {
    if (this.#passed.has(name)) return [];
    const reached = this.#waiting.get(name)?.reached;
    return this.#state.table.rows.flatMap((row) => (reached?.has(row.peerId) ? [] : [toPlayer(row)]));
  }

  /** An entry that arrived from `senderId`. */
  receive(reader: ByteReader, senderId: number): void {
    const entry = readBarrier(reader);
    const { state, name } = entry;
    if (state === "passed") this.#onPassed(entry, senderId);
    else if (name === "") this.#onReady(senderId, state === "reached");
    else this.#onReached(name, senderId);
  }

  /** Lets pass whoever has only waited for those who are gone, or for room, and says what there was no room for. */
  advance(): void {
    // Where there is nothing, as at nearly every call, nothing is made.
    if (this.#owed.size > 0) this.#payOwed();
    if (this.#waiting.size > 0) for (const name of [...this.#waiting.keys()]) this.#decide(name);
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

  /** Names of barriers that this peer has reached and not passed. */
  get #own(): string[] {
    return [...this.#waiting].flatMap(([name, { isOwn }]) => (isOwn ? [name] : []));
  }

  #hasPassed(name: string): boolean {
    return this.#passed.has(name) && !this.#waiting.has(name);
  }

  #at(name: string): Waiting {
    let waiting = this.#waiting.get(name);
    if (waiting === undefined) {
      waiting = { reached: new Set(), isOwn: false };
      this.#waiting.set(name, waiting);
    }
    return waiting;
  }

  #onReady(peerId: number, isReady: boolean): void {
    const row = this.#state.table.get(peerId);
    if (row === undefined || row.isReady === isReady) return;
    row.isReady = isReady;
    this.#state.events.emit("playerReadyChanged", { player: toPlayer(row), isReady });
  }

  #onReached(name: string, senderId: number): void {
    const { isHost, hostId } = this.#state;
    if (this.#hasPassed(name)) {
      // It came late, and may not know; a host that does not waits for this peer, and whom it tells must hear so, too.
      if ((isHost || senderId === hostId) && this.#hasRoomFor(1, senderId))
        this.#say(isHost ? senderId : ALL, isHost ? "passed" : "reached", name);
      return;
    }
    const pending = [...this.#waiting.values()].filter(({ reached }) => reached.has(senderId));
    if (pending.length >= LIMITS.barriers)
      this.#state.violationOf("limit", senderId, "too many barriers at a time");
    else this.#note(name, senderId);
  }

  #note(name: string, peerId: number): void {
    const { reached } = this.#at(name);
    const row = this.#state.table.get(peerId);
    const isNew = !reached.has(peerId);
    reached.add(peerId);
    if (row !== undefined && isNew)
      this.#state.events.emit("barrierReached", { name, player: toPlayer(row) });
    this.#decide(name);
  }

  /** Lets everyone pass when this peer is host and all have reached the barrier; else itself, when it may. */
  #decide(name: string): void {
    const { isHost, table } = this.#state;
    const waiting = this.#waiting.get(name);
    if (waiting === undefined) return;
    const { reached, isOwn } = waiting;
    for (const peerId of reached) if (table.get(peerId) === undefined) reached.delete(peerId);
    const mustHear = this.#passed.get(name);
    if (mustHear !== undefined) {
      // What the others called before they reached the barrier has run here by then.
      if (mustHear.every((peerId) => reached.has(peerId) || table.get(peerId) === undefined))
        this.#pass(name);
    } else if (reached.size === 0 && !isOwn) this.#waiting.delete(name);
    else if (isHost && table.rows.every(({ peerId, leaving }) => leaving || reached.has(peerId))) {
      if (!this.#hasRoomFor(1)) return;
      const peerIds = [...reached];
      this.#notePassed(name, peerIds);
      this.#say(ALL, "passed", name, peerIds);
      this.#pass(name);
    }
  }

  #onPassed({ name, term, peerIds }: BarrierEntry, senderId: number): void {
    const state = this.#state;
    if (senderId !== state.hostId || term !== state.term) {
      // A host says again what another one said before it; of two who claimed one term each was host until it heard of the other.
      if (term === state.term && !this.#rights.wasHost(senderId) && !this.#terms.isTermYoung)
        state.violationOf("not-host", senderId, "a barrier is the host's to lift");
    } else if (!this.#passed.has(name)) {
      this.#notePassed(name, peerIds);
      this.#at(name);
      this.#decide(name);
    }
  }

  #notePassed(name: string, peerIds: readonly number[]): void {
    keepNewest(this.#passed, name, peerIds, LIMITS.passedBarriers);
  }

  #pass(name: string): void {
    this.#waiting.delete(name);
    this.#state.events.emit("barrierPassed", { name });
  }

  /** What this peer has reached, and whether it is ready, for whoever could not hear of it. */
  #tellOwn(target: number): void {
    const { selfId, table } = this.#state;
    if (target === ALL) {
      const row = table.get(selfId);
      if (row !== undefined) row.isReady = this.#isReady;
      for (const name of this.#own) this.#note(name, selfId);
    }
    const own = this.#own;
    if (!this.#hasRoomFor(own.length + 1, target)) return;
    if (this.#isReady) own.unshift("");
    for (const name of own) this.#say(target, "reached", name);
  }

  /** As host: what is passed, for one who comes or comes back. */
  #tellPassed(peerId: number): void {
    const { isHost, table, selfId } = this.#state;
    if (!isHost || peerId === selfId || table.get(peerId) === undefined) return;
    if (!this.#hasRoomFor(this.#passed.size, peerId)) return;
    // Who was not there cannot have heard the others.
    for (const [name, ids] of this.#passed)
      this.#say(peerId, "passed", name, ids.includes(peerId) ? ids : []);
  }

  /** Whether so many entries can be said now; else `target` is told when they can. */
  #hasRoomFor(count: number, target?: number): boolean {
    const has = this.#speech.hasRoomFor(count, ENTRY_BYTES);
    if (!has && target !== undefined) this.#owed.add(target);
    return has;
  }

  #say(target: number, state: BarrierEntry["state"], name: string, peerIds: readonly number[] = []): void {
    this.#writer.reset();
    writeBarrier(this.#writer, { state, term: this.#state.term, name, peerIds });
    this.#speech.say(target, this.#writer, ALL_LANES);
  }
}
