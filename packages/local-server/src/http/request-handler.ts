import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError, invalidArgument } from "./api-error.js";
import { type Authority, authorize } from "./authorize.js";
import { answerPreflight, corsHeaders } from "./cors.js";
import { GrpcCode, httpStatus } from "./grpc-code.js";
import type { Route, RouteHooks } from "./route.js";
import type { Router } from "./router.js";

/** What the HTTP side needs of the server. */
export interface HttpHost {
  readonly router: Router;
  readonly authority: Authority;
  /** What modules do before and after a route does its work. */
  readonly hooksOf: (route: Route) => RouteHooks;
  /** Largest body, in bytes. */
  readonly maxRequestBytes: number;
  /** Why a plain request for `/ws`, one that does not ask to become a WebSocket, is refused. */
  refuseSocket(
    request: IncomingMessage,
    query: URLSearchParams,
  ): { readonly status: number; readonly text: string };
  /** A line for people; it never holds a query, a header or a body, for those carry secrets. */
  log(line: string): void;
  /** Tells whoever runs the server of a mistake of its own. */
  warn(text: string, error: unknown): void;
  /** A call was served that may have changed what the server keeps. */
  changed(): void;
  nowMs(): number;
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface RequestUrl {
  readonly pathname: string;
  readonly query: URLSearchParams;
}

/** Takes the path and the query of a request's URL apart. */
export function splitUrl(url: string): RequestUrl {
  const mark = url.indexOf("?");
  return mark < 0
    ? { pathname: url, query: new URLSearchParams() }
    : { pathname: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}

/** Makes the function that answers every HTTP request which is not a WebSocket's. */
export function requestHandler(host: HttpHost): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const startMs = host.nowMs();
    const url = splitUrl(request.url ?? "/");
    void answer(host, request, url).then((reply) => {
      if (response.destroyed) return;
      response.writeHead(reply.status, reply.headers);
      response.end(reply.body);
      host.log(`${request.method} ${url.pathname} ${reply.status} ${host.nowMs() - startMs} ms`);
    });
  };
}

async function answer(host: HttpHost, request: IncomingMessage, url: RequestUrl): Promise<Reply> {
  const method = request.method ?? "GET";
  if (method === "OPTIONS") {
    request.resume();
    return { ...answerPreflight(request.headers), body: "" };
  }
  const cors = corsHeaders(request.headers);
  if (method === "GET" && url.pathname === "/") return { status: 200, body: "", headers: cors };
  if (method === "GET" && url.pathname === "/ws")
    return plainText(host.refuseSocket(request, url.query), cors);
  const reply = await answerCall(host, request, method, url);
  return { ...reply, headers: { ...cors, ...reply.headers } };
}

async function answerCall(
  host: HttpHost,
  request: IncomingMessage,
  method: string,
  url: RequestUrl,
): Promise<Reply> {
  try {
    return await dispatch(host, request, method, url);
  } catch (error) {
    request.resume();
    if (error instanceof ApiError) return failure(error);
    // A client that goes away while it sends is nobody's mistake.
    if (request.complete) host.warn(`internal error in ${method} ${url.pathname}`, error);
    return failure(new ApiError(GrpcCode.internal, "internal error of the local server; its log says more"));
  }
}

async function dispatch(
  host: HttpHost,
  request: IncomingMessage,
  method: string,
  url: RequestUrl,
): Promise<Reply> {
  const routing = host.router.find(method, url.pathname);
  if (routing.kind === "unknown") throw new ApiError(GrpcCode.notFound, "Not Found");
  if (routing.kind === "wrong-method") throw new ApiError(GrpcCode.unimplemented, "Method Not Allowed");
  const body = await readBody(request, host.maxRequestBytes);
  const { authorization, "content-type": contentType } = request.headers;
  const answer = await routing.route.run(
    { method, path: routing.path, query: url.query, authorization, contentType, body },
    (access) => authorize(host.authority, access, authorization),
    host.hooksOf(routing.route),
  );
  if (method !== "GET" || url.pathname.startsWith("/v2/rpc/")) host.changed();
  return typeof answer === "string"
    ? json(200, answer)
    : json(answer.status, answer.body, answer.contentType);
}

/** Reads a body to its end even when it is too large, so that the client gets the answer and not a broken pipe. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.byteLength;
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes) throw invalidArgument("http: request body too large");
  return Buffer.concat(chunks).toString("utf8");
}

function plainText(
  { status, text }: { readonly status: number; readonly text: string },
  headers: Readonly<Record<string, string>>,
): Reply {
  return { status, body: `${text}\n`, headers: { ...headers, "Content-Type": "text/plain; charset=utf-8" } };
}

function json(status: number, body: string, contentType = "application/json"): Reply {
  return {
    status,
    body,
    headers: {
      "Content-Type": contentType,
      "Cache-Control": "no-store, no-cache, must-revalidate",
      Vary: "Accept-Encoding",
    },
  };
}

function failure(error: ApiError): Reply {
  const status = httpStatus(error.code);
  const reply = json(status, JSON.stringify({ code: error.code, message: error.message }));
  if (status !== 401) return reply;
  return { ...reply, headers: { ...reply.headers, "WWW-Authenticate": error.message } };
}
