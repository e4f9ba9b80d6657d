import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, type Route, route } from "../http/route.js";
import type { Leaderboard, TournamentRules } from "../leaderboards/leaderboard.js";
import { UNLIMITED_SIZE } from "../leaderboards/leaderboard.js";
import { joinTournament, type WriteRefusal, writeTournamentScore } from "../leaderboards/write-score.js";
import {
  leaderboardRecordTable,
  listAroundOwnerRequestTable,
  listRecordsRequestTable,
  recordListTable,
  recordWriteTable,
} from "../messages/leaderboard-tables.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";
import { periodOf } from "./leaderboards.js";
import {
  aroundView,
  checkLimit,
  checkOwnerIds,
  listView,
  readOwnerId,
  readSubmission,
  writtenView,
} from "./record-view.js";

const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 10;
const PATH = "/v2/tournament/{tournament_id}";

type Tournament = Leaderboard & { readonly tournament: TournamentRules };

/** Tournaments that modules have created: join, submit, list records. */
export function tournamentsArea(server: ServerContext): Area {
  return {
    routes: [
      submission(server, "POST"),
      submission(server, "PUT"),
      route({
        method: "POST",
        path: `${PATH}/join`,
        access: "session",
        body: emptyTable,
        query: emptyTable,
        response: emptyTable,
        handle({ path, caller }) {
          const owner = { ownerId: caller.userId, username: caller.username };
          const joined = joinTournament(server, find(server, path), owner);
          if (joined === "full") {
            throw invalidArgument("Tournament cannot be joined as it has reached its max size.");
          }
          if (joined === "inactive") {
            throw invalidArgument("Tournament is not active and cannot accept new joins.");
          }
          return {};
        },
      }),
      route({
        method: "GET",
        path: PATH,
        access: "session",
        body: emptyTable,
        query: listRecordsRequestTable,
        response: recordListTable,
        handle({ path, query }) {
          checkOwnerIds(query.owner_ids);
          checkLimit(query.limit, MAX_LIMIT);
          const board = find(server, path);
          if ((query.expiry ?? 0n) === 0n && hasEnded(server, board)) {
            throw new ApiError(GrpcCode.notFound, "Tournament has ended.");
          }
          return listView(periodOf(server, board, query.expiry), query.limit ?? DEFAULT_LIMIT, query);
        },
      }),
      route({
        method: "GET",
        path: `${PATH}/owner/{owner_id}`,
        access: "session",
        body: emptyTable,
        query: listAroundOwnerRequestTable,
        response: recordListTable,
        handle({ path, query }) {
          checkLimit(query.limit, MAX_LIMIT);
          const ownerId = readOwnerId(path);
          const board = find(server, path);
          if ((query.expiry ?? 0n) === 0n && hasEnded(server, board)) return {};
          const list = query.cursor === "" ? aroundView : pageView(query.cursor);
          const view = list(periodOf(server, board, query.expiry), query.limit ?? 1, ownerId);
          // So does the real server: its cursor for what comes before leads onwards.
          return { ...view, prev_cursor: view.next_cursor };
        },
      }),
      route({
        method: "DELETE",
        path: PATH,
        access: "session",
        body: emptyTable,
        query: emptyTable,
        response: emptyTable,
        handle({ path, caller }) {
          const board = server.leaderboards.tournament(path["tournament_id"] ?? "");
          if (board === undefined || board.authoritative) {
            throw new ApiError(GrpcCode.internal, "Error deleting score from tournament.");
          }
          const period = board.records.get(periodOf(server, board).expirySec);
          if (period?.delete(caller.userId) && board.tournament.maxSize !== UNLIMITED_SIZE) board.size--;
          return {};
        },
      }),
    ],
  };
}

function pageView(cursor: string): typeof aroundView {
  return (period, limit) => listView(period, limit, { cursor, owner_ids: [] });
}

function submission(server: ServerContext, method: "POST" | "PUT"): Route {
  return route({
    method,
    path: PATH,
    access: "session",
    body: recordWriteTable,
    query: emptyTable,
    response: leaderboardRecordTable,
    handle({ path, body, caller }) {
      const submitted = readSubmission(body, caller);
      const board = find(server, path);
      if (hasEnded(server, board)) {
        throw new ApiError(GrpcCode.notFound, "Tournament not found or has ended.");
      }
      if (board.authoritative) {
        throw new ApiError(
          GrpcCode.permissionDenied,
          "Tournament only allows authoritative score submissions.",
        );
      }
      const written = submitted === undefined ? "invalid" : writeTournamentScore(server, board, submitted);
      if (typeof written === "string") throw writeRefusal(written);
      return writtenView(board, written);
    },
  });
}

function writeRefusal(reason: WriteRefusal): ApiError {
  if (reason === "invalid") return new ApiError(GrpcCode.internal, "Error writing score to tournament.");
  const texts = {
    inactive: "Tournament is not active and cannot accept new scores.",
    "join-required": "Must join tournament before attempting to write value.",
    "too-many-scores": "Reached allowed max number of score attempts.",
    full: "Tournament has reached max size.",
  } as const;
  return new ApiError(GrpcCode.failedPrecondition, texts[reason]);
}

function find(server: ServerContext, path: Readonly<Record<string, string>>): Tournament {
  const board = server.leaderboards.tournament(path["tournament_id"] ?? "");
  if (board === undefined) throw new ApiError(GrpcCode.notFound, "Tournament not found.");
  return board;
}

function hasEnded(server: ServerContext, { tournament }: Tournament): boolean {
  return tournament.endTimeSec > 0 && tournament.endTimeSec <= Math.floor(server.clock.nowMs() / 1000);
}
