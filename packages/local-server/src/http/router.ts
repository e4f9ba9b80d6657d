import type { Route } from "./route.js";

/** What a router says about a method and a path. */
export type Routing =
  | { readonly kind: "found"; readonly route: Route; readonly path: Readonly<Record<string, string>> }
  | { readonly kind: "wrong-method" }
  | { readonly kind: "unknown" };

interface Entry {
  readonly route: Route;
  readonly parts: readonly string[];
}

/** Finds the route of a request. A fixed part wins over a `{name}` part. */
export class Router {
  readonly #entries: readonly Entry[];

  constructor(routes: readonly Route[]) {
    const fixedFirst = (entry: Entry): number => entry.parts.filter((part) => part.startsWith("{")).length;
    this.#entries = routes
      .map((route) => ({ route, parts: route.path.split("/") }))
      .sort((a, b) => fixedFirst(a) - fixedFirst(b));
  }

  /** The route for a method and the path of a URL. */
  find(method: string, pathname: string): Routing {
    const parts = pathname.split("/");
    let pathExists = false;
    for (const { route, parts: pattern } of this.#entries) {
      const path = matchParts(pattern, parts);
      if (path === undefined) continue;
      if (route.method === method) return { kind: "found", route, path };
      pathExists = true;
    }
    return { kind: pathExists ? "wrong-method" : "unknown" };
  }
}

function matchParts(
  pattern: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const path: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? "";
    if (!expected.startsWith("{")) {
      if (part !== expected) return undefined;
      continue;
    }
    const value = decodePart(part);
    if (value === undefined || value === "") return undefined;
    path[expected.slice(1, -1)] = value;
  }
  return path;
}

function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
