import { ByteReader, Events, hash32, NakodoError, type Presence, type TransportEvent } from "@nakodo/core";
import type { Settings } from "../wire/control.js";
import { OP_CODE_COUNT } from "../wire/frame.js";
import * as KIND from "../wire/kind.js";
import { type AskOptions, Asks } from "./asks.js";
import { Authorities } from "./authorities.js";
import { Barriers } from "./barriers.js";
import { Calls } from "./calls.js";
import { Claims } from "./claims.js";
import { Door } from "./door.js";
import type { EngineEvents } from "./engine-events.js";
import type { EngineOptions } from "./engine-options.js";
import { EngineState, earlier } from "./engine-state.js";
import { Hosting } from "./hosting.js";
import { Inbox } from "./inbox.js";
import { Joining } from "./joining.js";
import type { NetworkedObject } from "./objects.js";
import { Passing } from "./passing.js";
import { type PeerRow, type Player, toPlayer } from "./peer-table.js";
import { Rights } from "./rights.js";
import { Roster } from "./roster.js";
import { Silence } from "./silence.js";
import { Speech } from "./speech.js";
import { Terms } from "./terms.js";
import { Words } from "./words.js";

/**
 * The state machine of one match, sans I/O: it is fed with what the transport tells and with time, and speaks through
 * the transport and its events. Rules in PROTOCOL.md: A admission, H host and terms, S streams, C calls.
 */
export class MatchEngine {
  readonly events: Events<EngineEvents>;
  /** Called when the engine has something to send by itself, outside of its methods. */
  onSaid: (() => void) | undefined;
  readonly #state: EngineState;
  readonly #rights: Rights;
  readonly #roster: Roster;
  readonly #terms: Terms;
  readonly #hosting: Hosting;
  readonly #claims: Claims;
  readonly #silence: Silence;
  readonly #joining: Joining;
  readonly #door: Door;
  readonly #calls: Calls;
  readonly #asks: Asks;
  readonly #authorities: Authorities;
  readonly #barriers: Barriers;
  readonly #speech: Speech;
  readonly #inbox: Inbox;
  /** Noted while a table is taken over, done when that is whole. */
  #mustBeginAnew = false;

  /** `onListenerError` hears what listeners of `events` throw; without it the exception leaves the engine's method. */
  constructor(options: EngineOptions, onListenerError?: (error: unknown) => void) {
    this.events = new Events(onListenerError);
    const state = new EngineState(options, this.events);
    this.#state = state;
    this.#rights = new Rights(state);
    this.#roster = new Roster(state, this.#rights, () => {
      this.#mustBeginAnew = true;
    });
    this.#terms = new Terms(state, this.#roster, this.#rights, {
      onHost: () => {
        this.#silence.onHost();
        this.#speech.sendPending();
      },
      onHostGaveUp: () => this.#joining.begin(),
    });
    this.#silence = new Silence(state, {
      onSilent: (row) => this.#onSilent(row),
      onAwake: (row) => this.#onAwake(row),
    });
    this.#hosting = new Hosting(state, this.#terms);
    this.#claims = new Claims(state, this.#roster, this.#terms, this.#rights, this.#silence, {
      onFrame: (from, bytes, decide) => this.#inbox.onFrame(from, bytes, decide),
      onUnknownToHost: (hostSession) => this.#joining.begin([hostSession]),
      onRivalOfTerm: ({ hostId, authorities }) => this.#authorities.keep(hostId, authorities),
      onOtherMatch: (hostSession) => {
        this.#hosting.dissolve();
        this.#joining.begin([hostSession]);
      },
    });
    this.#joining = new Joining(state, this.#roster, this.#terms);
    this.#door = new Door(state, this.#roster, this.#terms, this.#silence);
    this.#speech = new Speech(state, (entry) => this.#takeOwn(entry));
    this.#calls = new Calls(state, this.#rights, this.#speech);
    this.#authorities = new Authorities(state, this.#terms, this.#rights, this.#speech);
    this.#barriers = new Barriers(state, this.#rights, this.#terms, this.#speech);
    this.#asks = new Asks(state, this.#calls, this.#speech, () => this.onSaid?.());
    this.#inbox = new Inbox(
      state,
      this.#claims,
      new Words(state, this.#roster, this.#terms, this.#claims, this.#joining, this.#door),
      new Passing(state, this.#roster, this.#terms, (from, frame) => this.#inbox.onFrame(from, frame, false)),
      this.#calls,
      this.#asks,
      this.#authorities,
      this.#barriers,
    );
    this.#roster.expect(options.expected ?? []);
  }

  /** This peer's own id; 0 before admission. */
  get selfId(): number {
    return this.#state.selfId;
  }

  /** The host's own id; `undefined` while there is none. */
  get hostId(): number | undefined {
    return this.#state.hostId;
  }

  get isHost(): boolean {
    return this.#state.isHost;
  }

  /** Number of the present host's term; 0 before the first. */
  get term(): number {
    return this.#state.term;
  }

  get isAdmitted(): boolean {
    return this.#state.isAdmitted;
  }

  get hasEnded(): boolean {
    return this.#state.hasEnded;
  }

  get settings(): Settings {
    return this.#state.settings;
  }

  /** Who made the remote call that runs now; 0 outside. */
  get senderId(): number {
    return this.#calls.senderId;
  }

  /** Everyone in the match, this peer too, in the order of their ids. */
  get players(): readonly Player[] {
    return this.#state.table.rows.map(toPlayer);
  }

  player(peerId: number): Player | undefined {
    const row = this.#state.table.get(peerId);
    return row === undefined ? undefined : toPlayer(row);
  }

  /** Messages and bytes sent, unreliable calls dropped, violations counted. */
  get counters(): { sentFrames: number; sentBytes: number; droppedCalls: number; violations: number } {
    const { frames, bytes } = this.#state.streams.sent;
    const { violations } = this.#state;
    return { sentFrames: frames, sentBytes: bytes, droppedCalls: this.#calls.droppedCalls, violations };
  }

  /** Takes what the transport tells, at the time `nowMs` (which never goes back). */
  receive(event: TransportEvent, nowMs: number): void {
    const state = this.#state;
    state.nowMs = nowMs;
    if (state.phase === "ended") return;
    switch (event.type) {
      case "up":
        this.#onUp(event.self, event.others);
        break;
      case "down":
        this.#onDown();
        break;
      case "joined":
        state.present.set(event.presence.sessionId, event.presence);
        this.#roster.onPresent(event.presence.sessionId);
        break;
      case "left":
        this.#onLeft(event.presence.sessionId);
        break;
      case "alive":
        this.#silence.onAlive();
        this.#silence.advance(nowMs);
        break;
      case "message":
        this.#onHeard(event.from.sessionId);
        this.#inbox.onMessage(event.from, event.opCode, event.bytes);
        break;
      case "closed":
        state.end(event.error);
        break;
    }
    this.#settle();
  }

  /** Does what is due at `nowMs`, and sends what may be sent. */
  advance(nowMs: number): void {
    const state = this.#state;
    state.nowMs = nowMs;
    if (state.phase === "ended") return;
    this.#calls.advance(nowMs);
    this.#asks.advance(nowMs);
    this.#rights.trim(nowMs);
    this.#roster.advance(nowMs);
    this.#terms.advance(nowMs);
    this.#claims.advance(nowMs);
    this.#silence.advance(nowMs);
    if (state.phase === "joining") this.#joining.advance(nowMs);
    if (state.isHost) this.#hosting.advance(nowMs);
    this.#barriers.advance();
    this.#settle();
    this.flush(nowMs);
  }

  /** Sends what was said since the last flush, as far as pacing lets it. */
  flush(nowMs: number): void {
    const state = this.#state;
    state.nowMs = nowMs;
    this.#asks.start(nowMs);
    if (state.phase !== "joining" && state.phase !== "admitted") return;
    if (state.isHost) this.#hosting.chooseRoute();
    this.#speech.sendPending();
    this.#silence.flush(nowMs);
    const others = state.present.size;
    state.streams.pace.isNewcomer = state.phase === "joining";
    state.streams.flush(nowMs, others, Math.max(0, others + 1 - state.table.size));
  }

  /** When `advance` has something to do; `undefined` when nothing will happen by itself. */
  nextDueMs(nowMs: number): number | undefined {
    const { phase, streams, isHost } = this.#state;
    if (phase === "ended" || phase === "idle") return undefined;
    let dueMs = earlier(this.#calls.nextDueMs, earlier(this.#terms.nextDueMs, this.#roster.nextDueMs));
    dueMs = earlier(dueMs, this.#claims.nextDueMs);
    dueMs = earlier(dueMs, this.#asks.nextDueMs);
    dueMs = earlier(dueMs, this.#silence.nextDueMs);
    if (phase !== "down") dueMs = earlier(dueMs, streams.nextDueMs(nowMs));
    if (phase === "joining") dueMs = earlier(dueMs, this.#joining.nextDueMs(nowMs));
    return isHost ? earlier(dueMs, this.#hosting.nextDueMs) : dueMs;
  }

  /**
   * Adds an object; calls that waited for its path run now.
   *
   * @throws {NakodoError} `invalid-argument` for a bad path, `path-taken` when path or object are in the match already
   */
  add(path: string, object: object, authority?: number): NetworkedObject {
    const { objects, options } = this.#state;
    const node = objects.add(path, object, options.schema.typeOf(object), authority);
    this.runWaiting(node);
    return node;
  }

  /** Runs the calls that waited for an object which was added to the engine's `objects`. */
  runWaiting(node: NetworkedObject): void {
    this.#calls.onAdded(node);
  }

  /** Whether this peer has authority over the object. @throws {NakodoError} `not-added` */
  hasAuthority(object: object): boolean {
    const { objects, selfId } = this.#state;
    return selfId !== 0 && this.#state.hasAuthority(selfId, objects.of(object).path);
  }

  /** As {@link Calls.call}. */
  call(target: number, object: object, method: string, args: readonly unknown[], runHere: boolean): void {
    this.#state.assertOpen();
    this.#calls.call(target, object, method, args, runHere);
  }

  /** As {@link Asks.ask}. */
  ask(
    target: number,
    object: object,
    method: string,
    args: readonly unknown[],
    options: AskOptions,
  ): Promise<unknown> {
    this.#state.assertOpen();
    return this.#asks.ask(target, object, method, args, options);
  }

  /**
   * As {@link Authorities.handOver}: asks the host, which tells everyone, this peer too.
   *
   * @throws {NakodoError} `not-authority` unless this peer has it or is host; `unknown-peer`; `invalid-argument`;
   *   `queue-full`
   */
  setAuthority(path: string, peerId: number): void {
    this.#state.assertOpen();
    this.#authorities.handOver(path, peerId);
  }

  /** This peer is ready, or is not any more; everyone sees it. */
  setReady(isReady: boolean): void {
    this.#state.assertOpen();
    this.#barriers.setReady(isReady);
  }

  /** As {@link Barriers.reach}. */
  reachBarrier(name: string): boolean {
    this.#state.assertOpen();
    return this.#barriers.reach(name);
  }

  /** Players who have not reached the barrier; nobody when it is passed. */
  missingAt(name: string): Player[] {
    return this.#barriers.missing(name);
  }

  /** The host's settings of the match. @throws {NakodoError} `not-authority` */
  setSettings(change: Partial<Settings>): void {
    this.#hosting.setSettings(change);
  }

  /** Removes a peer for good. @throws {NakodoError} `not-authority`, `unknown-peer` */
  kick(peerId: number): void {
    this.#hosting.kick(peerId);
  }

  /** Makes another peer host. @throws {NakodoError} `not-authority`, `unknown-peer` */
  handHostOver(peerId: number): void {
    this.#hosting.handOver(peerId);
  }

  /** This peer's clock may starve, as a hidden page's does, or does not any more: while it may, nobody is silent (P7). */
  setPatient(isPatient: boolean): void {
    this.#silence.isPatient = isPatient;
  }

  /**
   * Sends a message of the game's own under `opCode` to `target`. False while there is no connection, and when pacing does not
   * let it go.
   */
  sendData(opCode: number, bytes: Uint8Array, target: number): boolean {
    const { options, phase, table, streams } = this.#state;
    this.#state.assertOpen();
    const { opCodeBase } = options;
    if (opCode >= opCodeBase && opCode < opCodeBase + OP_CODE_COUNT) {
      const last = opCodeBase + OP_CODE_COUNT - 1;
      throw new NakodoError(
        "invalid-argument",
        `op codes ${opCodeBase} to ${last} are the match's own: choose another`,
      );
    }
    if (phase !== "admitted") return false;
    const to = this.#speech.audienceOf(target)?.flatMap((id) => table.get(id)?.sessionId || []);
    return streams.data(opCode, bytes, to);
  }

  /** Says goodbye, so that nobody waits for a return, and closes the transport. Safe twice. */
  leave(): void {
    const { phase, streams, nowMs, present } = this.#state;
    if (phase === "admitted") streams.farewell(nowMs, present.size);
    this.#state.end(undefined);
  }

  /** After anything happened, does what had to wait for it. */
  #settle(): void {
    const { isAdmitted, isHost } = this.#state;
    // Something that was taken over said so.
    if (this.#mustBeginAnew && isAdmitted && !isHost) this.#joining.beginAnew();
    this.#mustBeginAnew = false;
    this.#terms.settle();
    this.#door.answerDeferred();
    this.#claims.settle();
  }

  #onUp(self: Presence, others: readonly Presence[]): void {
    const state = this.#state;
    state.self = self;
    // Whom the matchmaker announced is waited for from now on (A5).
    if (state.phase === "idle") for (const row of state.table.rows) row.awaySinceMs = state.nowMs;
    state.streams.pace.phase = hash32(self.sessionId) / 2 ** 32;
    state.present.clear();
    for (const other of others) state.present.set(other.sessionId, other);
    this.#claims.clear();
    this.#silence.reset();
    this.#inbox.clear();
    this.#roster.onUp();
    this.#joining.begin();
  }

  #onDown(): void {
    if (this.#state.phase === "idle") return;
    this.#state.phase = "down";
    this.#state.streams.allDown(false);
    this.events.emit("down", undefined);
  }

  #onLeft(sessionId: string): void {
    this.#state.present.delete(sessionId);
    this.#inbox.onAbsent(sessionId);
    this.#claims.onAbsent(sessionId);
    const { table, hostId } = this.#state;
    const row = table.bySession(sessionId);
    if (row?.status === "connected" && row.peerId === hostId)
      this.#terms.onHostGone(() => this.#roster.onAbsent(sessionId));
    else this.#roster.onAbsent(sessionId);
  }

  #onHeard(sessionId: string): void {
    const { table, phase, selfId } = this.#state;
    const row = phase === "admitted" ? table.bySession(sessionId) : undefined;
    if (row !== undefined && row.peerId !== selfId) this.#silence.heard(row);
  }

  #onSilent(row: PeerRow): void {
    const { isHost, options } = this.#state;
    const note = (): void => this.#roster.setSilent(row, true);
    if (isHost) {
      this.#state.tell({ kind: "silent", peerId: row.peerId, isSilent: true });
      note();
      // It says nothing to us because it is host no more.
    } else if (this.#terms.hasHostGivenUp) this.#joining.begin();
    else if (options.onHostLeave === "end") note();
    else this.#terms.onHostGone(note);
  }

  #onAwake(row: PeerRow): void {
    const { isHost, nowMs } = this.#state;
    row.awakeSinceMs = nowMs;
    if (isHost) this.#state.tell({ kind: "silent", peerId: row.peerId, isSilent: false });
    this.#roster.setSilent(row, false);
    this.#terms.onHostAwake(row);
  }

  /** An entry of this peer's own that was meant for the host, which it has become. */
  #takeOwn(entry: Uint8Array): void {
    const reader = new ByteReader(entry);
    const kind = reader.u8();
    reader.varint();
    const body = reader.rest();
    if (kind === KIND.call) this.#calls.runOwn(body);
    else if (kind === KIND.authority) this.#authorities.receiveOwn(body);
  }
}
