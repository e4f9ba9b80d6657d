import { t } from "@nakodo/core";
import * as LIMITS from "../engine/limits.js";
import { both, type Layout, name, oneByte, peerId, raw, record } from "./layout.js";

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

const presence: Layout<Pick<TableRow, "arrived" | "silent" | "awayMs">> = {
  write(writer, { arrived, silent, awayMs }) {
    const isAway = arrived && awayMs !== undefined;
    writer.u8(!arrived ? 0 : isAway ? AWAY : silent ? 2 : 1);
    if (isAway) writer.varint(awayMs);
  },
  read(reader) {
    const arrived = oneByte(reader, AWAY);
    return {
      arrived: arrived > 0,
      ...(arrived === 2 && { silent: true }),
      ...(arrived === AWAY && { awayMs: reader.varint() }),
    };
  },
};

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
export const tableRow: Layout<TableRow> = both(
  both(
    record<Pick<TableRow, "peerId" | "seat">>({
      peerId,
      seat: { write: t.uint.write, read: (reader) => reader.varint(LIMITS.peers - 1) },
    }),
    presence,
  ),
  record<Pick<TableRow, "sessionId" | "userId" | "username" | "proofHash">>({
    sessionId: name,
    userId: name,
    username: name,
    proofHash: raw(PROOF_HASH_BYTES),
  }),
);
