import type { SessionBlacklist } from "../auth/session-blacklist.js";
import type { SessionClaims, SessionTokens } from "../auth/session-tokens.js";
import { NIL_UUID } from "../runtime/uuid.js";
import { ApiError } from "./api-error.js";
import { GrpcCode } from "./grpc-code.js";
import type { Access } from "./route.js";

/** What is needed to know who calls. */
export interface Authority {
  readonly serverKey: string;
  readonly tokens: SessionTokens;
  readonly blacklist: SessionBlacklist;
}

const NOBODY: SessionClaims = {
  tokenId: "",
  userId: NIL_UUID,
  username: "",
  vars: new Map(),
  expirySec: 0,
  issuedAtSec: 0,
};

/**
 * Checks an `Authorization` header against what a route asks for and says who calls.
 *
 * @throws ApiError code 16 when the caller may not.
 */
export function authorize(authority: Authority, access: Access, header: string | undefined): SessionClaims {
  switch (access) {
    case "anyone":
      return NOBODY;
    case "server-key":
      if (header === undefined) throw refusal("Server key required");
      if (basicUser(header) !== authority.serverKey) throw refusal("Server key invalid");
      return NOBODY;
    case "session": {
      if (header === undefined) throw refusal("Auth token required");
      const token = header.startsWith("Bearer ") ? header.slice("Bearer ".length) : "";
      const claims = authority.tokens.read(token, "session");
      if (claims === undefined || !authority.blacklist.allows(claims, "session")) {
        throw refusal("Auth token invalid");
      }
      return claims;
    }
    default:
      return access satisfies never;
  }
}

function refusal(message: string): ApiError {
  return new ApiError(GrpcCode.unauthenticated, message);
}

/** The user name of a `Basic` header; `undefined` when it is none. */
export function basicUser(header: string): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/]*={0,2})$/.exec(header)?.[1];
  if (encoded === undefined || encoded.length % 4 !== 0) return undefined;
  const pair = Buffer.from(encoded, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon < 0 ? undefined : pair.slice(0, colon);
}
