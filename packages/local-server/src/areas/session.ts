import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, route } from "../http/route.js";
import {
  sessionLogoutRequestTable,
  sessionRefreshRequestTable,
  sessionTable,
} from "../messages/account-tables.js";
import type { Encodable } from "../messages/field.js";
import type { ServerContext } from "../runtime/server-context.js";
import type { Area } from "./area.js";

/** Refreshing and ending sessions. Open sockets outlive both. */
export function sessionArea(server: ServerContext): Area {
  return {
    routes: [
      route({
        method: "POST",
        path: "/v2/account/session/refresh",
        access: "server-key",
        body: sessionRefreshRequestTable,
        query: emptyTable,
        response: sessionTable,
        handle: ({ body }) => refresh(server, body.token, body.vars),
      }),
      route({
        method: "POST",
        path: "/v2/session/logout",
        access: "session",
        body: sessionLogoutRequestTable,
        query: emptyTable,
        response: emptyTable,
        handle({ body, caller }) {
          logout(server, caller.userId, body.token, body.refresh_token);
          return {};
        },
      }),
    ],
  };
}

function refresh(
  server: ServerContext,
  token: string,
  newVars: ReadonlyMap<string, string>,
): Encodable<typeof sessionTable> {
  if (token === "") throw invalidArgument("Refresh token is required.");
  const claims = server.tokens.read(token, "refresh");
  if (claims === undefined || !server.blacklist.allows(claims, "refresh")) {
    throw new ApiError(GrpcCode.unauthenticated, "Refresh token invalid or expired.");
  }
  const account = server.accounts.get(claims.userId);
  if (account === undefined) throw new ApiError(GrpcCode.notFound, "User account not found.");
  if (account.disabledAtMs !== 0) throw new ApiError(GrpcCode.permissionDenied, "User account banned.");
  const pair = server.tokens.issue({
    ...claims,
    username: account.username,
    vars: newVars.size > 0 ? newVars : claims.vars,
  });
  return { token: pair.token, refresh_token: pair.refreshToken };
}

function logout(server: ServerContext, userId: string, token: string, refreshToken: string): void {
  const session = token === "" ? undefined : server.tokens.read(token, "session");
  if (token !== "" && session?.userId !== userId) throw invalidArgument("Session token invalid.");
  const refreshed = refreshToken === "" ? undefined : server.tokens.read(refreshToken, "refresh");
  if (refreshToken !== "" && refreshed?.userId !== userId) throw invalidArgument("Refresh token invalid.");
  if (session === undefined && refreshed === undefined) {
    server.blacklist.removeAll(userId);
    return;
  }
  if (session !== undefined) server.blacklist.remove(userId, "session", session.tokenId);
  if (refreshed !== undefined) server.blacklist.remove(userId, "refresh", refreshed.tokenId);
}
