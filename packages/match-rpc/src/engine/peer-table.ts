import { FIRST_PEER_ID, LAST_PEER_ID } from "../ids.js";
import type { TableRow } from "../wire/table.js";

/**
 * Where a player stands: announced by the matchmaker and not there yet (`connecting`), there (`connected`), there by its
 * connection and not heard for a while, as in a tunnel (`silent`), or without a connection and expected back (`dropped`).
 */
export type PlayerStatus = "connecting" | "connected" | "silent" | "dropped";

/** One player of a match, as every peer knows it. */
export interface Player {
  /** The player's own id: 2 or more, the same on every screen, kept over drops and returns, never given to another. */
  readonly peerId: number;
  /** A small number, 0, 1, 2 …, the same on every screen: for colours and spawn points. Free again when the player is gone. */
  readonly seat: number;
  /** The present connection; empty while the player is away. */
  readonly sessionId: string;
  /** The account's id at the server. */
  readonly userId: string;
  /** The account's name at the time of joining. */
  readonly username: string;
  /** Where the player stands. */
  readonly status: PlayerStatus;
  /** Whether the player has said that it is ready: see `OnlineMatch.setReady`. */
  readonly isReady: boolean;
}

/** What a row knows of a player's connection. */
export type RowStatus = Exclude<PlayerStatus, "silent">;

/** A player and what only the engine needs to know. */
export interface PeerRow extends Omit<Player, "status"> {
  sessionId: string;
  /** Whether it has a connection; see `silent`. */
  status: RowStatus;
  isReady: boolean;
  proofHash: Uint8Array;
  /** When it went away, in the engine's time; `undefined` while it is there. */
  awaySinceMs: number | undefined;
  /** It has a connection, and is not heard. */
  silent: boolean;
  /** When it was heard last, in the engine's time. */
  heardAtMs: number;
  /** When it was last heard again after a while of silence. */
  gapEndedMs: number;
  /** When it was last heard again after it had been taken for silent. */
  awakeSinceMs: number;
  /** It said goodbye, or the host removed it: it has no say any more. */
  leaving: boolean;
  /** The last term of which we know that it knows the host. */
  heardTerm: number;
  /** The host that it says it follows; 0 before it said so. */
  followsId: number;
  /** The row as the host told it, while the relay has not shown us the connection in it (A7). */
  awaited: TableRow | undefined;
  /** The host removed it, and it may say goodbye itself until then, in the engine's time. */
  departsAtMs: number | undefined;
  /** The game was told of the player. */
  announced: boolean;
}

/** What a row begins with that no table tells. */
const NEWCOMER = {
  isReady: false,
  gapEndedMs: Number.NEGATIVE_INFINITY,
  awakeSinceMs: Number.NEGATIVE_INFINITY,
  heardTerm: 0,
  followsId: 0,
  announced: false,
};

/** The peers of one match by id and by connection. Who may change it is the engine's business. */
export class PeerTable {
  readonly #rows = new Map<number, PeerRow>();
  readonly #bySession = new Map<string, PeerRow>();
  /** `rows`, until one comes or goes. */
  #sorted: readonly PeerRow[] | undefined;
  #nextPeerId = FIRST_PEER_ID;

  /** The next id that a host gives. */
  get nextPeerId(): number {
    return this.#nextPeerId;
  }

  /** Ids end at {@link LAST_PEER_ID}: one more says that there is none left. */
  set nextPeerId(peerId: number) {
    this.#nextPeerId = Math.min(peerId, LAST_PEER_ID + 1);
  }

  /** Rows in the order of their ids. */
  get rows(): readonly PeerRow[] {
    this.#sorted ??= [...this.#rows.values()].sort((a, b) => a.peerId - b.peerId);
    return this.#sorted;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(peerId: number): PeerRow | undefined {
    return this.#rows.get(peerId);
  }

  bySession(sessionId: string): PeerRow | undefined {
    return this.#bySession.get(sessionId);
  }

  /** Puts a row in, or changes the one with its id in place. */
  put(row: TableRow, status: RowStatus, nowMs: number): PeerRow {
    const old = this.#rows.get(row.peerId);
    if (old !== undefined) this.#bySession.delete(old.sessionId);
    const sessionId = status === "dropped" ? "" : row.sessionId;
    const isSame = old?.status === status && old.sessionId === sessionId;
    const told = {
      sessionId,
      status,
      silent: status === "connected" && (row.silent ?? (isSame && old.silent)),
      heardAtMs: isSame ? old.heardAtMs : nowMs,
      // On another connection it says so again.
      followsId: isSame ? old.followsId : 0,
      awaySinceMs: status === "connected" ? undefined : (old?.awaySinceMs ?? nowMs - (row.awayMs ?? 0)),
      leaving: false,
      awaited: undefined,
      departsAtMs: undefined,
    };
    // Spread and not assigned: with so many properties assigned to it an object is slow to read ever after.
    const next: PeerRow =
      old === undefined ? { ...NEWCOMER, ...row, ...told } : Object.assign(old, row, told);
    this.#sorted = undefined;
    this.#rows.set(row.peerId, next);
    if (sessionId !== "") this.#bySession.set(sessionId, next);
    if (row.peerId >= this.nextPeerId) this.nextPeerId = row.peerId + 1;
    return next;
  }

  /** The peer's connection is gone; its place is kept. */
  drop(row: PeerRow, nowMs: number): void {
    this.#bySession.delete(row.sessionId);
    row.sessionId = "";
    row.status = "dropped";
    row.silent = false;
    row.awaySinceMs = nowMs;
  }

  delete(row: PeerRow): void {
    this.#sorted = undefined;
    this.#rows.delete(row.peerId);
    this.#bySession.delete(row.sessionId);
  }

  /** The smallest seat that nobody has. */
  freeSeat(): number {
    const taken = new Set<number>();
    for (const row of this.#rows.values()) taken.add(row.seat);
    let seat = 0;
    while (taken.has(seat)) seat++;
    return seat;
  }

  /** The lowest id among the peers that are there, but for these: who is host when nobody is. */
  lowestConnected(exceptId = 0, orId = exceptId): PeerRow | undefined {
    let lowest: PeerRow | undefined;
    for (const row of this.#rows.values()) {
      if (!isThere(row) || row.peerId === exceptId || row.peerId === orId) continue;
      if (lowest === undefined || row.peerId < lowest.peerId) lowest = row;
    }
    return lowest;
  }
}

/** Whether the peer may be host: it has a connection, is heard, and has not said goodbye. */
export function isThere(row: PeerRow): boolean {
  return row.status === "connected" && !row.silent && !row.leaving;
}

/** A player as the game sees it: a copy, good for as long as one likes. */
export function toPlayer(row: PeerRow): Player {
  const { peerId, seat, sessionId, userId, username, isReady } = row;
  const status = row.silent ? "silent" : row.status;
  return { peerId, seat, sessionId, userId, username, status, isReady };
}

/** A row as it travels at `nowMs`. */
export function toTableRow(row: PeerRow, nowMs: number): TableRow {
  const { peerId, seat, sessionId, userId, username, proofHash, status, silent, awaySinceMs } = row;
  const told = { peerId, seat, sessionId, userId, username, proofHash, arrived: status !== "connecting" };
  if (status === "dropped" && awaySinceMs !== undefined)
    return { ...told, awayMs: Math.round(nowMs - awaySinceMs) };
  return silent ? { ...told, silent } : told;
}
