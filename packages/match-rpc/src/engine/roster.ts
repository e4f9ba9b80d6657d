import { HOST } from "../ids.js";
import type { TableRow } from "../wire/table.js";
import type { EngineState } from "./engine-state.js";
import { LIMITS } from "./limits.js";
import { type PeerRow, toPlayer } from "./peer-table.js";

/**
 * Peers coming and going in the table, by whosever word: keeps links and events in step with it (PROTOCOL.md, A7, A8).
 */
export class Roster {
  readonly #state: EngineState;
  readonly #earlyGreets = new Map<string, number>();
  /** Rows whose connection the relay has not shown us yet, by session id. */
  readonly #awaited = new Map<string, TableRow>();
  readonly #announced = new Set<number>();

  constructor(state: EngineState) {
    this.#state = state;
  }

  /** Takes a row from the host's table. */
  adopt(row: TableRow): void {
    const { table, present, streams, events, nowMs } = this.#state;
    const old = table.get(row.peerId);
    const before = { status: old?.status, sessionId: old?.sessionId };
    const there = row.arrived && row.sessionId !== "" && present.has(row.sessionId);
    if (row.arrived && row.sessionId !== "" && !there && this.#awaited.size < LIMITS.peers)
      this.#awaited.set(row.sessionId, row);
    const status = there ? "connected" : row.arrived ? "dropped" : "connecting";
    const put = table.put(row, status, nowMs);
    if (status !== "connected") {
      streams.linkDown(row.peerId);
      this.#announce(put);
      if (before.status !== undefined && before.status !== status) {
        events.emit("playerStatusChanged", { player: toPlayer(put), status });
      }
      return;
    }
    const known = before.status === "connected" && before.sessionId === row.sessionId;
    if (!known || streams.link(row.peerId)?.greeted !== true) this.arrived(put);
  }

  /** A connection appeared on the relay. */
  onPresent(sessionId: string): void {
    const row = this.#awaited.get(sessionId);
    if (row === undefined) return;
    this.#awaited.delete(sessionId);
    if (this.#state.phase === "admitted" && this.#state.table.get(row.peerId)?.status === "dropped")
      this.adopt(row);
  }

  /** A connection vanished from the relay. Gives back the peer that it was. */
  onAbsent(sessionId: string): PeerRow | undefined {
    this.#awaited.delete(sessionId);
    this.#earlyGreets.delete(sessionId);
    const row = this.#state.table.bySession(sessionId);
    if (row?.status !== "connected") return undefined;
    this.drop(row);
    return row;
  }

  /** `row` has a connection that we know now: opens the streams, and tells who came. */
  arrived(row: PeerRow): void {
    const { streams, events } = this.#state;
    streams.linkUp(row);
    const last = this.#earlyGreets.get(row.sessionId);
    if (last !== undefined) {
      this.#earlyGreets.delete(row.sessionId);
      streams.onGreet(row, last);
    }
    this.#announce(row);
    events.emit("playerStatusChanged", { player: toPlayer(row), status: row.status });
  }

  /** A greeting of one whose row has not come yet. */
  greetedEarly(sessionId: string, last: number): void {
    if (this.#earlyGreets.size < LIMITS.peers) this.#earlyGreets.set(sessionId, last);
  }

  /** This peer's own place. */
  putSelf(row: TableRow): PeerRow {
    const { table, nowMs } = this.#state;
    return table.put(row, "connected", nowMs);
  }

  /** Tells of a player once, when it is there for the first time. */
  #announce(row: PeerRow): void {
    if (row.status === "connecting" || this.#announced.has(row.peerId)) return;
    this.#announced.add(row.peerId);
    this.#state.events.emit("playerJoined", toPlayer(row));
  }

  announceSelf(): void {
    const row = this.#state.table.get(this.#state.selfId);
    if (row === undefined) return;
    this.#announce(row);
    this.#state.events.emit("playerStatusChanged", { player: toPlayer(row), status: row.status });
  }

  /** The peer's connection is gone, its place is kept. */
  drop(row: PeerRow): void {
    const { streams, table, events, nowMs } = this.#state;
    streams.linkDown(row.peerId);
    table.drop(row, nowMs);
    events.emit("playerStatusChanged", { player: toPlayer(row), status: "dropped" });
  }

  /** The peer is gone for good. */
  forget(row: PeerRow): void {
    const { table, streams, objects, events, selfId } = this.#state;
    table.delete(row);
    streams.forget(row.peerId);
    for (const { path, peerId, epoch } of objects.handed) {
      if (peerId === row.peerId) objects.handOver(path, HOST, epoch + 1);
    }
    if (this.#announced.delete(row.peerId) && row.peerId !== selfId) events.emit("playerLeft", toPlayer(row));
  }

  /** This peer comes as another one: nothing of what it knew as the old one counts. */
  clear(): void {
    const { table, streams } = this.#state;
    for (const row of table.rows) this.forget(row);
    table.clear();
    streams.reset();
    this.#announced.clear();
    this.#awaited.clear();
    this.#earlyGreets.clear();
    this.#state.selfId = 0;
    this.#state.hostId = undefined;
  }

  /** A new connection of our own: greetings meant for the old one are void. */
  clearEarly(): void {
    this.#earlyGreets.clear();
    this.#awaited.clear();
  }
}
