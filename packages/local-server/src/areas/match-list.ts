import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, route } from "../http/route.js";
import { parseQuery } from "../matchmaking/query-parser.js";
import type { Decoded, Encodable } from "../messages/field.js";
import {
  type listedMatchTable,
  listMatchesRequestTable,
  matchListTable,
} from "../messages/match-list-tables.js";
import { StreamMode } from "../presence/stream.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

/** The listing of running matches. */
export function matchListArea(server: ServerContext): Area {
  return {
    routes: [
      route({
        method: "GET",
        path: "/v2/match",
        access: "session",
        body: emptyTable,
        query: listMatchesRequestTable,
        response: matchListTable,
        handle({ query }) {
          check(query);
          return { matches: listMatches(server, query) };
        },
      }),
    ],
  };
}

type Wish = Decoded<typeof listMatchesRequestTable>;

function check({ limit, authoritative, label, query, min_size, max_size }: Wish): void {
  if (limit !== undefined && (limit < 1 || limit > MAX_LIMIT)) {
    throw invalidArgument("Invalid limit - limit must be between 1 and 100.");
  }
  if (label !== undefined && authoritative === false) {
    throw invalidArgument("Label filtering is not supported for non-authoritative matches.");
  }
  if (query !== undefined && authoritative === false) {
    throw invalidArgument("Query filtering is not supported for non-authoritative matches.");
  }
  if (min_size !== undefined && min_size < 0) throw invalidArgument("Minimum size must be 0 or above.");
  if (max_size !== undefined && max_size < 0) throw invalidArgument("Maximum size must be 0 or above.");
  if (min_size !== undefined && max_size !== undefined && min_size > max_size) {
    throw invalidArgument(
      "Maximum size must be greater than or equal to minimum size when both are specified.",
    );
  }
}

/** Relayed matches have no label, so a label or a query leaves none of them. */
function listMatches(server: ServerContext, wish: Wish): Encodable<typeof listedMatchTable>[] {
  const sized = wish.min_size !== undefined || wish.max_size !== undefined;
  if (wish.query !== undefined && wish.query !== "" && !sized && parseQuery(wish.query) === undefined) {
    throw new ApiError(GrpcCode.internal, "Error listing matches.");
  }
  if (wish.query !== undefined || wish.label !== undefined || wish.authoritative === true) return [];
  return server.tracker
    .sizes(StreamMode.matchRelayed)
    .filter(({ size }) => size >= (wish.min_size ?? 0) && size <= (wish.max_size ?? Number.POSITIVE_INFINITY))
    .slice(0, wish.limit ?? DEFAULT_LIMIT)
    .map(({ stream, size }) => ({ match_id: `${stream.subject}.`, size }));
}
