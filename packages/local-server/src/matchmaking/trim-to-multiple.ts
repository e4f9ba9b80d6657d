import type { MatchedEntry, Ticket } from "./ticket.js";

/** A combination that may have to lose some players. */
export interface CountTrim {
  readonly entries: readonly MatchedEntry[];
  /** Players of the ticket that looks, who are not among the entries. */
  readonly ownCount: number;
  readonly multiple: number;
}

interface Group {
  readonly tickets: readonly Ticket[];
  readonly averageSequence: number;
}

/**
 * Takes as few players out of a combination as make its size a multiple; whole tickets only. `undefined` when that
 * cannot be done.
 */
export function trimToMultiple({
  entries,
  ownCount,
  multiple,
}: CountTrim): readonly MatchedEntry[] | undefined {
  const surplus = (entries.length + ownCount) % multiple;
  if (surplus === 0) return entries;
  const eligible = [...new Set(entries.map((entry) => entry.ticket))].filter(
    (ticket) => ticket.presences.length <= surplus,
  );
  const groups = groupsOf(eligible, surplus).sort((a, b) => a.averageSequence - b.averageSequence);
  const [first] = groups;
  if (first === undefined) return undefined;
  const removed = new Set(first.tickets);
  const kept = entries.filter((entry) => !removed.has(entry.ticket));
  return (kept.length + ownCount) % multiple === 0 ? kept : undefined;
}

/** Every set of tickets with exactly `count` players. */
function groupsOf(tickets: readonly Ticket[], count: number): Group[] {
  const [current, ...others] = tickets;
  if (current === undefined || count <= 0) return [];
  const size = current.presences.length;
  if (size > count) return groupsOf(others, count);
  const groups: Group[] =
    size === count
      ? [{ tickets: [current], averageSequence: current.sequence }]
      : groupsOf(others, count - size).map((group) => ({
          tickets: [...group.tickets, current],
          averageSequence:
            (group.averageSequence * group.tickets.length + current.sequence) / (group.tickets.length + 1),
        }));
  return [...groups, ...groupsOf(others, count)];
}
