import { describe, expect, it } from "vitest";
import { outcome, refusal, SERVER_KEY } from "../raw/api.js";
import { signIn } from "../raw/player.js";

const GAME_CENTER = {
  bundle_id: "com.example.game",
  player_id: "G:1",
  public_key_url: "https://static.gc.apple.com/public-key/none.cer",
  salt: "c2FsdA==",
  signature: "c2lnbmF0dXJl",
  timestamp_seconds: 1,
};
const TOKEN = { token: "nobody vouches for this" };
const INFO = { signed_player_info: "nobody.vouches" };

const NETWORKS = ["apple", "facebook", "facebookinstantgame", "gamecenter", "google", "steam"];
const notConfigured = (name: string): unknown => refusal(400, 9, `${name} authentication is not configured.`);
const notAuthentic = (name: string): unknown => refusal(401, 16, `Could not authenticate ${name} profile.`);
const missing = (text: string): unknown => refusal(400, 3, text);

const NO_FACEBOOK_TOKEN = missing("Facebook access token is required.");
const NO_GOOGLE_TOKEN = missing("Google access token is required.");
const NO_STEAM_TOKEN = missing("Steam access token is required.");
const NO_PLAYER_INFO = missing("Signed Player Info for a Facebook Instant Game is required.");

/** What each field of a Game Center account is missed with, in the order in which they are. */
const GAME_CENTER_TEXTS = Object.entries({
  bundle_id: "GameCenter bundle ID is required.",
  player_id: "GameCenter player ID is required.",
  public_key_url: "GameCenter public key URL is required.",
  salt: "GameCenter salt is required.",
  signature: "GameCenter signature is required.",
  timestamp_seconds: "GameCenter timestamp is required.",
});

describe("signing in with a network", () => {
  const signInWith = (network: string, body: unknown, query = ""): Promise<unknown> =>
    outcome("POST", `/v2/account/authenticate/${network}?${query}`, { authorization: SERVER_KEY, body });

  it.each([
    ["apple", TOKEN, notConfigured("Apple")],
    ["apple", {}, notConfigured("Apple")],
    ["steam", TOKEN, notConfigured("Steam")],
    ["steam", {}, notConfigured("Steam")],
    ["facebook", TOKEN, notAuthentic("Facebook")],
    ["facebook", {}, NO_FACEBOOK_TOKEN],
    [
      "facebookinstantgame",
      INFO,
      refusal(500, 15, "Error extracting the Facebook Instant Game player ID or validating the signature"),
    ],
    ["facebookinstantgame", {}, NO_PLAYER_INFO],
    ["google", TOKEN, notAuthentic("Google")],
    ["google", {}, NO_GOOGLE_TOKEN],
    ["gamecenter", GAME_CENTER, notAuthentic("GameCenter")],
  ])("A2 · %s reaches the server, which refuses it: %j", async (network, body, answer) => {
    expect(await signInWith(network, body)).toEqual(answer);
  });

  it.each(GAME_CENTER_TEXTS)(
    "A2 · gamecenter without %s is refused before Apple is asked",
    async (field, text) => {
      expect(await signInWith("gamecenter", { ...GAME_CENTER, [field]: undefined })).toEqual(missing(text));
    },
  );

  it.each(["facebook", "google"])("A2 · %s: a bad user name is refused first", async (network) => {
    expect(await signInWith(network, TOKEN, `username=${"x".repeat(129)}`)).toEqual(
      missing("Username invalid, must be 1-128 bytes."),
    );
  });

  it.each(NETWORKS)("A2 · %s asks for the server key", async (network) => {
    const answer = await outcome("POST", `/v2/account/authenticate/${network}`, { body: TOKEN });
    expect(answer).toEqual(refusal(401, 16, "Server key required"));
  });
});

describe("linking a network", () => {
  it.each([
    ["apple", TOKEN, notConfigured("Apple")],
    ["apple", {}, notConfigured("Apple")],
    ["steam", { account: TOKEN, sync: true }, notConfigured("Steam")],
    ["steam", TOKEN, NO_STEAM_TOKEN],
    ["steam", {}, NO_STEAM_TOKEN],
    ["facebook", TOKEN, notAuthentic("Facebook")],
    ["facebook", {}, NO_FACEBOOK_TOKEN],
    ["facebookinstantgame", INFO, notAuthentic("Facebook Instant Game")],
    ["facebookinstantgame", {}, NO_PLAYER_INFO],
    ["google", TOKEN, notAuthentic("Google")],
    ["google", {}, NO_GOOGLE_TOKEN],
    ["gamecenter", GAME_CENTER, notAuthentic("GameCenter")],
    ["gamecenter", {}, missing("GameCenter bundle ID is required.")],
  ])("A3 · %s reaches the server, which refuses it: %j", async (network, body, answer) => {
    const { authorization } = await signIn();
    expect(await outcome("POST", `/v2/account/link/${network}`, { authorization, body })).toEqual(answer);
  });
});

describe("unlinking a network", () => {
  it.each(NETWORKS)(
    "A3 · %s: without an account named, nothing happens and that is no error",
    async (network) => {
      const { authorization } = await signIn();
      expect(await outcome("POST", `/v2/account/unlink/${network}`, { authorization, body: {} })).toEqual({
        status: 200,
        json: {},
      });
    },
  );

  it.each([
    ["apple", TOKEN, "Apple"],
    ["facebook", TOKEN, "Facebook"],
    ["facebookinstantgame", INFO, "Facebook Instant Game"],
    ["gamecenter", GAME_CENTER, "GameCenter"],
    ["google", TOKEN, "Google"],
    ["steam", TOKEN, "Steam"],
  ])("A3 · %s: an account that nobody vouches for is refused", async (network, body, name) => {
    const { authorization } = await signIn();
    expect(await outcome("POST", `/v2/account/unlink/${network}`, { authorization, body })).toEqual(
      notAuthentic(name),
    );
  });
});

describe("friends from a network", () => {
  it.each([
    ["facebook", TOKEN, notAuthentic("Facebook")],
    ["facebook", {}, missing("Facebook token is required.")],
    ["steam", TOKEN, notConfigured("Steam")],
    ["steam", {}, notConfigured("Steam")],
  ])(
    "B4 · importing them from %s reaches the server, which refuses it: %j",
    async (network, body, answer) => {
      const { authorization } = await signIn();
      expect(await outcome("POST", `/v2/friend/${network}?reset=true`, { authorization, body })).toEqual(
        answer,
      );
    },
  );
});
