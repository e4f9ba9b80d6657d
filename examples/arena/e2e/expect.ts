/** Throws unless `holds`. */
export function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** Throws unless both, as JSON, are the same. */
export function expectSame(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a} is not ${b}`);
}
