/** How long a socket waits before it tries again. */
export interface BackoffOptions {
  /** Longest wait before the first try, in ms (default 250). Doubles with each try. */
  readonly baseDelayMs?: number;
  /** Longest wait of all, in ms (default 10000). */
  readonly maxDelayMs?: number;
  /** After how many tries in a row the socket gives up (default: never). */
  readonly maxAttempts?: number;
}

/**
 * The wait before try number `attempt` (from 1), in ms: anything up to the limit, which doubles each time. The
 * whole range is random so that the clients of a server that restarts do not come back all at once.
 *
 * @param random - a number from 0 to below 1
 */
export function backoffDelayMs(
  attempt: number,
  random: number,
  { baseDelayMs = 250, maxDelayMs = 10_000 }: BackoffOptions,
): number {
  const limitMs = Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(attempt - 1, 30));
  return Math.floor(random * limitMs);
}
