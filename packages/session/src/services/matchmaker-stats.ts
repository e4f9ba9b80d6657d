import { shapeReader } from "../api/shapes.js";
import type { Online } from "../online.js";

/** How busy the matchmaker is. */
export interface MatchmakerStats {
  /** Searches that wait. */
  readonly ticket_count: number;
  /** Since when the first of them waits; `undefined` when none does. */
  readonly oldest_ticket_create_time: Date | undefined;
  /** The last searches that found others. */
  readonly completions: readonly {
    /** When it began. */
    readonly create_time: Date;
    /** When it found them. */
    readonly complete_time: Date;
  }[];
}

/**
 * What the matchmaker tells of itself, for a lobby that says how long a search may take. On a real Nakama the numbers
 * are those of the last few seconds.
 *
 * @throws {NakodoError} what `online.api` throws
 */
export async function matchmakerStats(online: Online): Promise<MatchmakerStats> {
  const answer = await online.request({ path: "/v2/matchmaker/stats" });
  return shapeReader<MatchmakerStats>("ticket_count# oldest_ticket_create_time@ completions[search")(answer);
}
