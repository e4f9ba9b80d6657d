import type { Schedule } from "./cron.js";

/** How a new score and the one before come together. */
export type ScoreOperator = "best" | "set" | "incr" | "decr";

/** How a leaderboard is created by a module. */
export interface LeaderboardWish {
  /** By which clients name it. One that exists already stays as it is. */
  readonly id: string;
  /** Whether modules alone may write scores; `true`. */
  readonly authoritative?: boolean;
  /** Whether low or high scores lead; `desc`: high ones. */
  readonly sort?: "asc" | "desc";
  /** `best` unless given. */
  readonly operator?: ScoreOperator;
  /** When it starts anew, in cron's five fields (UTC); never unless given. */
  readonly reset?: string;
  /** Whatever clients should be told of it. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Whether records tell their rank wherever they are listed; `false`, as on the real server. */
  readonly enableRanks?: boolean;
}

/** How a tournament is created by a module. */
export interface TournamentWish extends LeaderboardWish {
  /** How long scores are taken after each start, in seconds, above 0. */
  readonly durationSec: number;
  /** What it is called; empty unless given. */
  readonly title?: string;
  /** What it is about; empty unless given. */
  readonly description?: string;
  /** 0 to 127. */
  readonly category?: number;
  /** Seconds since 1970; now unless given. */
  readonly startTimeSec?: number;
  /** Seconds since 1970; never unless given. */
  readonly endTimeSec?: number;
  /** How many may take part; any number unless given. */
  readonly maxSize?: number;
  /** How many scores one may submit; a million unless given. */
  readonly maxNumScore?: number;
  /** Whether one must join before the first score; `false`. */
  readonly joinRequired?: boolean;
}

/** What makes a leaderboard a tournament. */
export interface TournamentRules {
  readonly durationSec: number;
  readonly title: string;
  readonly description: string;
  readonly category: number;
  readonly startTimeSec: number;
  /** 0 is never. */
  readonly endTimeSec: number;
  readonly maxSize: number;
  readonly maxNumScore: number;
  readonly joinRequired: boolean;
}

/** One owner's record. */
export interface ScoreRecord {
  readonly ownerId: string;
  username: string;
  score: bigint;
  subscore: bigint;
  numScore: number;
  readonly maxNumScore: number;
  /** A JSON text. */
  metadata: string;
  readonly createdAtMs: number;
  updatedAtMs: number;
}

/** A leaderboard or a tournament. */
export interface Leaderboard {
  readonly id: string;
  readonly authoritative: boolean;
  readonly sort: "asc" | "desc";
  readonly operator: ScoreOperator;
  readonly schedule: Schedule | undefined;
  readonly metadata: string;
  readonly enableRanks: boolean;
  readonly createdAtMs: number;
  readonly tournament: TournamentRules | undefined;
  /** By the moment when they expire, in seconds since 1970 (0: never), then by owner. */
  readonly records: Map<number, Map<string, ScoreRecord>>;
  /** How many take part in a tournament of limited size. */
  size: number;
}

/** The size of a tournament that has no limit. */
export const UNLIMITED_SIZE = 2_147_483_647;

/** How many scores one may submit where there is no limit. */
export const UNLIMITED_SCORES = 1_000_000;

/** The records of one period, best first. Equal scores are ordered by owner. */
export function ranked({ sort, records }: Leaderboard, expirySec: number): ScoreRecord[] {
  const direction = sort === "asc" ? 1 : -1;
  return [...(records.get(expirySec)?.values() ?? [])].sort((a, b) => direction * compareRecords(a, b));
}

/** The order of two records in an ascending leaderboard. */
export function compareRecords(
  a: Pick<ScoreRecord, "score" | "subscore" | "ownerId">,
  b: Pick<ScoreRecord, "score" | "subscore" | "ownerId">,
): number {
  if (a.score !== b.score) return a.score < b.score ? -1 : 1;
  if (a.subscore !== b.subscore) return a.subscore < b.subscore ? -1 : 1;
  return a.ownerId === b.ownerId ? 0 : a.ownerId < b.ownerId ? -1 : 1;
}
