import type { LeaderboardRecord } from "../api/records.js";
import { shapeReader } from "../api/shapes.js";
import type { Online } from "../online.js";

/** How a score is taken together with the one before: instead of what the leaderboard says. */
export type ScoreOperator = "best" | "set" | "increment" | "decrement";

/** By Nakama's `Operator`. */
const OPERATORS: Readonly<Record<ScoreOperator, number>> = { best: 1, set: 2, increment: 3, decrement: 4 };

/** What {@link writeScore} takes. */
export interface ScoreOptions {
  /** A whole number, 0 at least. */
  readonly score: number;
  /** Decides between equal scores. A whole number, 0 at least (default 0). */
  readonly subscore?: number;
  /** Kept with the record: an object of JSON. */
  readonly metadata?: object;
  /** Default: the leaderboard's own. */
  readonly operator?: ScoreOperator;
}

/**
 * Submits a score with an operator of its own, which `online.api.writeLeaderboardRecord` cannot.
 *
 * @throws {NakodoError} `not-found` (no such leaderboard), `permission-denied` (only the server may), `invalid-argument`
 * and what `online.api` throws
 */
export function writeScore(
  online: Online,
  leaderboardId: string,
  options: ScoreOptions,
): Promise<LeaderboardRecord> {
  return submit(online, `/v2/leaderboard/${encodeURIComponent(leaderboardId)}`, options);
}

/**
 * Submits a score to a tournament with an operator of its own, which `online.api.writeTournamentRecord` cannot.
 *
 * @throws {NakodoError} `not-found` (no such tournament), `invalid-argument` (not active, not joined, too often) and
 * what `online.api` throws
 */
export function writeTournamentScore(
  online: Online,
  tournamentId: string,
  options: ScoreOptions,
): Promise<LeaderboardRecord> {
  return submit(online, `/v2/tournament/${encodeURIComponent(tournamentId)}`, options);
}

async function submit(online: Online, path: string, options: ScoreOptions): Promise<LeaderboardRecord> {
  const { score, subscore = 0, metadata, operator } = options;
  const body = {
    score: String(score),
    subscore: String(subscore),
    metadata: metadata && JSON.stringify(metadata),
    operator: operator && OPERATORS[operator],
  };
  return shapeReader<LeaderboardRecord>("record")(await online.request({ path, body }));
}

/**
 * Deletes our own record, if there is one.
 *
 * @throws {NakodoError} `not-found` (no such leaderboard), `permission-denied` (only the server may) and what
 * `online.api` throws
 */
export async function deleteScore(online: Online, leaderboardId: string): Promise<void> {
  await online.request({ method: "DELETE", path: `/v2/leaderboard/${encodeURIComponent(leaderboardId)}` });
}
