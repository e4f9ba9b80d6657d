import type { Leaderboard, ScoreOperator, ScoreRecord } from "./leaderboard.js";

/** A pair of scores. */
export type Scores = Pick<ScoreRecord, "score" | "subscore">;

/** What a first submission comes to. */
export function firstScores(operator: ScoreOperator, submitted: Scores): Scores {
  return operator === "decr" ? { score: 0n, subscore: 0n } : submitted;
}

/** What a further submission comes to. Score and subscore go their own ways. */
export function combineScores(
  operator: ScoreOperator,
  sort: Leaderboard["sort"],
  before: Scores,
  submitted: Scores,
): Scores {
  const combine = (old: bigint, now: bigint): bigint => {
    if (operator === "set") return now;
    if (operator === "incr") return old + now;
    if (operator === "decr") return old > now ? old - now : 0n;
    return old < now === (sort === "desc") ? now : old;
  };
  return {
    score: combine(before.score, submitted.score),
    subscore: combine(before.subscore, submitted.subscore),
  };
}
