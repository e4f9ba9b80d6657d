import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, route } from "../http/route.js";
import { tournamentDeadlines } from "../leaderboards/deadlines.js";
import type { Leaderboard, ScoreOperator, TournamentRules } from "../leaderboards/leaderboard.js";
import type { Decoded, Encodable } from "../messages/field.js";
import {
  listTournamentsRequestTable,
  tournamentListTable,
  type tournamentTable,
} from "../messages/leaderboard-tables.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";
import { decodeCursor, encodeCursor } from "./cursor.js";
import { wholeSeconds } from "./whole-seconds.js";

const MAX_LIMIT = 100;
const MAX_CATEGORY = 127;
const OPERATOR_NUMBERS: Readonly<Record<ScoreOperator, number>> = { best: 1, set: 2, incr: 3, decr: 4 };

type Wish = Decoded<typeof listTournamentsRequestTable>;
type Tournament = Leaderboard & { readonly tournament: TournamentRules };

/** The listing of tournaments that have not ended, unless others are asked for. */
export function tournamentsListArea(server: ServerContext): Area {
  return {
    routes: [
      route({
        method: "GET",
        path: "/v2/tournament",
        access: "session",
        body: emptyTable,
        query: listTournamentsRequestTable,
        response: tournamentListTable,
        handle({ query }) {
          const after = readCursor(query.cursor);
          check(query);
          const nowSec = Math.floor(server.clock.nowMs() / 1000);
          const all = server.leaderboards.tournaments();
          const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
          const found = all.slice(from).filter(({ tournament }) => fits(tournament, query, nowSec));
          const page = found.slice(0, query.limit ?? MAX_LIMIT);
          const last = found.length > page.length ? page.at(-1) : undefined;
          return {
            tournaments: page.map((board) => view(board, nowSec)),
            cursor: last === undefined ? "" : encodeCursor([last.id]),
          };
        },
      }),
    ],
  };
}

function readCursor(cursor: string): string | undefined {
  if (cursor === "") return undefined;
  const [id] = decodeCursor(cursor, [""]) ?? [];
  if (id === undefined) throw new ApiError(GrpcCode.unknown, "leaderboard cursor invalid");
  return id;
}

function check({ category_start, category_end, start_time, end_time, limit }: Wish): void {
  if (category_end !== undefined && category_end > MAX_CATEGORY) {
    throw invalidArgument("Tournament category end must be >=0 and <128.");
  }
  if (category_end !== undefined && category_end < (category_start ?? 0)) {
    throw invalidArgument("Tournament category end must be greater than category start.");
  }
  if (end_time !== undefined && end_time !== 0 && end_time < (start_time ?? -1)) {
    throw invalidArgument("Tournament end time must be greater than start time.");
  }
  if (limit !== undefined && (limit < 1 || limit > MAX_LIMIT)) {
    throw invalidArgument("Limit must be between 1 and 100.");
  }
}

function fits(rules: TournamentRules, wish: Wish, nowSec: number): boolean {
  const { category, startTimeSec, endTimeSec } = rules;
  if (category < (wish.category_start ?? 0) || category > (wish.category_end ?? MAX_CATEGORY)) return false;
  if (startTimeSec < (wish.start_time ?? -1)) return false;
  if (wish.end_time === undefined) return endTimeSec === 0 || endTimeSec >= nowSec;
  return wish.end_time === 0 ? endTimeSec === 0 : endTimeSec !== 0 && endTimeSec <= wish.end_time;
}

function view(board: Tournament, nowSec: number): Encodable<typeof tournamentTable> {
  const { tournament: rules, schedule } = board;
  const { startActiveSec, endActiveSec, expirySec } = tournamentDeadlines(rules, schedule, nowSec);
  const isActive = startActiveSec <= nowSec && endActiveSec >= nowSec;
  const hasStarted = rules.startTimeSec <= nowSec;
  return {
    id: board.id,
    title: rules.title,
    description: rules.description,
    category: rules.category,
    sort_order: board.sort === "desc" ? 1 : 0,
    size: board.size,
    max_size: rules.maxSize,
    max_num_score: rules.maxNumScore,
    can_enter: isActive && board.size < rules.maxSize,
    end_active: endActiveSec,
    next_reset: expirySec,
    metadata: board.metadata,
    create_time: wholeSeconds(board.createdAtMs),
    start_time: rules.startTimeSec * 1000,
    end_time: rules.endTimeSec === 0 ? undefined : rules.endTimeSec * 1000,
    duration: rules.durationSec,
    start_active: startActiveSec,
    prev_reset: schedule === undefined || !hasStarted ? 0 : schedule.last(nowSec - 1),
    operator: OPERATOR_NUMBERS[board.operator],
    authoritative: board.authoritative,
    join_required: rules.joinRequired,
  };
}
