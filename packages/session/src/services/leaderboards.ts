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
export async function writeScore(
  online: Online,
  leaderboardId: string,
  options: ScoreOptions,
): Promise<void> {
  const { score, subscore = 0, metadata, operator } = options;
  await online.request({
    path: `/v2/leaderboard/${encodeURIComponent(leaderboardId)}`,
    body: {
      score: String(score),
      subscore: String(subscore),
      metadata: metadata === undefined ? undefined : JSON.stringify(metadata),
      operator: operator === undefined ? undefined : OPERATORS[operator],
    },
  });
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
