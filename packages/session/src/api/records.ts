import type { Fields } from "../fields.js";

/** A score. */
export interface LeaderboardRecord {
  /** The leaderboard or tournament. */
  readonly leaderboard_id: string;
  /** The account whose it is. */
  readonly owner_id: string;
  /** Its name. */
  readonly username: string;
  /** A whole number, 0 at least. */
  readonly score: number;
  /** Decides between equal scores. */
  readonly subscore: number;
  /** How often it was submitted. */
  readonly num_score: number;
  /** How often it may be. */
  readonly max_num_score: number;
  /** What was kept with it. */
  readonly metadata: Fields;
  /** The place, from 1; 0 where the server keeps no ranks. */
  readonly rank: number;
  /** When it was first submitted. */
  readonly create_time: Date;
  /** When it changed last. */
  readonly update_time: Date;
  /** When the leaderboard starts afresh, if it does. */
  readonly expiry_time: Date | undefined;
}

/** A page of scores. */
export interface LeaderboardRecordList {
  /** In order of rank. */
  readonly records: readonly LeaderboardRecord[];
  /** Those of the owners that were asked for. */
  readonly owner_records: readonly LeaderboardRecord[];
  /** Gives the next page; empty with the last one. */
  readonly next_cursor: string;
  /** Gives the page before; empty with the first one. */
  readonly prev_cursor: string;
  /** How many records have a rank. */
  readonly rank_count: number;
}

/** A tournament. */
export interface Tournament {
  /** Gives it to `joinTournament`. */
  readonly id: string;
  /** What it is called. */
  readonly title: string;
  /** What its makers say of it. */
  readonly description: string;
  /** By which it is listed, 0 to 127. */
  readonly category: number;
  /** 0: lower scores are better; 1: higher ones. */
  readonly sort_order: number;
  /** How a score is taken with the one before: 1 best, 2 set, 3 increment, 4 decrement. */
  readonly operator: number;
  /** Players in it. */
  readonly size: number;
  /** Most players. */
  readonly max_size: number;
  /** How often a player may submit. */
  readonly max_num_score: number;
  /** Whether one can enter now. */
  readonly can_enter: boolean;
  /** Whether only the server's own code submits scores. */
  readonly authoritative: boolean;
  /** Whether `joinTournament` must come before a score. */
  readonly join_required: boolean;
  /** What its makers keep with it. */
  readonly metadata: Fields;
  /** How long it is active each time, in seconds. */
  readonly duration: number;
  /** When it was made. */
  readonly create_time: Date;
  /** When it starts, the first time. */
  readonly start_time: Date;
  /** When it ends for good, if it does. */
  readonly end_time: Date | undefined;
  /** When it became, or becomes, active. */
  readonly start_active: Date | undefined;
  /** When it stops being active. */
  readonly end_active: Date | undefined;
  /** When it starts afresh, if it does. */
  readonly next_reset: Date | undefined;
  /** When it last started afresh. */
  readonly prev_reset: Date | undefined;
}

/** A page of tournaments. */
export interface TournamentList {
  /** Up to as many as were asked for. */
  readonly tournaments: readonly Tournament[];
  /** Gives the next page; empty with the last one. */
  readonly cursor: string;
}
