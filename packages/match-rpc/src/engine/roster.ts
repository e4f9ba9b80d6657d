import type { Presence } from "@nakodo/core";
import { FIRST_PEER_ID, HOST } from "../ids.js";
import { PROOF_HASH_BYTES, type TableRow } from "../wire/table.js";
import { type EngineState, earlier } from "./engine-state.js";
import type { HeardGreet } from "./greetings.js";
import { type PeerRow, toPlayer, toTableRow } from "./peer-table.js";
import type { Rights } from "./rights.js";

/** How long a peer that the host removed may take to say its own goodbye. */
const DEPARTURE_MS = 2_000;

/**
 * Peers coming and going in the table, by whosever word: keeps links and events in step with it (PROTOCOL.md, A7, A8).
 */
export class Roster {
  readonly #state: EngineState;
  readonly #rights: Rights;
  readonly #onCut: () => void;
  /** Connections that are a peer's, or were, while they are there; with whom they follow since they left. */
  readonly #connections = new Map<string, number>();
  /** When the first of those who were removed must have said goodbye, or one that has done so. */
  #departureMs: number | undefined;

  /** `onCut`: what a peer lacks of our stream, or this peer of another's, is lost, and by our doing: this peer must begin anew (S6). */
  constructor(state: EngineState, rights: Rights, onCut: () => void) {
    this.#state = state;
    this.#rights = rights;
    this.#onCut = onCut;
  }

  /** Those whom the matchmaker put together: sorted by session id, the same on every peer (A5). */
  expect(presences: readonly Presence[]): void {
    const { table, streams } = this.#state;
    const sorted = [...presences].sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
    for (const [seat, presence] of sorted.entries()) {
      const peerId = FIRST_PEER_ID + seat;
      const proofHash = new Uint8Array(PROOF_HASH_BYTES);
      streams.links.meet(
        table.put({ peerId, seat, ...presence, proofHash, arrived: false }, "connecting", 0),
      );
    }
  }

  /** When `advance` has something to do. */
  get nextDueMs(): number | undefined {
    return this.#departureMs;
  }

  /** Gives up waiting for goodbyes. */
  advance(nowMs: number): void {
    if (this.#departureMs === undefined || nowMs < this.#departureMs) return;
    this.#departureMs = undefined;
    for (const row of this.#state.table.rows) {
      if (row.departsAtMs !== undefined && row.departsAtMs <= nowMs) this.forget(row);
      else this.#departureMs = earlier(this.#departureMs, row.departsAtMs);
    }
  }

  /** All rows as they travel: one whose connection was not shown to us may have been shown to others. */
  get rows(): TableRow[] {
    const { table, nowMs } = this.#state;
    return table.rows.map((row) => row.awaited ?? toTableRow(row, nowMs));
  }

  /** Takes a row from the host's table; with `heardTerm` the host has let the peer in, in that term. */
  adopt(row: TableRow, heardTerm = 0): void {
    const { table, present, streams, nowMs } = this.#state;
    const {
      status: was,
      sessionId: wasAt,
      silent: wasSilent,
    }: Partial<PeerRow> = table.get(row.peerId) ?? {};
    const same = table.bySession(row.sessionId);
    // It comes as another one, on the connection of the one that it was.
    if (same !== undefined && same.peerId !== row.peerId) this.forget(same);
    const isAway = row.sessionId === "" || !present.has(row.sessionId);
    const status = !row.arrived ? "connecting" : isAway ? "dropped" : "connected";
    const put = table.put({ ...row, silent: row.silent === true }, status, nowMs);
    put.heardTerm = Math.max(put.heardTerm, heardTerm);
    if (status === "dropped" && row.sessionId !== "") put.awaited = row;
    if (streams.links.meet(row).isTorn) this.#onCut();
    if (status !== "connected") {
      streams.linkDown(row.peerId);
      this.#announce(put);
      if (was !== undefined && was !== status) this.#tellStatus(put);
      return;
    }
    const known = was === "connected" && wasAt === row.sessionId;
    if (!known || streams.links.get(row.peerId)?.greeted !== true) this.arrived(put);
    else if (wasSilent !== put.silent) this.#tellStatus(put);
  }

  /** A connection appeared on the relay. */
  onPresent(sessionId: string): void {
    const awaited = this.#whoAwaits(sessionId)?.awaited;
    if (awaited !== undefined && this.#state.isAdmitted) this.adopt(awaited);
  }

  /** A connection vanished from the relay. */
  onAbsent(sessionId: string): void {
    const awaiting = this.#whoAwaits(sessionId);
    if (awaiting !== undefined) awaiting.awaited = undefined;
    this.#connections.delete(sessionId);
    const row = this.#state.table.bySession(sessionId);
    if (row?.status !== "connected") return;
    if (row.departsAtMs !== undefined) this.forget(row);
    else this.drop(row);
  }

  #whoAwaits(sessionId: string): PeerRow | undefined {
    return this.#state.table.rows.find(({ awaited }) => awaited?.sessionId === sessionId);
  }

  /** `row` has a connection that we know now: opens the streams, and tells who came. */
  arrived(row: PeerRow): void {
    const { streams } = this.#state;
    this.#connections.set(row.sessionId, 0);
    streams.linkUp(row);
    this.#announce(row);
    this.#tellStatus(row);
  }

  /** The peer is not heard any more, or again. */
  setSilent(row: PeerRow, silent: boolean): void {
    if (row.silent === silent) return;
    row.silent = silent;
    this.#tellStatus(row);
  }

  /** A peer says what it has of our stream. */
  onGreet(row: PeerRow, greet: HeardGreet): void {
    // A host stays: without it nobody could be let in again.
    const { streams, isHost, hostId } = this.#state;
    const weBegin = isHost ? false : row.peerId === hostId || undefined;
    const link = streams.links.get(row.peerId);
    const greeted = link && streams.greetings.hear(link, greet, weBegin);
    if (greeted === "cut") this.#onCut();
    else if (greeted === "limit") this.#state.violation("limit", row.sessionId, "too many greetings");
  }

  /** This peer's own place. */
  putSelf(row: TableRow): PeerRow {
    const { table, nowMs } = this.#state;
    // What the host has not heard of us until now it hears with this.
    return table.put({ ...row, silent: false }, "connected", nowMs);
  }

  announceSelf(): void {
    const row = this.#state.table.get(this.#state.selfId);
    if (row === undefined) return;
    this.#announce(row);
    this.#tellStatus(row);
  }

  /** The peer's connection is gone, its place is kept. */
  drop(row: PeerRow): void {
    const { streams, table, nowMs } = this.#state;
    streams.linkDown(row.peerId, true);
    table.drop(row, nowMs);
    this.#tellStatus(row);
  }

  /** The peer itself says goodbye; the host will remove it. */
  onGoodbye(row: PeerRow): void {
    if (row.departsAtMs !== undefined) {
      this.forget(row);
      return;
    }
    this.drop(row);
    row.leaving = true;
  }

  /** The host removed the peer. What it said before may come later than the host's word, but not later than its goodbye. */
  depart(row: PeerRow): void {
    if (row.status !== "connected" || !this.#state.present.has(row.sessionId)) {
      this.forget(row);
      return;
    }
    row.leaving = true;
    row.departsAtMs = this.#state.nowMs + DEPARTURE_MS;
    this.#departureMs = earlier(this.#departureMs, row.departsAtMs);
  }

  /** The peer is gone for good. */
  forget(row: PeerRow): void {
    const { table, streams, objects, events, selfId } = this.#state;
    table.delete(row);
    streams.forget(row.peerId);
    for (const { path, peerId, epoch } of objects.handed)
      if (peerId === row.peerId) this.#rights.hand(path, HOST, epoch + 1);
    if (row.announced && row.peerId !== selfId) events.emit("playerLeft", toPlayer(row));
  }

  /** This peer comes as another one: nothing of what it knew as the old one counts. */
  clear(): void {
    const state = this.#state;
    const { table } = state;
    const own = table.get(state.selfId);
    if (own !== undefined) own.announced = false;
    state.selfId = 0;
    state.hostId = undefined;
    state.latestTerm = 0;
    for (const row of table.rows) this.forget(row);
    state.streams.reset();
  }

  /** A new connection of our own: the relay shows all that there is. */
  onUp(): void {
    const { table, present, selfId } = this.#state;
    this.#connections.clear();
    for (const row of table.rows) {
      row.awaited = undefined;
      if (row.status === "connected" && row.peerId !== selfId && !present.has(row.sessionId)) this.drop(row);
    }
  }

  /** Whether a connection is that of somebody who is in the match, or was. */
  wasIn(sessionId: string): boolean {
    return this.#connections.has(sessionId);
  }

  /** One that is not in the match says whom it follows. */
  noteStrangerFollows(sessionId: string, hostId: number): void {
    if (this.wasIn(sessionId)) this.#connections.set(sessionId, hostId);
  }

  /** How many have left the match and follow this host, on the connection that they had here. */
  leftFor(hostId: number): number {
    const { table } = this.#state;
    let count = 0;
    for (const [sessionId, followsId] of this.#connections)
      if (followsId === hostId && table.bySession(sessionId) === undefined) count++;
    return count;
  }

  /** Tells of a player once, when it is there for the first time. */
  #announce(row: PeerRow): void {
    if (row.status === "connecting" || row.announced) return;
    row.announced = true;
    this.#state.events.emit("playerJoined", toPlayer(row));
  }

  #tellStatus(row: PeerRow): void {
    const player = toPlayer(row);
    this.#state.events.emit("playerStatusChanged", { player, status: player.status });
  }
}
