import { randomUUID } from "node:crypto";
import { call, SERVER_KEY } from "./api.js";
import { at, textAt } from "./json.js";

/** Someone who has signed in. */
export interface Player {
  readonly deviceId: string;
  readonly userId: string;
  readonly username: string;
  readonly token: string;
  readonly refreshToken: string;
  /** The header with the token. */
  readonly authorization: string;
}

/** A text that no other test uses. */
export function unique(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}

/** The claims of a token, unchecked. */
export function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
}

/** Reads the player out of an answer to a sign-in or a refresh. */
export function playerFrom(json: unknown, deviceId = ""): Player {
  const token = textAt(json, "token");
  const claims = claimsOf(token);
  return {
    deviceId,
    userId: textAt(claims, "uid"),
    username: textAt(claims, "usn"),
    token,
    refreshToken: textAt(json, "refresh_token"),
    authorization: `Bearer ${token}`,
  };
}

/** Signs in with a device: a new one unless given. */
export async function signIn(deviceId = unique("device")): Promise<Player> {
  const { status, json } = await call("POST", "/v2/account/authenticate/device", {
    body: { id: deviceId },
    authorization: SERVER_KEY,
  });
  if (status !== 200) throw new Error(`sign-in failed: ${status} ${String(at(json, "message"))}`);
  return playerFrom(json, deviceId);
}
