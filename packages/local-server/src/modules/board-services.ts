import { expiryOf } from "../leaderboards/deadlines.js";
import type { LeaderboardWish, TournamentWish } from "../leaderboards/leaderboard.js";
import { ranked } from "../leaderboards/leaderboard.js";
import { writeScore } from "../leaderboards/write-score.js";
import type { ServerContext } from "../runtime/server-context.js";

/** One place in a leaderboard, as modules see it. */
export interface Standing {
  /** Whose it is: an account's id. */
  readonly ownerId: string;
  /** The owner's name when it was written. */
  readonly username: string;
  /** What decides the place. */
  readonly score: bigint;
  /** What decides it among equal scores. */
  readonly subscore: bigint;
  /** 1 is the first. */
  readonly rank: number;
}

/** What a module may do with leaderboards and tournaments. */
export interface BoardServices {
  /** Creates a leaderboard; one that is there stays as it is. Throws for a schedule that is none. */
  createLeaderboard(wish: LeaderboardWish): void;
  /** Creates a tournament; one that is there stays as it is. Throws for a schedule that is none. */
  createTournament(wish: TournamentWish): void;
  /** Writes a score as the server itself, which may write into authoritative leaderboards. */
  writeScore(
    leaderboardId: string,
    entry: {
      readonly ownerId: string;
      readonly username: string;
      readonly score: number | bigint;
      readonly subscore?: number | bigint;
    },
  ): void;
  /**
   * The best of a leaderboard or a tournament, `limit` at most (10 unless given), of the period that ends at `expirySec`,
   * in seconds since 1970: the present one unless given. Throws where there is no such leaderboard.
   */
  listRecords(
    leaderboardId: string,
    options?: { readonly limit?: number; readonly expirySec?: number },
  ): readonly Standing[];
}

const DEFAULT_LIMIT = 10;

/** Makes what the modules of one server may do with its leaderboards. */
export function boardServices(server: ServerContext): BoardServices {
  const { leaderboards, clock } = server;
  const find = (id: string): NonNullable<ReturnType<typeof leaderboards.get>> => {
    const board = leaderboards.get(id);
    if (board === undefined) throw new Error(`There is no leaderboard "${id}".`);
    return board;
  };
  return {
    createLeaderboard(wish) {
      leaderboards.create(wish);
      server.changed();
    },
    createTournament(wish) {
      leaderboards.createTournament(wish);
      server.changed();
    },
    writeScore(id, { ownerId, username, score, subscore = 0 }) {
      const written = writeScore(server, find(id), {
        ownerId,
        username,
        score: BigInt(score),
        subscore: BigInt(subscore),
        metadata: "",
        operator: undefined,
      });
      if (typeof written === "string") throw new Error("A score cannot be below 0.");
      server.changed();
    },
    listRecords(id, { limit = DEFAULT_LIMIT, expirySec } = {}) {
      const board = find(id);
      const period = expirySec ?? expiryOf(board, Math.floor(clock.nowMs() / 1000));
      return ranked(board, period)
        .slice(0, limit)
        .map(({ ownerId, username, score, subscore }, index) => ({
          ownerId,
          username,
          score,
          subscore,
          rank: index + 1,
        }));
    },
  };
}
