import type { Clock, Timer } from "../runtime/clock.js";
import type { RandomSource } from "../runtime/random.js";
import { randomUuid } from "../runtime/uuid.js";
import { makeMatches } from "./make-matches.js";
import { parseQuery } from "./query-parser.js";
import { compileQuery } from "./query-search.js";
import { type MatchedEntry, type Ticket, type TicketRequest, ticketDocument } from "./ticket.js";

/** The settings of a matchmaker. */
export interface MatchmakerSettings {
  readonly matchmakerIntervalSec: number;
  /** A ticket looks for a match itself this often; afterwards it can only be found. */
  readonly matchmakerMaxIntervals: number;
  /** Tickets of one session, or of one party, at a time. */
  readonly matchmakerMaxTickets: number;
}

/** What came of an attempt to add a ticket. */
export type AddResult =
  | { readonly ok: true; readonly ticket: string }
  | { readonly ok: false; readonly reason: "query-invalid" | "too-many-tickets" | "duplicate-session" };

/** The state of the pool as the matchmaker last looked through it. */
export interface MatchmakerStats {
  readonly ticketCount: number;
  /** Milliseconds since 1970; `undefined` when there was no ticket. */
  readonly oldestTicketMs: number | undefined;
  /** The last players that found a match, oldest first. */
  readonly completions: readonly { readonly createdAtMs: number; readonly completedAtMs: number }[];
}

/** Of so many players the matchmaker remembers how long they waited. */
const MAX_COMPLETIONS = 10;

/** Told of each match that was made. */
export type MatchedListener = (entries: readonly MatchedEntry[]) => void;

/**
 * The pool of tickets, looked through at a fixed interval since the server started. A ticket has no expiry: it leaves
 * when it is matched, removed, or its session ends.
 */
export class Matchmaker {
  readonly #settings: MatchmakerSettings;
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #matched: MatchedListener;
  readonly #tickets = new Map<string, Ticket>();
  readonly #active = new Set<Ticket>();
  #sequence = 0;
  #timer: Timer | undefined;
  #completions: MatchmakerStats["completions"] = [];
  #stats: MatchmakerStats = { ticketCount: 0, oldestTicketMs: undefined, completions: [] };

  constructor(settings: MatchmakerSettings, clock: Clock, random: RandomSource, matched: MatchedListener) {
    this.#settings = settings;
    this.#clock = clock;
    this.#random = random;
    this.#matched = matched;
  }

  /** Starts the interval. */
  start(): void {
    this.#timer = this.#clock.setTimer(this.#settings.matchmakerIntervalSec * 1000, () => {
      this.start();
      this.process();
    });
  }

  /** Ends the interval. */
  stop(): void {
    this.#timer?.cancel();
  }

  /** Adds a ticket. */
  add(request: TicketRequest): AddResult {
    const query = parseQuery(request.query);
    if (query === undefined) return { ok: false, reason: "query-invalid" };
    const sessionIds = request.presences.map((presence) => presence.sessionId);
    if (new Set(sessionIds).size < sessionIds.length) return { ok: false, reason: "duplicate-session" };
    if (this.#isFull(request)) return { ok: false, reason: "too-many-tickets" };
    const id = randomUuid(this.#random);
    const createdAtMs = this.#clock.nowMs();
    const ticket: Ticket = {
      ...request,
      id,
      createdAtMs,
      sequence: this.#sequence++,
      document: ticketDocument(id, createdAtMs, request),
      search: () => compileQuery(query),
      intervals: 0,
    };
    this.#tickets.set(id, ticket);
    this.#active.add(ticket);
    return { ok: true, ticket: id };
  }

  /** Removes a single player's ticket. Returns false when there is none of this session's by that id. */
  remove(sessionId: string, ticketId: string): boolean {
    const ticket = this.#tickets.get(ticketId);
    if (ticket === undefined || ticket.partyId !== "" || ticket.ownerSessionId !== sessionId) return false;
    this.#delete(ticket);
    return true;
  }

  /** Removes a party's ticket. Returns false when there is none of this party's by that id. */
  removeParty(partyId: string, ticketId: string): boolean {
    const ticket = this.#tickets.get(ticketId);
    if (ticket === undefined || ticket.partyId !== partyId) return false;
    this.#delete(ticket);
    return true;
  }

  /** Removes every ticket of a party. */
  removePartyAll(partyId: string): void {
    for (const ticket of [...this.#tickets.values()]) if (ticket.partyId === partyId) this.#delete(ticket);
  }

  /** Removes every ticket that a session has a part in. */
  removeSession(sessionId: string): void {
    for (const ticket of [...this.#tickets.values()]) {
      if (ticket.presences.some((presence) => presence.sessionId === sessionId)) this.#delete(ticket);
    }
  }

  /** The state of the pool when it was last looked through; before the first time there is nothing. */
  get stats(): MatchmakerStats {
    return this.#stats;
  }

  /** Looks through the pool once, as the interval does. */
  process(): void {
    const [oldest] = this.#tickets.values();
    const ticketCount = this.#tickets.size;
    const result = makeMatches([...this.#active], [...this.#tickets.values()], this.#settings);
    for (const ticket of result.expired) this.#active.delete(ticket);
    for (const entries of result.matches) for (const { ticket } of entries) this.#delete(ticket);
    const completedAtMs = this.#clock.nowMs();
    const completed = result.matches
      .flat()
      .map(({ ticket }) => ({ createdAtMs: ticket.createdAtMs, completedAtMs }));
    this.#completions = [...this.#completions, ...completed].slice(-MAX_COMPLETIONS);
    this.#stats = { ticketCount, oldestTicketMs: oldest?.createdAtMs, completions: this.#completions };
    for (const entries of result.matches) this.#matched(entries);
  }

  #isFull(request: TicketRequest): boolean {
    const count = (has: (ticket: Ticket) => boolean): number =>
      [...this.#tickets.values()].filter(has).length;
    const max = this.#settings.matchmakerMaxTickets;
    const ofSession = request.presences.some(
      ({ sessionId }) =>
        count((ticket) => ticket.presences.some((one) => one.sessionId === sessionId)) >= max,
    );
    return ofSession || (request.partyId !== "" && count((one) => one.partyId === request.partyId) >= max);
  }

  #delete(ticket: Ticket): void {
    this.#tickets.delete(ticket.id);
    this.#active.delete(ticket);
  }
}
