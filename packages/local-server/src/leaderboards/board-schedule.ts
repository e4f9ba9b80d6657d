import type { Timer } from "../runtime/clock.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { LeaderboardResetFunction, TournamentFunction } from "./board-events.js";
import { endedTournament, resetLeaderboard } from "./board-events.js";
import { expiryOf, tournamentDeadlines } from "./deadlines.js";
import type { Leaderboard } from "./leaderboard.js";
import { isTournament } from "./leaderboard-store.js";

/** What modules want to be told of. */
export interface BoardHooks {
  leaderboardReset: LeaderboardResetFunction | undefined;
  tournamentEnd: TournamentFunction | undefined;
  tournamentReset: TournamentFunction | undefined;
}

/** What it needs of its server. */
export type BoardScheduleHost = Pick<
  ServerContext,
  "leaderboards" | "clock" | "modules" | "warn" | "changed"
>;

/** What falls due at one moment. */
interface Due {
  readonly atSec: number;
  readonly ends: readonly Leaderboard[];
  readonly resets: readonly Leaderboard[];
}

/** Timers do not reach further than 24 days; whatever is due later is looked for again. */
const MAX_WAIT_MS = 86_400_000;

/**
 * Runs what leaderboards and tournaments do at their deadlines: a tournament of limited size has room again, and modules
 * are told. Records need no deed: they belong to the moment when their period ends.
 */
export class BoardSchedule {
  readonly #host: BoardScheduleHost;
  #timer: Timer | undefined;
  #lastFiredSec = 0;
  #running = false;

  constructor(host: BoardScheduleHost) {
    this.#host = host;
    host.leaderboards.onCreate(() => this.#plan());
  }

  /** Begins to wait for the first deadline. */
  start(): void {
    this.#running = true;
    this.#plan();
  }

  /** Waits no longer. */
  stop(): void {
    this.#running = false;
    this.#timer?.cancel();
  }

  #plan(): void {
    if (!this.#running) return;
    this.#timer?.cancel();
    const due = this.#next();
    if (due === undefined) return;
    const waitMs = due.atSec * 1000 - this.#host.clock.nowMs();
    this.#timer = this.#host.clock.setTimer(Math.min(Math.max(0, waitMs), MAX_WAIT_MS), () => {
      if (this.#host.clock.nowMs() >= due.atSec * 1000) this.#fire(due);
      this.#plan();
    });
  }

  #next(): Due | undefined {
    const nowSec = Math.floor(this.#host.clock.nowMs() / 1000);
    let atSec = Number.POSITIVE_INFINITY;
    const ends: Leaderboard[] = [];
    const resets: Leaderboard[] = [];
    const consider = (sec: number, board: Leaderboard, kind: Leaderboard[]): void => {
      if (sec <= this.#lastFiredSec || sec > atSec) return;
      if (sec < atSec) {
        ends.length = 0;
        resets.length = 0;
        atSec = sec;
      }
      kind.push(board);
    };
    for (const board of this.#host.leaderboards.all()) {
      const { endActiveSec, expirySec } = deadlinesOf(board, nowSec);
      if (endActiveSec > nowSec) consider(endActiveSec, board, ends);
      if (expirySec >= nowSec && expirySec > 0) consider(expirySec, board, resets);
    }
    return atSec === Number.POSITIVE_INFINITY ? undefined : { atSec, ends, resets };
  }

  #fire({ atSec, ends, resets }: Due): void {
    this.#lastFiredSec = atSec;
    for (const board of ends) {
      if (isTournament(board)) this.#tell("tournamentEnd", board, atSec);
    }
    for (const board of resets) {
      if (!isTournament(board)) {
        this.#run("leaderboardReset", () =>
          this.#host.modules.boards.leaderboardReset?.(resetLeaderboard(board, atSec), atSec),
        );
        continue;
      }
      this.#tell("tournamentReset", board, atSec);
    }
  }

  /** As on the real server a tournament that starts anew has room again before its modules are told. */
  #tell(
    name: "tournamentEnd" | "tournamentReset",
    board: Parameters<typeof endedTournament>[0],
    atSec: number,
  ): void {
    this.#run(name, () => {
      const { tournament, deadlines } = endedTournament(board, atSec);
      if (name === "tournamentReset") {
        board.size = 0;
        this.#host.changed();
      }
      return this.#host.modules.boards[name]?.(tournament, deadlines.endActiveSec, deadlines.expirySec);
    });
  }

  #run(name: keyof BoardHooks, call: () => void | Promise<void>): void {
    const failed = (error: unknown): void => this.#host.warn(`error in ${name}`, error);
    try {
      call()?.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

/** When a board stops to take scores and when it starts anew, in seconds since 1970; 0 is never. */
function deadlinesOf(
  board: Leaderboard,
  nowSec: number,
): { readonly endActiveSec: number; readonly expirySec: number } {
  try {
    if (!isTournament(board)) return { endActiveSec: 0, expirySec: expiryOf(board, nowSec) };
    if (board.tournament.endTimeSec > 0 && board.tournament.endTimeSec < nowSec) return NEVER;
    return tournamentDeadlines(board.tournament, board.schedule, nowSec);
  } catch {
    return NEVER;
  }
}

const NEVER = { endActiveSec: 0, expirySec: 0 };
