import type { SessionClaims } from "../auth/session-tokens.js";
import { basicUser } from "../http/authorize.js";
import { GrpcCode, httpStatus } from "../http/grpc-code.js";
import type { RawRequest, Route, RouteReply } from "../http/route.js";
import type { CallContext } from "../modules/call-context.js";
import { ModuleError } from "../modules/module-error.js";
import type { RpcFunction } from "../modules/server-module.js";
import { socketContext } from "../modules/socket-context.js";
import type { ServerContext } from "../runtime/server-context.js";
import { SocketErrorCode } from "../socket/message-handlers.js";
import type { Area } from "./area.js";

const NOT_TEXT = "json: cannot unmarshal object into Go value of type string";
const NOT_A_PAYLOAD =
  "Runtime function returned invalid data - only allowed one return value of type string.";

/** Calling the functions of modules by name, over HTTP and sockets. */
export function rpcArea(server: ServerContext): Area {
  const rpc = (method: string, path: string): Route => ({
    method,
    path,
    run: (request) => answer(server, request),
  });
  const paths = ["/v2/rpc/{id}", "/v2/rpc/"];
  return {
    routes: paths.flatMap((path) => [rpc("GET", path), rpc("POST", path)]),
    messages: {
      async rpc({ session, body, reply, fail }) {
        if (body.id === "") {
          fail(SocketErrorCode.badInput, "RPC ID must be set");
          return;
        }
        const run = server.modules.rpcs.get(body.id.toLowerCase());
        if (run === undefined) {
          fail(SocketErrorCode.runtimeFunctionNotFound, "RPC function not found");
          return;
        }
        const outcome = await call(run, socketContext(session), body.payload);
        if ("payload" in outcome) reply({ rpc: { id: body.id, payload: outcome.payload } });
        else fail(SocketErrorCode.runtimeFunctionException, outcome.message);
      },
    },
  };
}

type Outcome = { readonly payload: string } | { readonly message: string; readonly code: number };

async function call(run: RpcFunction, context: CallContext, payload: string): Promise<Outcome> {
  try {
    const result: unknown = await run(context, payload);
    if (result === undefined || result === null) return { payload: "" };
    return typeof result === "string" ? { payload: result } : { message: NOT_A_PAYLOAD, code: 13 };
  } catch (error) {
    if (error instanceof ModuleError) return { message: error.message, code: error.code };
    return { message: String(error), code: GrpcCode.internal };
  }
}

/** These answers have a shape of their own, unlike those of every other route. */
async function answer(server: ServerContext, request: RawRequest): Promise<RouteReply> {
  const caller = whoCalls(server, request);
  if (typeof caller === "string") return refusal(GrpcCode.unauthenticated, caller);
  const id = request.path["id"];
  if (id === undefined) return refusal(GrpcCode.invalidArgument, "RPC ID must be set");
  const run = server.modules.rpcs.get(id.toLowerCase());
  if (run === undefined) return refusal(GrpcCode.notFound, "RPC function not found");
  const unwrap = request.query.has("unwrap");
  const payload = request.method === "POST" ? readPayload(request.body, unwrap) : "";
  if (payload === undefined) return refusal(GrpcCode.invalidArgument, NOT_TEXT);
  const outcome = await call(run, contextOf(caller, request.query), payload);
  if (!("payload" in outcome)) {
    const { code, message } = outcome;
    return { status: httpStatus(code), body: JSON.stringify({ code, error: {}, message }) };
  }
  if (!unwrap) return { status: 200, body: JSON.stringify(outcome) };
  return { status: 200, body: outcome.payload, contentType: request.contentType ?? "text/plain" };
}

/** The claims of a player, nothing for one who has the server's own key, or why neither is so. */
function whoCalls(
  server: ServerContext,
  { query, authorization }: RawRequest,
): SessionClaims | undefined | string {
  const queryKey = query.get("http_key") ?? "";
  if (queryKey !== "") return queryKey === server.config.httpKey ? undefined : "HTTP key invalid";
  if (authorization === undefined) return "Auth token or HTTP key required";
  const key = basicUser(authorization);
  if (key !== undefined) return key === server.config.httpKey ? undefined : "HTTP key invalid";
  const token = authorization.startsWith("Bearer ") ? authorization.slice("Bearer ".length) : "";
  const claims = server.tokens.read(token, "session");
  return claims !== undefined && server.blacklist.allows(claims, "session") ? claims : "Auth token invalid";
}

function readPayload(body: string, unwrap: boolean): string | undefined {
  if (unwrap || body === "") return body;
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === "string" ? json : undefined;
  } catch {
    return undefined;
  }
}

function contextOf(caller: SessionClaims | undefined, query: URLSearchParams): CallContext {
  const names = [...new Set(query.keys())].filter((name) => name !== "http_key");
  return {
    userId: caller?.userId ?? "",
    username: caller?.username ?? "",
    vars: Object.fromEntries(caller?.vars ?? []),
    sessionId: "",
    queryParams: Object.fromEntries(names.map((name) => [name, query.getAll(name)])),
  };
}

function refusal(code: GrpcCode, message: string): RouteReply {
  return { status: httpStatus(code), body: JSON.stringify({ error: message, message, code }) };
}
