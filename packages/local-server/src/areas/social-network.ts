import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import type { Decoded } from "../messages/field.js";
import type { socialAccountTable } from "../messages/social-tables.js";

type SocialAccount = Decoded<typeof socialAccountTable>;

/** A social network, as far as a server knows it that can reach none. */
export interface SocialNetwork {
  /** Its name in paths. */
  readonly path: string;
  /** Its name in texts. */
  readonly name: string;
  /** Whether the real server asks for settings, which one in development has not, before anything else. */
  readonly needsSettings: boolean;
  /** What an account must hold, in the order in which it is missed, and how that is said. */
  readonly needs: readonly { readonly field: keyof SocialAccount; readonly text: string }[];
}

/** All networks that the real server knows. */
export const SOCIAL_NETWORKS: readonly SocialNetwork[] = [
  network("apple", "Apple", { token: "Apple ID token is required." }, true),
  network("facebook", "Facebook", { token: "Facebook access token is required." }),
  network("facebookinstantgame", "Facebook Instant Game", {
    signed_player_info: "Signed Player Info for a Facebook Instant Game is required.",
  }),
  network("gamecenter", "GameCenter", {
    bundle_id: "GameCenter bundle ID is required.",
    player_id: "GameCenter player ID is required.",
    public_key_url: "GameCenter public key URL is required.",
    salt: "GameCenter salt is required.",
    signature: "GameCenter signature is required.",
    timestamp_seconds: "GameCenter timestamp is required.",
  }),
  network("google", "Google", { token: "Google access token is required." }),
  network("steam", "Steam", { token: "Steam access token is required." }, true),
];

function network(
  path: string,
  name: string,
  texts: { readonly [Field in keyof SocialAccount]?: string },
  needsSettings = false,
): SocialNetwork {
  const fields = Object.keys(texts).filter((field): field is keyof SocialAccount => field in texts);
  return { path, name, needsSettings, needs: fields.map((field) => ({ field, text: texts[field] ?? "" })) };
}

/** Refuses an account in which something is missing. */
export function checkComplete({ needs }: SocialNetwork, account: SocialAccount): void {
  for (const { field, text } of needs) if (isEmpty(account[field])) throw invalidArgument(text);
}

/** Whether an account holds all that the network would check. */
export function isComplete({ needs }: SocialNetwork, account: SocialAccount): boolean {
  return needs.every(({ field }) => !isEmpty(account[field]));
}

function isEmpty(value: string | bigint): boolean {
  return value === "" || value === 0n;
}

/** Refuses a network for which the server has no settings. */
export function checkSettings({ needsSettings, name }: SocialNetwork): void {
  if (needsSettings) throw notConfigured(name);
}

/** What the server says of a network for which it has no settings. */
export function notConfigured(name: string): ApiError {
  return new ApiError(GrpcCode.failedPrecondition, `${name} authentication is not configured.`);
}

/** What the server says when a network does not vouch for an account. */
export function notAuthentic({ name }: Pick<SocialNetwork, "name">): ApiError {
  return new ApiError(GrpcCode.unauthenticated, `Could not authenticate ${name} profile.`);
}
