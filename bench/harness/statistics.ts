/** The value below which the share `part` (0 to 1) of `values` lies: the nearest rank, no interpolation. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(part * sorted.length));
  const value = sorted[rank - 1];
  if (value === undefined) throw new Error("no values to take a percentile of");
  return value;
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[(sorted.length - 1) >> 1];
  const high = sorted[sorted.length >> 1];
  if (low === undefined || high === undefined) throw new Error("no values to take the median of");
  return (low + high) / 2;
}
