import type { Schedule } from "./cron.js";
import type { Leaderboard, TournamentRules } from "./leaderboard.js";

/** The period of a tournament that a moment belongs to. All in seconds since 1970. */
export interface Deadlines {
  /** From here on scores are taken. */
  readonly startActiveSec: number;
  /** Up to here scores are taken. */
  readonly endActiveSec: number;
  /** When its records make place for the next period's; 0 is never. */
  readonly expirySec: number;
}

/** The period that `nowSec` belongs to, or the next one. */
export function tournamentDeadlines(
  rules: TournamentRules,
  schedule: Schedule | undefined,
  nowSec: number,
): Deadlines {
  const { startTimeSec, endTimeSec, durationSec } = rules;
  if (schedule === undefined) {
    const endActiveSec = startTimeSec + durationSec;
    return {
      startActiveSec: startTimeSec,
      endActiveSec: endTimeSec > 0 ? Math.min(endActiveSec, endTimeSec) : endActiveSec,
      expirySec: endTimeSec,
    };
  }
  let startActiveSec = nowSec < startTimeSec ? schedule.next(startTimeSec) : schedule.last(nowSec);
  let expirySec = schedule.next(startActiveSec);
  let endActiveSec = Math.min(startActiveSec + durationSec, expirySec);
  if (startTimeSec > endActiveSec) {
    startActiveSec = schedule.next(startTimeSec);
    expirySec = schedule.next(startActiveSec);
    endActiveSec = Math.min(startActiveSec + durationSec, expirySec);
  } else if (startTimeSec > startActiveSec) startActiveSec = startTimeSec;
  if (endTimeSec > 0 && expirySec > endTimeSec) {
    expirySec = endTimeSec;
    endActiveSec = Math.min(endActiveSec, expirySec);
  }
  return { startActiveSec, endActiveSec, expirySec };
}

/** When the records that are written now expire, in seconds since 1970; 0 is never. */
export function expiryOf({ tournament, schedule }: Leaderboard, nowSec: number): number {
  if (tournament !== undefined) return tournamentDeadlines(tournament, schedule, nowSec).expirySec;
  return schedule?.next(nowSec) ?? 0;
}
