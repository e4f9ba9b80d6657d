import { decodeCursor, encodeCursor } from "../areas/cursor.js";
import { compareRecords, type Leaderboard, ranked, type ScoreRecord } from "./leaderboard.js";

/** A record with its place, where that is known. */
export interface RankedRecord {
  readonly record: ScoreRecord;
  /** 1 is the first; 0 is unknown. */
  readonly rank: number;
}

/** A part of a leaderboard, best first. */
export interface RecordPage {
  readonly records: readonly RankedRecord[];
  /** Empty when there is no more in this direction. */
  readonly nextCursor: string;
  readonly prevCursor: string;
}

/** A period of a leaderboard. */
export interface Period {
  readonly board: Leaderboard;
  readonly expirySec: number;
}

interface Place {
  readonly isNext: boolean;
  readonly score: bigint;
  readonly subscore: bigint;
  readonly ownerId: string;
  readonly rank: number;
}

/** The page at a cursor, the first one without; `undefined` when the cursor is none of this period. */
export function pageAt(period: Period, limit: number, cursor: string): RecordPage | undefined {
  const place = cursor === "" ? undefined : readPlace(period, cursor);
  if (cursor !== "" && place === undefined) return undefined;
  const all = ranked(period.board, period.expirySec);
  const direction = period.board.sort === "asc" ? 1 : -1;
  if (place?.isNext === false) {
    const before = all.filter((record) => direction * compareRecords(record, place) < 0);
    const start = Math.max(0, before.length - limit);
    const records = numbered(before.slice(start), place.rank - Math.min(limit, before.length));
    return {
      records,
      nextCursor: cursorOf(period, true, records.at(-1)),
      prevCursor: start > 0 ? cursorOf(period, false, records[0]) : "",
    };
  }
  const after =
    place === undefined ? all : all.filter((record) => direction * compareRecords(record, place) > 0);
  const records = numbered(after.slice(0, limit), (place?.rank ?? 0) + 1);
  return {
    records,
    nextCursor: after.length > limit ? cursorOf(period, true, records.at(-1)) : "",
    prevCursor: place === undefined ? "" : cursorOf(period, false, records[0]),
  };
}

/** The records around an owner's, who is in the middle where there are enough on both sides. */
export function pageAround(period: Period, limit: number, ownerId: string): RecordPage {
  const all = withRanks(period, ranked(period.board, period.expirySec));
  const own = all.findIndex(({ record }) => record.ownerId === ownerId);
  if (own < 0) return { records: [], nextCursor: "", prevCursor: "" };
  const firstCount = Math.min(own, limit);
  const half = Math.floor(limit / 2);
  const secondLimit = firstCount < half ? limit - firstCount : half;
  const secondCount = Math.min(all.length - own - 1, secondLimit);
  const found = all.slice(own - firstCount, own + 1 + secondCount);
  const surplus = found.length - limit;
  const start = surplus < 0 || firstCount < secondLimit ? 0 : surplus;
  const records = found.slice(start, start + limit);
  return {
    records,
    nextCursor: all.length - own - 1 > secondLimit ? cursorOf(period, true, records.at(-1)) : "",
    prevCursor: own > limit || start > 0 ? cursorOf(period, false, records[0]) : "",
  };
}

/** The records of these owners, best first. */
export function recordsOf(period: Period, ownerIds: readonly string[]): RankedRecord[] {
  const wanted = new Set(ownerIds);
  return withRanks(period, ranked(period.board, period.expirySec)).filter(({ record }) =>
    wanted.has(record.ownerId),
  );
}

/** How many records a period has, for leaderboards that keep ranks; else 0. */
export function rankCount({ board, expirySec }: Period): number {
  return board.enableRanks ? (board.records.get(expirySec)?.size ?? 0) : 0;
}

function withRanks({ board }: Period, all: readonly ScoreRecord[]): RankedRecord[] {
  return all.map((record, index) => ({ record, rank: board.enableRanks ? index + 1 : 0 }));
}

function numbered(records: readonly ScoreRecord[], firstRank: number): RankedRecord[] {
  return records.map((record, index) => ({ record, rank: firstRank + index }));
}

function cursorOf({ board, expirySec }: Period, isNext: boolean, at: RankedRecord | undefined): string {
  if (at === undefined) return "";
  const { record, rank } = at;
  const { score, subscore, ownerId } = record;
  return encodeCursor([isNext, board.id, expirySec, String(score), String(subscore), ownerId, rank]);
}

function readPlace({ board, expirySec }: Period, cursor: string): Place | undefined {
  const parts = decodeCursor(cursor, [true, "", 0, "", "", "", 0]);
  if (parts === undefined) return undefined;
  const [isNext, id, expiry, score, subscore, ownerId, rank] = parts;
  if (id !== board.id || expiry !== expirySec) return undefined;
  if (!/^-?\d+$/.test(score) || !/^-?\d+$/.test(subscore)) return undefined;
  return { isNext, score: BigInt(score), subscore: BigInt(subscore), ownerId, rank };
}
