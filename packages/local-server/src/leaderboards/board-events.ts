import type { Deadlines } from "./deadlines.js";
import { tournamentDeadlines } from "./deadlines.js";
import type { Leaderboard, ScoreOperator, TournamentRules } from "./leaderboard.js";

/** A leaderboard that starts anew, as modules are told of it: as it was in the second before. */
export interface ResetLeaderboard {
  /** By which clients name it. */
  readonly id: string;
  /** Whether modules alone may write scores. */
  readonly authoritative: boolean;
  /** Whether low or high scores lead. */
  readonly sort: "asc" | "desc";
  /** How a new score and the one before come together. */
  readonly operator: ScoreOperator;
  /** What it was created with. */
  readonly metadata: unknown;
  /** When it was created, in seconds since 1970. */
  readonly createTimeSec: number;
  /** When the period that is over began, in seconds since 1970. */
  readonly prevResetSec: number;
  /** When that period ended, in seconds since 1970: now. Its records are listed by it. */
  readonly nextResetSec: number;
}

/** A tournament of which a period ends, as modules are told of it: as it was in the second before. */
export interface EndedTournament extends Omit<ResetLeaderboard, "prevResetSec" | "nextResetSec"> {
  /** What it is called. */
  readonly title: string;
  /** What it is about. */
  readonly description: string;
  /** 0 to 127. */
  readonly category: number;
  /** How long scores are taken after each start, in seconds. */
  readonly durationSec: number;
  /** How many take part, where the number is limited; else 0. */
  readonly size: number;
  /** How many may take part; 2,147,483,647 where there is no limit. */
  readonly maxSize: number;
  /** How many scores one may submit; a million where there is no limit. */
  readonly maxNumScore: number;
  /** When the tournament began as a whole, in seconds since 1970. */
  readonly startTimeSec: number;
  /** When it ends as a whole, in seconds since 1970; 0 is never. */
  readonly endTimeSec: number;
  /** From when on scores were taken, in seconds since 1970. */
  readonly startActiveSec: number;
  /** Up to when scores were taken, in seconds since 1970. */
  readonly endActiveSec: number;
}

/** Told of a leaderboard that starts anew. `resetSec` is the moment, in seconds since 1970. */
export type LeaderboardResetFunction = (
  leaderboard: ResetLeaderboard,
  resetSec: number,
) => void | Promise<void>;

/**
 * Told of a tournament that takes no more scores, or starts anew. `endSec` is when it stopped to take scores, `resetSec`
 * when its records make place for the next period's, both in seconds since 1970; 0 is never.
 */
export type TournamentFunction = (
  tournament: EndedTournament,
  endSec: number,
  resetSec: number,
) => void | Promise<void>;

/** What a module is told of a leaderboard that starts anew at `resetSec`. */
export function resetLeaderboard(board: Leaderboard, resetSec: number): ResetLeaderboard {
  return {
    ...common(board),
    prevResetSec: board.schedule?.last(resetSec - 2) ?? 0,
    nextResetSec: board.schedule?.next(resetSec - 1) ?? 0,
  };
}

/** What a module is told of a tournament that ends, or starts anew, at `atSec`, with the period that is over. */
export function endedTournament(
  board: Leaderboard & { readonly tournament: TournamentRules },
  atSec: number,
): { readonly tournament: EndedTournament; readonly deadlines: Deadlines } {
  const { tournament: rules } = board;
  const deadlines = tournamentDeadlines(rules, board.schedule, atSec - 1);
  const { joinRequired: _, ...told } = rules;
  const { startActiveSec, endActiveSec } = deadlines;
  return {
    tournament: { ...common(board), ...told, size: board.size, startActiveSec, endActiveSec },
    deadlines,
  };
}

function common(board: Leaderboard): Omit<ResetLeaderboard, "prevResetSec" | "nextResetSec"> {
  const { id, authoritative, sort, operator } = board;
  const metadata: unknown = JSON.parse(board.metadata);
  return { id, authoritative, sort, operator, metadata, createTimeSec: Math.floor(board.createdAtMs / 1000) };
}
