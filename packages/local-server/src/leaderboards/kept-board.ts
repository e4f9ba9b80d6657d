import type { Decoded, Encodable } from "../messages/field.js";
import { MalformedMessage } from "../messages/malformed-message.js";
import { parseSchedule, type Schedule } from "./cron.js";
import type { keptBoardTable } from "./kept-boards.js";
import type { Leaderboard, ScoreOperator, ScoreRecord, TournamentRules } from "./leaderboard.js";

/** A leaderboard in the form in which it is kept in a file. */
export function keptBoard(board: Leaderboard): Encodable<typeof keptBoardTable> {
  const { tournament: rules } = board;
  return {
    ...board,
    schedule: board.schedule?.text,
    enable_ranks: board.enableRanks,
    created_at: board.createdAtMs,
    tournament: rules && {
      ...rules,
      duration_sec: rules.durationSec,
      start_time_sec: rules.startTimeSec,
      end_time_sec: rules.endTimeSec,
      max_size: rules.maxSize,
      max_num_score: rules.maxNumScore,
      join_required: rules.joinRequired,
    },
    records: [...board.records].flatMap(([expirySec, period]) =>
      [...period.values()].map((record) => ({
        ...record,
        expiry_sec: expirySec,
        owner_id: record.ownerId,
        num_score: record.numScore,
        max_num_score: record.maxNumScore,
        created_at: record.createdAtMs,
        updated_at: record.updatedAtMs,
      })),
    ),
  };
}

/** The leaderboard that was kept. @throws MalformedMessage when it was not one */
export function restoredBoard(row: Decoded<typeof keptBoardTable>): Leaderboard {
  const records = new Map<number, Map<string, ScoreRecord>>();
  for (const { expiry_sec: expirySec, ...record } of row.records) {
    const period = records.get(expirySec) ?? new Map<string, ScoreRecord>();
    records.set(expirySec, period.set(record.owner_id, restoredRecord(record)));
  }
  if (row.sort !== "asc" && row.sort !== "desc") throw malformed(row.id);
  return {
    id: row.id,
    authoritative: row.authoritative,
    sort: row.sort,
    operator: readOperator(row),
    schedule: readSchedule(row),
    metadata: row.metadata,
    enableRanks: row.enable_ranks,
    createdAtMs: row.created_at,
    tournament: row.tournament === undefined ? undefined : restoredRules(row.tournament),
    records,
    size: row.size,
  };
}

type Row = Decoded<typeof keptBoardTable>;

function restoredRecord(row: Omit<Row["records"][number], "expiry_sec">): ScoreRecord {
  const { username, score, subscore, metadata } = row;
  return {
    ownerId: row.owner_id,
    username,
    score,
    subscore,
    numScore: row.num_score,
    maxNumScore: row.max_num_score,
    metadata,
    createdAtMs: row.created_at,
    updatedAtMs: row.updated_at,
  };
}

function restoredRules(row: NonNullable<Row["tournament"]>): TournamentRules {
  const { title, description, category } = row;
  return {
    durationSec: row.duration_sec,
    title,
    description,
    category,
    startTimeSec: row.start_time_sec,
    endTimeSec: row.end_time_sec,
    maxSize: row.max_size,
    maxNumScore: row.max_num_score,
    joinRequired: row.join_required,
  };
}

const OPERATORS: readonly ScoreOperator[] = ["best", "set", "incr", "decr"];

function readOperator({ id, operator }: Row): ScoreOperator {
  const found = OPERATORS.find((one) => one === operator);
  if (found === undefined) throw malformed(id);
  return found;
}

function readSchedule({ id, schedule }: Row): Schedule | undefined {
  try {
    return schedule === "" ? undefined : parseSchedule(schedule);
  } catch {
    throw malformed(id);
  }
}

function malformed(id: string): MalformedMessage {
  return new MalformedMessage(`the leaderboard "${id}" is none`);
}
