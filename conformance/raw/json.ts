/** What stands at a path in parsed JSON; `undefined` where there is nothing. */
export function at(json: unknown, ...path: readonly (string | number)[]): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(String(key));
  }
  return value;
}

/** The text at a path. Throws when there is none. */
export function textAt(json: unknown, ...path: readonly (string | number)[]): string {
  const value = at(json, ...path);
  if (typeof value === "string") return value;
  throw new Error(`no text at ${path.join(".")} in ${JSON.stringify(json)}`);
}

/** The list at a path; absent lists are empty, as the server leaves empty ones out. */
export function listAt(json: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const value = at(json, ...path) ?? [];
  if (Array.isArray(value)) return value;
  throw new Error(`no list at ${path.join(".")} in ${JSON.stringify(json)}`);
}
