import type { SessionClaims } from "../auth/session-tokens.js";
import { ApiError } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import type { RawRequest, RouteHooks } from "../http/route.js";
import type { CallContext } from "./call-context.js";
import { hookName } from "./hook-names.js";
import type { AfterHook, BeforeHook, HookRequest, HookTable } from "./hooks.js";
import { ModuleError } from "./module-error.js";

/** The hooks of one route, if it has any. */
export function routeHooks(
  table: HookTable,
  route: { readonly method: string; readonly path: string },
  warn: (text: string, error: unknown) => void,
): RouteHooks {
  const name = hookName(route) ?? "";
  const [before, after] = [table.before.get(name), table.after.get(name)];
  return {
    ...(before === undefined ? {} : { before: (caller, request) => runBefore(before, caller, request) }),
    ...(after === undefined
      ? {}
      : {
          async after(caller, request, answer) {
            await runAfter(after, caller, request, answer).catch((error: unknown) =>
              warn(`error in the hook after ${name}`, error),
            );
          },
        }),
  };
}

async function runBefore(hook: BeforeHook, caller: SessionClaims, request: RawRequest): Promise<RawRequest> {
  const seen = view(request);
  const changed = await refusing(() => hook(contextOf(caller, seen), seen));
  if (changed === undefined) throw new ApiError(GrpcCode.notFound, "Requested resource was not found.");
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(changed.query)) {
    for (const value of values) query.append(name, value);
  }
  return {
    ...request,
    path: changed.path,
    query,
    body: request.body === "" ? "" : JSON.stringify(changed.body),
  };
}

async function refusing(
  run: () => HookRequest | undefined | Promise<HookRequest | undefined>,
): Promise<HookRequest | undefined> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ModuleError) throw new ApiError(error.code, error.message);
    throw new ApiError(GrpcCode.internal, String(error));
  }
}

async function runAfter(
  hook: AfterHook,
  caller: SessionClaims,
  request: RawRequest,
  answer: string,
): Promise<void> {
  const seen = view(request);
  await hook(contextOf(caller, seen), seen, JSON.parse(answer));
}

function view({ path, query, body }: RawRequest): HookRequest {
  const names = [...new Set(query.keys())];
  return {
    path,
    query: Object.fromEntries(names.map((name) => [name, query.getAll(name)])),
    body: body === "" ? {} : JSON.parse(body),
  };
}

function contextOf(caller: SessionClaims, { query }: HookRequest): CallContext {
  return {
    userId: caller.tokenId === "" ? "" : caller.userId,
    username: caller.username,
    vars: Object.fromEntries(caller.vars),
    sessionId: "",
    queryParams: query,
  };
}
