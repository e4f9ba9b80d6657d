/** The parts of a place in a list. */
export type CursorParts = readonly (string | number | boolean)[];

/** Writes where a page ended as text for clients, who send it back as it is. */
export function encodeCursor(parts: CursorParts): string {
  return Buffer.from(JSON.stringify(parts), "utf8").toString("base64url");
}

/** Reads a cursor whose parts are of the same kinds as in `like`; `undefined` when it is none. */
export function decodeCursor<const Like extends CursorParts>(
  text: string,
  like: Like,
): { readonly [K in keyof Like]: Widened<Like[K]> } | undefined {
  const parts = parse(Buffer.from(text, "base64url").toString("utf8"));
  return hasKindsOf(parts, like) ? parts : undefined;
}

type Widened<T> = T extends string ? string : T extends number ? number : boolean;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasKindsOf<const Like extends CursorParts>(
  parts: unknown,
  like: Like,
): parts is { readonly [K in keyof Like]: Widened<Like[K]> } {
  return (
    Array.isArray(parts) &&
    parts.length === like.length &&
    like.every((part, index) => typeof part === typeof parts[index])
  );
}
