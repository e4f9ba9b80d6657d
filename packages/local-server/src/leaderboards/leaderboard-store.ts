import { type Kept, kept } from "../data-file/kept.js";
import type { Clock } from "../runtime/clock.js";
import { jsonbText } from "../storage/jsonb-text.js";
import { parseSchedule } from "./cron.js";
import { keptBoard, restoredBoard } from "./kept-board.js";
import { keptBoardsTable } from "./kept-boards.js";
import {
  type Leaderboard,
  type LeaderboardWish,
  type TournamentRules,
  type TournamentWish,
  UNLIMITED_SCORES,
  UNLIMITED_SIZE,
} from "./leaderboard.js";

/** All leaderboards and tournaments with their records. */
export class LeaderboardStore {
  readonly #clock: Clock;
  readonly #boards = new Map<string, Leaderboard>();
  #created: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Has `listener` told that there is one more, which may have a deadline. */
  onCreate(listener: () => void): void {
    this.#created = listener;
  }

  /** Every leaderboard and tournament, in the order of their creation. */
  all(): Iterable<Leaderboard> {
    return this.#boards.values();
  }

  /** The leaderboard or tournament with this id. */
  get(id: string): Leaderboard | undefined {
    return this.#boards.get(id);
  }

  /** The tournament with this id. */
  tournament(id: string): (Leaderboard & { readonly tournament: TournamentRules }) | undefined {
    const board = this.#boards.get(id);
    return board !== undefined && isTournament(board) ? board : undefined;
  }

  /** Every tournament: the earliest first, of those the one that ends last, then by category and id. */
  tournaments(): (Leaderboard & { readonly tournament: TournamentRules })[] {
    return [...this.#boards.values()]
      .filter(isTournament)
      .sort(
        ({ id: idA, tournament: a }, { id: idB, tournament: b }) =>
          a.startTimeSec - b.startTimeSec ||
          b.endTimeSec - a.endTimeSec ||
          a.category - b.category ||
          (idA < idB ? -1 : 1),
      );
  }

  /** Creates a leaderboard; one that is there stays as it is. Throws an Error for a schedule that is none. */
  create(wish: LeaderboardWish): void {
    this.#add(wish, undefined);
  }

  /** Creates a tournament; one that is there stays as it is. Throws an Error for a schedule that is none. */
  createTournament(wish: TournamentWish): void {
    if (!(wish.durationSec > 0)) throw new Error("A tournament's durationSec must be above 0.");
    this.#add(wish, {
      durationSec: wish.durationSec,
      title: wish.title ?? "",
      description: wish.description ?? "",
      category: wish.category ?? 0,
      startTimeSec: wish.startTimeSec || Math.floor(this.#clock.nowMs() / 1000),
      endTimeSec: wish.endTimeSec ?? 0,
      maxSize: wish.maxSize || UNLIMITED_SIZE,
      maxNumScore: wish.maxNumScore || UNLIMITED_SCORES,
      joinRequired: wish.joinRequired ?? false,
    });
  }

  /** All leaderboards with their records, for a file. */
  get kept(): Kept {
    return kept(
      keptBoardsTable,
      () => ({ boards: [...this.#boards.values()].map(keptBoard) }),
      ({ boards }) => {
        for (const board of boards) this.#boards.set(board.id, restoredBoard(board));
      },
    );
  }

  /** Removes every record of an owner. */
  removeOwner(ownerId: string): void {
    for (const { records } of this.#boards.values()) {
      for (const period of records.values()) period.delete(ownerId);
    }
  }

  #add(wish: LeaderboardWish, tournament: TournamentRules | undefined): void {
    if (this.#boards.has(wish.id)) return;
    this.#boards.set(wish.id, {
      id: wish.id,
      authoritative: wish.authoritative ?? true,
      sort: wish.sort ?? "desc",
      operator: wish.operator ?? "best",
      schedule: wish.reset === undefined || wish.reset === "" ? undefined : parseSchedule(wish.reset),
      metadata: jsonbText(JSON.stringify(wish.metadata ?? {})) ?? "{}",
      enableRanks: wish.enableRanks ?? false,
      createdAtMs: this.#clock.nowMs(),
      tournament,
      records: new Map(),
      size: 0,
    });
    this.#created();
  }
}

/** Whether a leaderboard is a tournament. */
export function isTournament(
  board: Leaderboard,
): board is Leaderboard & { readonly tournament: TournamentRules } {
  return board.tournament !== undefined;
}
