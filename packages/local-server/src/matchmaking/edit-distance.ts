/**
 * How many insertions, deletions, replacements and swaps of neighbours lead from one word to the other; `undefined`
 * when more than `limit`.
 */
export function editDistance(from: string, to: string, limit: number): number | undefined {
  const a = [...from];
  const b = [...to];
  if (Math.abs(a.length - b.length) > limit) return undefined;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current: number[] = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  const distance = last[b.length] ?? 0;
  return distance > limit ? undefined : distance;
}
