import { invalidArgument } from "../http/api-error.js";
import type { Leaderboard, ScoreOperator } from "../leaderboards/leaderboard.js";
import {
  type Period,
  pageAround,
  pageAt,
  type RankedRecord,
  rankCount,
  recordsOf,
} from "../leaderboards/record-pages.js";
import type { Submission, WrittenRecord } from "../leaderboards/write-score.js";
import type { Decoded, Encodable } from "../messages/field.js";
import type {
  leaderboardRecordTable,
  listRecordsRequestTable,
  recordListTable,
  recordWriteTable,
} from "../messages/leaderboard-tables.js";
import { parseUuid } from "../runtime/uuid.js";
import { wholeSeconds } from "./whole-seconds.js";

/** Which operator an override's number means; 0 is none. */
const OPERATORS: readonly (ScoreOperator | undefined)[] = [undefined, "best", "set", "incr", "decr"];

/** A record as clients get it. */
export function recordView(
  { board, expirySec }: Period,
  { record, rank }: RankedRecord,
): Encodable<typeof leaderboardRecordTable> {
  return {
    leaderboard_id: board.id,
    owner_id: record.ownerId,
    username: record.username === "" ? undefined : record.username,
    score: record.score,
    subscore: record.subscore,
    num_score: record.numScore,
    metadata: record.metadata,
    create_time: wholeSeconds(record.createdAtMs),
    update_time: wholeSeconds(record.updatedAtMs),
    expiry_time: expirySec === 0 ? undefined : expirySec * 1000,
    rank: BigInt(rank),
    max_num_score: record.maxNumScore,
  };
}

/** A record that has just been written, with its rank where the leaderboard keeps ranks. */
export function writtenView(
  board: Leaderboard,
  { record, expirySec }: WrittenRecord,
): Encodable<typeof leaderboardRecordTable> {
  const period = { board, expirySec };
  const [found = { record, rank: 0 }] = recordsOf(period, [record.ownerId]);
  return recordView(period, found);
}

/** A page of records, and the records of owners that were asked for. */
export function listView(
  period: Period,
  limit: number | undefined,
  { cursor, owner_ids }: Pick<Decoded<typeof listRecordsRequestTable>, "cursor" | "owner_ids">,
): Encodable<typeof recordListTable> {
  const page = limit === undefined ? undefined : pageAt(period, limit, cursor);
  if (limit !== undefined && page === undefined) throw invalidArgument("Cursor is invalid or expired.");
  return {
    records: (page?.records ?? []).map((one) => recordView(period, one)),
    owner_records: recordsOf(period, owner_ids).map((one) => recordView(period, one)),
    next_cursor: page?.nextCursor,
    prev_cursor: page?.prevCursor,
    rank_count: BigInt(rankCount(period)),
  };
}

/** The records around an owner's; none where it has none. */
export function aroundView(
  period: Period,
  limit: number,
  ownerId: string,
): Encodable<typeof recordListTable> {
  const { records, nextCursor, prevCursor } = pageAround(period, limit, ownerId);
  return {
    records: records.map((one) => recordView(period, one)),
    next_cursor: nextCursor,
    prev_cursor: prevCursor,
    rank_count: records.length === 0 ? 0n : BigInt(rankCount(period)),
  };
}

/** Refuses ids of owners that are none. */
export function checkOwnerIds(ownerIds: readonly string[]): void {
  if (ownerIds.some((id) => parseUuid(id) === undefined)) {
    throw invalidArgument("One or more owner IDs are invalid.");
  }
}

/** Refuses limits below 1 and above `max`. */
export function checkLimit(limit: number | undefined, max: number): void {
  if (limit !== undefined && (limit < 1 || limit > max)) {
    throw invalidArgument(`Invalid limit - limit must be between 1 and ${max}.`);
  }
}

/** Reads an owner's id out of a path. */
export function readOwnerId(path: Readonly<Record<string, string>>): string {
  const ownerId = parseUuid(path["owner_id"] ?? "");
  if (ownerId === undefined) throw invalidArgument("Invalid owner ID provided.");
  return ownerId;
}

/** A score that a player submits; `undefined` when its operator is none. */
export function readSubmission(
  body: Decoded<typeof recordWriteTable>,
  owner: { readonly userId: string; readonly username: string },
): Submission | undefined {
  if (body.metadata !== "" && !isJsonObject(body.metadata)) {
    throw invalidArgument("Metadata value must be JSON, if provided.");
  }
  if (body.operator < 0 || body.operator >= OPERATORS.length) return undefined;
  const { score, subscore, metadata } = body;
  const operator = OPERATORS[body.operator];
  return { score, subscore, metadata, operator, ownerId: owner.userId, username: owner.username };
}

function isJsonObject(text: string): boolean {
  try {
    JSON.parse(text);
    return text.trimStart().startsWith("{");
  } catch {
    return false;
  }
}
