import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, route } from "../http/route.js";
import { jsonFields } from "../matchmaking/json-document.js";
import { parseQuery } from "../matchmaking/query-parser.js";
import { compileQuery, QueryNotRunnable } from "../matchmaking/query-search.js";
import type { Decoded, Encodable } from "../messages/field.js";
import { listPartiesRequestTable, partyListTable } from "../messages/party-list-tables.js";
import type { Party } from "../parties/party.js";
import { NODE_NAME } from "../runtime/node-name.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";
import { decodeCursor, encodeCursor } from "./cursor.js";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

/** The listing of parties that are not hidden. */
export function partyListArea(server: ServerContext): Area {
  return {
    routes: [
      route({
        method: "GET",
        path: "/v2/party",
        access: "session",
        body: emptyTable,
        query: listPartiesRequestTable,
        response: partyListTable,
        handle: ({ query }) => listParties(server, query),
      }),
    ],
  };
}

function listParties(
  server: ServerContext,
  wish: Decoded<typeof listPartiesRequestTable>,
): Encodable<typeof partyListTable> {
  const limit = wish.limit ?? DEFAULT_LIMIT;
  if (limit < 1 || limit > MAX_LIMIT) {
    throw invalidArgument("Invalid limit - limit must be between 1 and 100.");
  }
  const query = wish.query === undefined || wish.query === "" ? "*" : wish.query;
  const open = wish.open === undefined ? "any" : wish.open ? "open" : "closed";
  const offset = readOffset(wish.cursor ?? "", query, open, limit);
  const matching = search(server.parties.all(), query).filter(
    (party) => !party.hidden && (wish.open === undefined || party.open === wish.open),
  );
  const page = matching.slice(offset, offset + limit);
  return {
    parties: page.map((party) => ({
      party_id: party.id,
      open: party.open,
      hidden: party.hidden,
      max_size: party.maxSize,
      label: party.label,
    })),
    cursor: matching.length > offset + limit ? encodeCursor([query, open, limit, offset + limit]) : "",
  };
}

function readOffset(cursor: string, query: string, open: string, limit: number): number {
  if (cursor === "") return 0;
  const parts = decodeCursor(cursor, ["", "", 0, 0]);
  if (parts === undefined || parts[0] !== query || parts[1] !== open || parts[2] !== limit) throw refusal();
  return parts[3];
}

/** Best score first, then the oldest. */
function search(parties: readonly Party[], text: string): Party[] {
  const query = parseQuery(text);
  if (query === undefined) throw refusal();
  try {
    const score = compileQuery(query);
    return parties
      .map((party) => ({ party, score: score(documentOf(party)) }))
      .filter((hit) => hit.score !== undefined)
      .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
      .map((hit) => hit.party);
  } catch (error) {
    if (error instanceof QueryNotRunnable) throw refusal();
    throw error;
  }
}

function documentOf(party: Party): Parameters<ReturnType<typeof compileQuery>>[0] {
  return new Map([
    ["node", { kind: "text", text: NODE_NAME }],
    ["open", { kind: "text", text: party.open ? "T" : "F" }],
    ["hidden", { kind: "text", text: party.hidden ? "T" : "F" }],
    ["max_size", { kind: "number", value: party.maxSize }],
    ...jsonFields("label", party.labelJson),
  ]);
}

function refusal(): ApiError {
  return new ApiError(GrpcCode.internal, "Error listing matches.");
}
