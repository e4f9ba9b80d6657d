/** A time, in milliseconds, without its fraction of a second, as most of the real server's answers have it. */
export function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
