import { createHmac, timingSafeEqual } from "node:crypto";

/** The claims of a token, unchecked. */
export type Claims = Readonly<Record<string, unknown>>;

function sign(input: string, key: string): Buffer {
  return createHmac("sha256", key).update(input).digest();
}

function encodePart(part: unknown): string {
  return Buffer.from(JSON.stringify(part), "utf8").toString("base64url");
}

function decodePart(part: string): unknown {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return undefined;
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

function isClaims(value: unknown): value is Claims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Writes a JSON Web Token signed with HMAC-SHA-256. */
export function signJwt(claims: Claims, key: string): string {
  const input = `${encodePart({ alg: "HS256", typ: "JWT" })}.${encodePart(claims)}`;
  return `${input}.${sign(input, key).toString("base64url")}`;
}

/**
 * Reads a token; `undefined` unless it is signed with this key by HMAC-SHA-256 and its `exp`, where it has one, lies in
 * the future. There is no leeway: a token is good while now < exp.
 */
export function verifyJwt(token: string, key: string, nowMs: number): Claims | undefined {
  const [header = "", payload = "", signature = "", ...rest] = token.split(".");
  if (rest.length > 0) return undefined;
  const head = decodePart(header);
  if (!isClaims(head) || head["alg"] !== "HS256") return undefined;
  const expected = sign(`${header}.${payload}`, key);
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const claims = decodePart(payload);
  if (!isClaims(claims)) return undefined;
  const { exp } = claims;
  if (exp !== undefined && (typeof exp !== "number" || nowMs >= exp * 1000)) return undefined;
  return claims;
}
