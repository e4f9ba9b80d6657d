import { type ByteReader, type ByteWriter, NakodoError } from "@nakodo/core";
import { LIMITS } from "../engine/limits.js";
import { FIRST_PEER_ID, LAST_PEER_ID } from "../ids.js";

/** Bytes of a resume proof's hash in the table. */
export const PROOF_HASH_BYTES = 16;

/** In the place of `arrived`: it was there, and went. */
export const AWAY = 3;

/** One row of the host's table, as it travels. */
export interface TableRow {
  readonly peerId: number;
  /** 0, 1, 2 …: the smallest that was free when the peer joined. */
  readonly seat: number;
  /** Empty while the peer is away. */
  readonly sessionId: string;
  readonly userId: string;
  readonly username: string;
  /** First {@link PROOF_HASH_BYTES} bytes of the SHA-256 of the peer's resume secret. */
  readonly proofHash: Uint8Array;
  /** False for a peer that the matchmaker announced and that is not there yet. */
  readonly arrived: boolean;
  /** It has a connection, and the host does not hear it. */
  readonly silent?: boolean;
  /** For how long it has been away; absent while it is there. */
  readonly awayMs?: number;
}

/**
 *     [peerId]    varint  2 .. 2^31 − 1
 *     [seat]      varint  0 .. 127
 *     [arrived]   u8      0 | 1 | 2: and silent | 3: and away, and then
 *     [awayMs]    varint  only with 3
 *     [sessionId] string  0 .. 256 bytes; empty: away
 *     [userId]    string  0 .. 256 bytes
 *     [username]  string  0 .. 256 bytes
 *     [proofHash] 16 bytes
 */
export const tableRow = {
  write(writer: ByteWriter, row: TableRow): void {
    writer.varint(row.peerId);
    writer.varint(row.seat);
    const isAway = row.awayMs !== undefined;
    writer.u8(row.arrived ? (isAway ? AWAY : row.silent ? 2 : 1) : 0);
    if (row.arrived && row.awayMs !== undefined) writer.varint(row.awayMs);
    writer.string(row.sessionId);
    writer.string(row.userId);
    writer.string(row.username);
    writer.raw(row.proofHash);
  },

  read(reader: ByteReader): TableRow {
    const peerId = readPeerId(reader);
    const seat = reader.varint(LIMITS.peers - 1);
    const arrived = reader.u8();
    if (arrived > AWAY) throw new NakodoError("bad-frame", `${arrived} where 0 to ${AWAY} belongs`);
    const awayMs = arrived === AWAY ? reader.varint() : 0;
    const row = {
      peerId,
      seat,
      arrived: arrived > 0,
      sessionId: reader.string(LIMITS.nameBytes),
      userId: reader.string(LIMITS.nameBytes),
      username: reader.string(LIMITS.nameBytes),
      proofHash: reader.raw(PROOF_HASH_BYTES),
    };
    if (arrived === AWAY) return { ...row, awayMs };
    return arrived === 2 ? { ...row, silent: true } : row;
  },
};

/** A peer's own id: 2 to 2^31 − 1. */
export function readPeerId(reader: ByteReader): number {
  const id = reader.varint(LAST_PEER_ID);
  if (id < FIRST_PEER_ID) throw new NakodoError("bad-frame", `peer id ${id}`);
  return id;
}

/** One byte that is 0 or 1. */
export function readFlag(reader: ByteReader): boolean {
  const byte = reader.u8();
  if (byte > 1) throw new NakodoError("bad-frame", `${byte} where 0 or 1 belongs`);
  return byte === 1;
}
