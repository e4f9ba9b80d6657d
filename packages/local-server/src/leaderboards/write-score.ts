import type { ServerContext } from "../runtime/server-context.js";
import { jsonbText } from "../storage/jsonb-text.js";
import { combineScores, firstScores, type Scores } from "./combine-scores.js";
import { expiryOf, tournamentDeadlines } from "./deadlines.js";
import {
  type Leaderboard,
  type ScoreOperator,
  type ScoreRecord,
  type TournamentRules,
  UNLIMITED_SCORES,
  UNLIMITED_SIZE,
} from "./leaderboard.js";

/** A score to be written. */
export interface Submission extends Scores {
  readonly ownerId: string;
  readonly username: string;
  /** A JSON text, or empty to keep what is there. */
  readonly metadata: string;
  /** The leaderboard's own unless given. */
  readonly operator: ScoreOperator | undefined;
}

/** A record that was written, with the period that it is of. */
export interface WrittenRecord {
  readonly record: ScoreRecord;
  readonly expirySec: number;
}

/** Why a score is not taken. */
export type WriteRefusal = "invalid" | "inactive" | "join-required" | "too-many-scores" | "full";

/** Writes a score into a leaderboard. What changes nothing is not counted. */
export function writeScore(
  server: Pick<ServerContext, "clock">,
  board: Leaderboard,
  submission: Submission,
): WrittenRecord | WriteRefusal {
  const nowMs = server.clock.nowMs();
  const expirySec = expiryOf(board, Math.floor(nowMs / 1000));
  const operator = submission.operator ?? board.operator;
  const period = periodOf(board, expirySec);
  const before = period.get(submission.ownerId);
  const first = firstScores(operator, submission);
  if (isNegative(first)) return "invalid";
  if (before === undefined) {
    const record = newRecord(first, submission, nowMs, UNLIMITED_SCORES);
    period.set(record.ownerId, record);
    return { record, expirySec };
  }
  const scores = combineScores(operator, board.sort, before, submission);
  if (isNegative(scores)) return "invalid";
  const isRelative = operator === "incr" || operator === "decr";
  const { score, subscore } = isRelative ? { score: 0n, subscore: 0n } : before;
  const compared = isRelative ? submission : scores;
  if (compared.score !== score || compared.subscore !== subscore) {
    change(before, scores, submission, nowMs);
  }
  return { record: before, expirySec };
}

/** Writes a score into a tournament. Every submission counts. */
export function writeTournamentScore(
  server: Pick<ServerContext, "clock">,
  board: Leaderboard & { readonly tournament: TournamentRules },
  submission: Submission,
): WrittenRecord | WriteRefusal {
  const { tournament: rules } = board;
  const nowMs = server.clock.nowMs();
  const nowSec = Math.floor(nowMs / 1000);
  const { startActiveSec, endActiveSec, expirySec } = tournamentDeadlines(rules, board.schedule, nowSec);
  if (startActiveSec > nowSec || endActiveSec <= nowSec) return "inactive";
  const operator = submission.operator ?? board.operator;
  const period = periodOf(board, expirySec);
  const before = period.get(submission.ownerId);
  if (before === undefined) {
    if (rules.joinRequired) return "join-required";
    const record = newRecord(firstScores(operator, submission), submission, nowMs, rules.maxNumScore);
    if (isNegative(record)) return "invalid";
    if (!takePlace(board)) return "full";
    period.set(record.ownerId, record);
    return { record, expirySec };
  }
  const scores = combineScores(operator, board.sort, before, submission);
  if (isNegative(scores)) return "invalid";
  if (before.numScore >= before.maxNumScore) {
    // The real server tells those who had to join nothing of it.
    return rules.joinRequired ? { record: before, expirySec } : "too-many-scores";
  }
  change(before, scores, submission, nowMs);
  return { record: before, expirySec };
}

/** Enters an owner into the present period of a tournament that asks for it. Once more changes nothing. */
export function joinTournament(
  server: Pick<ServerContext, "clock">,
  board: Leaderboard & { readonly tournament: TournamentRules },
  owner: Pick<Submission, "ownerId" | "username">,
): "joined" | "inactive" | "full" {
  const { tournament: rules } = board;
  if (!rules.joinRequired) return "joined";
  const nowMs = server.clock.nowMs();
  const nowSec = Math.floor(nowMs / 1000);
  const { endActiveSec, expirySec } = tournamentDeadlines(rules, board.schedule, nowSec);
  if (endActiveSec <= nowSec) return "inactive";
  const period = periodOf(board, expirySec);
  if (period.has(owner.ownerId)) return "joined";
  if (!takePlace(board)) return "full";
  const none = { score: 0n, subscore: 0n, metadata: "" };
  period.set(owner.ownerId, {
    ...newRecord(none, { ...owner, metadata: "" }, nowMs, rules.maxNumScore),
    numScore: 0,
  });
  return "joined";
}

function periodOf(board: Leaderboard, expirySec: number): Map<string, ScoreRecord> {
  const existing = board.records.get(expirySec);
  if (existing !== undefined) return existing;
  const created = new Map<string, ScoreRecord>();
  board.records.set(expirySec, created);
  return created;
}

function takePlace(board: Leaderboard & { readonly tournament: TournamentRules }): boolean {
  const { maxSize } = board.tournament;
  if (maxSize === UNLIMITED_SIZE) return true;
  if (board.size >= maxSize) return false;
  board.size++;
  return true;
}

function isNegative({ score, subscore }: Scores): boolean {
  return score < 0n || subscore < 0n;
}

function newRecord(
  { score, subscore }: Scores,
  { ownerId, username, metadata }: Pick<Submission, "ownerId" | "username" | "metadata">,
  nowMs: number,
  maxNumScore: number,
): ScoreRecord {
  return {
    ownerId,
    username,
    score,
    subscore,
    numScore: 1,
    maxNumScore,
    metadata: (metadata === "" ? undefined : jsonbText(metadata)) ?? "{}",
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}

function change(
  record: ScoreRecord,
  scores: Scores,
  { username, metadata }: Submission,
  nowMs: number,
): void {
  record.score = scores.score;
  record.subscore = scores.subscore;
  record.numScore++;
  if (username !== "") record.username = username;
  if (metadata !== "") record.metadata = jsonbText(metadata) ?? record.metadata;
  record.updatedAtMs = nowMs;
}
