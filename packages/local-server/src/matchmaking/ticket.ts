import type { FieldValue, Search, SearchDocument } from "./query-search.js";
import { parsePropertyTime } from "./query-time.js";

/** One player of a ticket. */
export interface TicketPresence {
  readonly userId: string;
  readonly sessionId: string;
  readonly username: string;
}

/** What is asked of the matchmaker. The counts have been checked. */
export interface TicketRequest {
  /** One player, or the members of a party. */
  readonly presences: readonly TicketPresence[];
  /** The session that may remove the ticket; empty for a party's. */
  readonly ownerSessionId: string;
  /** Empty for a single player. */
  readonly partyId: string;
  readonly query: string;
  readonly minCount: number;
  readonly maxCount: number;
  readonly countMultiple: number;
  readonly stringProperties: ReadonlyMap<string, string>;
  readonly numericProperties: ReadonlyMap<string, number>;
}

/** A ticket in the pool. */
export interface Ticket extends TicketRequest {
  readonly id: string;
  readonly createdAtMs: number;
  /** Rises by one with each ticket: the order in which they came. */
  readonly sequence: number;
  readonly document: SearchDocument;
  /** Prepared anew at each search, for a query that cannot be run fails only there. */
  readonly search: () => Search;
  /** How often this ticket has looked for a match. */
  intervals: number;
}

/** One player of a match that was made. */
export interface MatchedEntry {
  readonly ticket: Ticket;
  readonly presence: TicketPresence;
}

/** The players of a ticket, as entries of a match. */
export function entriesOf(ticket: Ticket): MatchedEntry[] {
  return ticket.presences.map((presence) => ({ ticket, presence }));
}

/** The fields by which a ticket can be searched. */
export function ticketDocument(id: string, createdAtMs: number, request: TicketRequest): SearchDocument {
  const document = new Map<string, FieldValue>([
    ["ticket", { kind: "text", text: id }],
    ["party_id", { kind: "text", text: request.partyId }],
    ["min_count", { kind: "number", value: request.minCount }],
    ["max_count", { kind: "number", value: request.maxCount }],
    ["created_at", { kind: "number", value: createdAtMs * 1_000_000 }],
  ]);
  for (const [key, text] of request.stringProperties) document.set(`properties.${key}`, textValue(text));
  for (const [key, value] of request.numericProperties) {
    document.set(`properties.${key}`, { kind: "number", value });
  }
  return document;
}

function textValue(text: string): FieldValue {
  const nanoseconds = parsePropertyTime(text);
  return nanoseconds === undefined ? { kind: "text", text } : { kind: "time", nanoseconds };
}
