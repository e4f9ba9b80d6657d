/** How many players a ticket asks for. */
export interface TicketCounts {
  readonly min_count: number;
  readonly max_count: number;
  readonly count_multiple: number | undefined;
}

/** Why these counts are refused; `undefined` when they are not. */
export function checkCounts({
  min_count,
  max_count,
  count_multiple: multiple = 1,
}: TicketCounts): string | undefined {
  if (min_count < 2) return "Invalid minimum count, must be >= 2";
  if (max_count < min_count) return "Invalid maximum count, must be >= minimum count";
  if (multiple < 1) return "Invalid count multiple, must be >= 1";
  if (min_count % multiple !== 0) return "Invalid count multiple for minimum count, must divide";
  if (max_count % multiple !== 0) return "Invalid count multiple for maximum count, must divide";
  return undefined;
}
