import { QueryNotRunnable } from "./query-search.js";
import { entriesOf, type MatchedEntry, type Ticket } from "./ticket.js";
import { type CountTrim, trimToMultiple } from "./trim-to-multiple.js";

/** What one look through the pool came to. */
export interface MatchesMade {
  readonly matches: readonly (readonly MatchedEntry[])[];
  /** Active tickets that will not look again. */
  readonly expired: readonly Ticket[];
}

/** How often a ticket looks for a match itself. */
export interface MatchMaking {
  readonly matchmakerMaxIntervals: number;
}

/**
 * Looks through the pool once, as the real server does by default: each active ticket looks for others that its own
 * query matches, whether or not theirs match it, and a match is made when it is full, or when the ticket looks for the
 * last time and what it found is enough.
 */
export function makeMatches(
  active: readonly Ticket[],
  pool: readonly Ticket[],
  { matchmakerMaxIntervals }: MatchMaking,
): MatchesMade {
  const selected = new Set<Ticket>();
  const expired: Ticket[] = [];
  const matches: (readonly MatchedEntry[])[] = [];
  for (const ticket of active) {
    if (selected.has(ticket)) continue;
    ticket.intervals++;
    const isLast = ticket.intervals >= matchmakerMaxIntervals || ticket.minCount === ticket.maxCount;
    if (isLast) expired.push(ticket);
    const hits = searchPool(
      ticket,
      pool.filter((one) => one !== ticket && !selected.has(one)),
    );
    const match = findMatch(ticket, hits, isLast, matchmakerMaxIntervals);
    if (match === undefined) continue;
    for (const entry of match) selected.add(entry.ticket);
    matches.push(match);
  }
  return { matches, expired };
}

/** The tickets that a ticket could play with: best score first, then longest waiting. */
function searchPool(ticket: Ticket, pool: readonly Ticket[]): readonly Ticket[] {
  try {
    const search = ticket.search();
    const hits: { readonly ticket: Ticket; readonly score: number }[] = [];
    for (const candidate of pool) {
      const fits = candidate.minCount >= ticket.minCount && candidate.maxCount <= ticket.maxCount;
      const sameParty = ticket.partyId !== "" && candidate.partyId === ticket.partyId;
      const score = fits && !sameParty ? search(candidate.document) : undefined;
      if (score !== undefined) hits.push({ ticket: candidate, score });
    }
    hits.sort((a, b) => b.score - a.score || a.ticket.sequence - b.ticket.sequence);
    return hits.map((hit) => hit.ticket);
  } catch (error) {
    if (error instanceof QueryNotRunnable) return [];
    throw error;
  }
}

function sharesSession(ticket: Ticket, entries: readonly MatchedEntry[]): boolean {
  return entries.some(({ presence }) => ticket.presences.some((one) => one.sessionId === presence.sessionId));
}

function findMatch(
  ticket: Ticket,
  hits: readonly Ticket[],
  isLast: boolean,
  maxIntervals: number,
): readonly MatchedEntry[] | undefined {
  const own = entriesOf(ticket);
  const combos: MatchedEntry[][] = [];
  for (const [index, hit] of hits.entries()) {
    // The hit would rather have more players and can still wait for them.
    if (ticket.maxCount < hit.maxCount && hit.intervals <= maxIntervals) continue;
    if (sharesSession(hit, own)) continue;
    const combo = placeInCombo(combos, hit, ticket);
    const total = combo.length + own.length;
    const enough =
      isLast && total >= ticket.minCount && total <= ticket.maxCount && index === hits.length - 1;
    if (total !== ticket.maxCount && !enough) continue;
    const trim: CountTrim = { entries: combo, ownCount: own.length, multiple: ticket.countMultiple };
    const trimmed = trimToMultiple(trim);
    if (trimmed === undefined || !allAccept(trimmed, trimmed.length + own.length)) continue;
    return [...trimmed, ...own];
  }
  return undefined;
}

/**
 * Adds a hit to the first combination with room for it, else begins a new one; a new one too when a session of the hit
 * is in that first combination already.
 */
function placeInCombo(combos: MatchedEntry[][], hit: Ticket, ticket: Ticket): MatchedEntry[] {
  const entries = entriesOf(hit);
  const roomy = combos.find(
    (combo) => combo.length + entries.length + ticket.presences.length <= ticket.maxCount,
  );
  if (roomy !== undefined && !sharesSession(hit, roomy)) {
    roomy.push(...entries);
    return roomy;
  }
  combos.push(entries);
  return entries;
}

function allAccept(entries: readonly MatchedEntry[], total: number): boolean {
  return entries.every(
    ({ ticket }) =>
      ticket.minCount <= total && ticket.maxCount >= total && total % ticket.countMultiple === 0,
  );
}
