import type { AnyMatch } from "../authoritative/match-registry.js";
import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, route } from "../http/route.js";
import { jsonFields } from "../matchmaking/json-document.js";
import { parseQuery } from "../matchmaking/query-parser.js";
import { compileQuery, QueryNotRunnable } from "../matchmaking/query-search.js";
import type { Decoded, Encodable } from "../messages/field.js";
import {
  type listedMatchTable,
  listMatchesRequestTable,
  matchListTable,
} from "../messages/match-list-tables.js";
import { StreamMode } from "../presence/stream.js";
import { NODE_NAME } from "../runtime/node-name.js";
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

/** Matches that modules run come first; relayed ones have no label, so a label or a query leaves none of them. */
function listMatches(server: ServerContext, wish: Wish): Encodable<typeof listedMatchTable>[] {
  const sized = wish.min_size !== undefined || wish.max_size !== undefined;
  const query = wish.query === undefined || wish.query === "" ? undefined : wish.query;
  if (query !== undefined && !sized && parseQuery(query) === undefined) throw refusal();
  const own = wish.authoritative === false ? [] : search(server, query, wish.label);
  const allowsRelayed = wish.query === undefined && wish.label === undefined && wish.authoritative !== true;
  const relayed = allowsRelayed ? server.tracker.sizes(StreamMode.matchRelayed) : [];
  return [
    ...own.map((match) => ({
      match_id: match.id,
      authoritative: true,
      label: match.label,
      size: server.tracker.list(match.stream).length,
      tick_rate: match.tickRate,
      handler_name: match.handlerName,
    })),
    ...relayed.map(({ stream, size }) => ({ match_id: `${stream.subject}.`, size })),
  ]
    .filter(({ size }) => size >= (wish.min_size ?? 0) && size <= (wish.max_size ?? Number.POSITIVE_INFINITY))
    .slice(0, wish.limit ?? DEFAULT_LIMIT);
}

/** Best score first, then the newest. */
function search(
  server: ServerContext,
  text: string | undefined,
  label: string | undefined,
): readonly AnyMatch[] {
  const all = server.matches.all();
  if (text === undefined) return all.filter((match) => label === undefined || match.label === label);
  const query = parseQuery(text);
  if (query === undefined) {
    if (all.length === 0) return [];
    throw refusal();
  }
  try {
    const score = compileQuery(query);
    return all
      .map((match) => ({ match, score: score(documentOf(match)) }))
      .filter((hit) => hit.score !== undefined)
      .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
      .map((hit) => hit.match);
  } catch (error) {
    if (error instanceof QueryNotRunnable) throw refusal();
    throw error;
  }
}

function documentOf(match: AnyMatch): Parameters<ReturnType<typeof compileQuery>>[0] {
  return new Map([
    ["node", { kind: "text", text: NODE_NAME }],
    ["label_string", { kind: "text", text: match.label }],
    ["handler_name", { kind: "text", text: match.handlerName }],
    ["tick_rate", { kind: "number", value: match.tickRate }],
    ...jsonFields("label", labelOf(match)),
  ]);
}

/** A label that is JSON can be searched by its fields. */
function labelOf({ label }: AnyMatch): unknown {
  try {
    return JSON.parse(label);
  } catch {
    return undefined;
  }
}

function refusal(): ApiError {
  return new ApiError(GrpcCode.internal, "Error listing matches.");
}
