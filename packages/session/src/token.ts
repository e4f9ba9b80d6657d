import { decodeBase64 } from "./base64.js";
import { fieldsOf, isText, parseFields } from "./fields.js";

/** What a token of Nakama says. Read here because nakama-js reads it as Latin-1 and throws on base64url. */
export interface TokenClaims {
  readonly userId: string;
  readonly username: string;
  readonly vars: Readonly<Record<string, string>>;
  /** Seconds since 1970 on the server's clock. */
  readonly expiresAtSec: number;
  /** Seconds since 1970 on the server's clock: the sign-in, which a refresh does not renew. */
  readonly issuedAtSec: number;
}

/** The claims in a JWT, unverified (only the server has the key). `undefined` for what is no token of Nakama. */
export function readToken(token: string): TokenClaims | undefined {
  const parts = token.split(".");
  const payload = parts.length === 3 ? decodeBase64(parts[1]!) : undefined;
  if (payload === undefined) return undefined;
  const { uid, usn, vrs, exp, iat } = parseFields(new TextDecoder().decode(payload)) ?? {};
  if (typeof uid !== "string" || typeof exp !== "number" || !Number.isFinite(exp)) return undefined;
  return {
    userId: uid,
    username: typeof usn === "string" ? usn : "",
    vars: fieldsOf(vrs, isText),
    expiresAtSec: exp,
    issuedAtSec: typeof iat === "number" ? iat : exp,
  };
}
