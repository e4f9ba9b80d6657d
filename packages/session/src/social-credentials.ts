import { Credential, type CredentialKind, type CredentialOptions } from "./credential.js";

/** What the credential of a service that signs tokens takes. `create` defaults to true. */
export interface TokenOptions extends CredentialOptions {
  /** What the service's own sign-in gave to the game. As secret as a password while it lasts. */
  readonly token: string;
}

/** What the credential of a service with friends takes. */
export interface FriendTokenOptions extends TokenOptions {
  /** Makes the player's friends there that have an account here their friends here (default false). */
  readonly importFriends?: boolean;
}

/** Signs in by an access token of Facebook. */
export function facebook(options: FriendTokenOptions): Credential {
  return withFriends("facebook", options);
}

/** Signs in by a session ticket of Steam. The server needs Steam's key: `social.steam`. */
export function steam(options: FriendTokenOptions): Credential {
  return withFriends("steam", options);
}

/** Signs in by an identity token of Apple. The server needs the bundle's id: `social.apple`. */
export function apple(options: TokenOptions): Credential {
  return byToken("apple", options);
}

/** Signs in by an identity token of Google. */
export function google(options: TokenOptions): Credential {
  return byToken("google", options);
}

function byToken(kind: CredentialKind, options: TokenOptions, importFriends?: boolean): Credential {
  return new Credential(kind, options, { token: options.token }, importFriends);
}

function withFriends(kind: CredentialKind, options: FriendTokenOptions): Credential {
  return byToken(kind, options, options.importFriends ?? false);
}

/** What {@link facebookInstant} takes. `create` defaults to true. */
export interface FacebookInstantOptions extends CredentialOptions {
  /** What `FBInstant.player.getSignedPlayerInfoAsync()` gave. */
  readonly signedPlayerInfo: string;
}

/** Signs in as the player of a Facebook Instant Game. The server needs the app's secret. */
export function facebookInstant(options: FacebookInstantOptions): Credential {
  return new Credential("facebookinstantgame", options, { signed_player_info: options.signedPlayerInfo });
}

/** What {@link gameCenter} takes: what GameKit's `fetchItems` gave. `create` defaults to true. */
export interface GameCenterOptions extends CredentialOptions {
  /** The player's id. */
  readonly playerId: string;
  /** The game's bundle id. */
  readonly bundleId: string;
  /** When the signature was made, in seconds since 1970. */
  readonly timestampSec: number;
  /** The salt, in base64. */
  readonly salt: string;
  /** The signature, in base64. */
  readonly signature: string;
  /** Where Apple's public key is. */
  readonly publicKeyUrl: string;
}

/** Signs in as the player of Apple's Game Center. */
export function gameCenter(options: GameCenterOptions): Credential {
  const { playerId, bundleId, timestampSec, salt, signature, publicKeyUrl } = options;
  return new Credential("gamecenter", options, {
    player_id: playerId,
    bundle_id: bundleId,
    timestamp_seconds: String(timestampSec),
    salt,
    signature,
    public_key_url: publicKeyUrl,
  });
}
