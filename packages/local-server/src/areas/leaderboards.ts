import { ApiError } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, route } from "../http/route.js";
import { expiryOf } from "../leaderboards/deadlines.js";
import type { Leaderboard } from "../leaderboards/leaderboard.js";
import type { Period } from "../leaderboards/record-pages.js";
import { writeScore } from "../leaderboards/write-score.js";
import {
  leaderboardRecordTable,
  listAroundOwnerRequestTable,
  listRecordsRequestTable,
  recordListTable,
  recordWriteTable,
} from "../messages/leaderboard-tables.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";
import {
  aroundView,
  checkLimit,
  checkOwnerIds,
  listView,
  readOwnerId,
  readSubmission,
  writtenView,
} from "./record-view.js";

const MAX_LIMIT = 1000;
const MAX_AROUND_LIMIT = 100;
const PATH = "/v2/leaderboard/{leaderboard_id}";

/** Leaderboards that modules have created: write, list, delete. */
export function leaderboardsArea(server: ServerContext): Area {
  server.accounts.onDelete(({ id }) => server.leaderboards.removeOwner(id));
  return {
    routes: [
      route({
        method: "POST",
        path: PATH,
        access: "session",
        body: recordWriteTable,
        query: emptyTable,
        response: leaderboardRecordTable,
        handle({ path, body, caller }) {
          const submission = readSubmission(body, caller);
          const board = find(server, path);
          if (board.authoritative) {
            throw new ApiError(
              GrpcCode.permissionDenied,
              "Leaderboard only allows authoritative score submissions.",
            );
          }
          const written = submission === undefined ? "invalid" : writeScore(server, board, submission);
          if (typeof written !== "string") return writtenView(board, written);
          throw new ApiError(GrpcCode.internal, "Error writing score to leaderboard.");
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
          checkLimit(query.limit, MAX_LIMIT);
          const needsPage = query.owner_ids.length === 0 || query.cursor !== "";
          checkOwnerIds(query.owner_ids);
          const board = find(server, path);
          return listView(
            periodOf(server, board, query.expiry),
            query.limit ?? (needsPage ? 1 : undefined),
            query,
          );
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
          checkLimit(query.limit, MAX_AROUND_LIMIT);
          const ownerId = readOwnerId(path);
          const period = periodOf(server, find(server, path), query.expiry);
          const limit = query.limit ?? 1;
          if (query.cursor === "") return aroundView(period, limit, ownerId);
          return listView(period, limit, { cursor: query.cursor, owner_ids: [] });
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
          const board = find(server, path);
          if (board.tournament !== undefined) throw notFound();
          if (board.authoritative) {
            throw new ApiError(
              GrpcCode.permissionDenied,
              "Leaderboard only allows authoritative score deletions.",
            );
          }
          board.records.get(periodOf(server, board).expirySec)?.delete(caller.userId);
          return {};
        },
      }),
    ],
  };
}

function find(server: ServerContext, path: Readonly<Record<string, string>>): Leaderboard {
  const board = server.leaderboards.get(path["leaderboard_id"] ?? "");
  if (board === undefined) throw notFound();
  return board;
}

/** The period that is asked for, in seconds since 1970; the present one unless given. */
export function periodOf(server: ServerContext, board: Leaderboard, expiry = 0n): Period {
  const nowSec = Math.floor(server.clock.nowMs() / 1000);
  return { board, expirySec: expiry === 0n ? expiryOf(board, nowSec) : Number(expiry) };
}

function notFound(): ApiError {
  return new ApiError(GrpcCode.notFound, "Leaderboard not found.");
}
