import type { IncomingHttpHeaders } from "node:http";

const ALLOWED_METHODS = new Set(["GET", "HEAD", "POST", "PUT", "DELETE"]);
const SIMPLE_METHODS = new Set(["GET", "HEAD", "POST"]);
const SIMPLE_HEADERS = new Set(["accept", "accept-language", "content-language", "origin"]);
const ALLOWED_HEADERS = new Map([
  ["authorization", "Authorization"],
  ["content-type", "Content-Type"],
  ["user-agent", "User-Agent"],
]);

/** The answer to an OPTIONS request. It has no body. */
export interface PreflightAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** What every answer to a page of another origin carries. */
export function corsHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return headers.origin === undefined ? {} : { "Access-Control-Allow-Origin": "*" };
}

/** Answers a browser's question whether it may send a request. */
export function answerPreflight(headers: IncomingHttpHeaders): PreflightAnswer {
  const refuse = (status: number): PreflightAnswer => ({ status, headers: {} });
  if (headers.origin === undefined) return refuse(200);
  const method = headers["access-control-request-method"];
  if (method === undefined) return refuse(400);
  if (!ALLOWED_METHODS.has(method)) return refuse(405);
  const allowed: string[] = [];
  for (const asked of (headers["access-control-request-headers"] ?? "").split(",")) {
    const name = asked.trim().toLowerCase();
    if (name === "" || SIMPLE_HEADERS.has(name)) continue;
    const spelling = ALLOWED_HEADERS.get(name);
    if (spelling === undefined) return refuse(403);
    allowed.push(spelling);
  }
  return {
    status: 200,
    headers: {
      ...corsHeaders(headers),
      ...(allowed.length > 0 ? { "Access-Control-Allow-Headers": allowed.join(",") } : {}),
      ...(SIMPLE_METHODS.has(method) ? {} : { "Access-Control-Allow-Methods": method }),
    },
  };
}
