import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../runtime/server-config.js";
import { VirtualClock } from "../runtime/virtual-clock.js";
import { signJwt, verifyJwt } from "./jwt.js";
import { SessionBlacklist } from "./session-blacklist.js";
import { SessionTokens } from "./session-tokens.js";

const USER = "0b7d1a3e-1111-4222-8333-444455556666";

function setUp(): { clock: VirtualClock; tokens: SessionTokens; blacklist: SessionBlacklist } {
  const clock = new VirtualClock();
  return {
    clock,
    tokens: new SessionTokens(DEFAULT_CONFIG, clock),
    blacklist: new SessionBlacklist(DEFAULT_CONFIG, clock),
  };
}

function issue(tokens: SessionTokens, tokenId = "one"): ReturnType<SessionTokens["issue"]> {
  return tokens.issue({
    tokenId,
    userId: USER,
    username: "あゆ ?>~",
    vars: new Map([["__proto__", "x"]]),
    issuedAtSec: 7,
  });
}

describe("tokens", () => {
  it("A5 · say what they were issued with, whatever its letters", () => {
    const { tokens } = setUp();
    expect(tokens.read(issue(tokens).token, "session")).toMatchObject({
      tokenId: "one",
      userId: USER,
      username: "あゆ ?>~",
      vars: new Map([["__proto__", "x"]]),
      issuedAtSec: 7,
    });
  });

  it("A5 · are good until their last second, and not in it", () => {
    const { clock, tokens } = setUp();
    const { token, refreshToken } = issue(tokens);
    clock.advance(59_999);
    expect(tokens.read(token, "session")).toBeDefined();
    clock.advance(1);
    expect(tokens.read(token, "session")).toBeUndefined();
    clock.advance(3600_000 - 60_001);
    expect(tokens.read(refreshToken, "refresh")).toBeDefined();
    clock.advance(1);
    expect(tokens.read(refreshToken, "refresh")).toBeUndefined();
  });

  it("A5 · are of no use for the other purpose", () => {
    const { tokens } = setUp();
    const { token, refreshToken } = issue(tokens);
    expect(tokens.read(token, "refresh")).toBeUndefined();
    expect(tokens.read(refreshToken, "session")).toBeUndefined();
  });

  it("A5 · that were changed, or signed otherwise, are refused", () => {
    const key = DEFAULT_CONFIG.sessionEncryptionKey;
    const exp = 4_000_000_000;
    const token = signJwt({ uid: USER, exp }, key);
    const [header = "", payload = "", signature = ""] = token.split(".");
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
    expect(verifyJwt(token, key, 0)).toEqual({ uid: USER, exp });
    for (const bad of [
      "",
      "a",
      "a.b",
      "a.b.c",
      `${none}.${payload}.`,
      `${header}.${payload}.`,
      `${token}.x`,
      `${header}.${payload}A.${signature}`,
    ]) {
      expect(verifyJwt(bad, key, 0)).toBeUndefined();
    }
    expect(verifyJwt(signJwt({ uid: USER, exp }, "another key"), key, 0)).toBeUndefined();
    expect(verifyJwt(signJwt({ uid: USER, exp: "soon" }, key), key, 0)).toBeUndefined();
  });

  it("A5 · without an expiry are no session's", () => {
    const { tokens } = setUp();
    expect(
      tokens.read(signJwt({ uid: USER }, DEFAULT_CONFIG.sessionEncryptionKey), "session"),
    ).toBeUndefined();
    expect(
      tokens.read(signJwt({ uid: "x", exp: 4_000_000_000 }, DEFAULT_CONFIG.sessionEncryptionKey), "session"),
    ).toBeUndefined();
  });
});

describe("logging out", () => {
  it("A5 · one token by its id", () => {
    const { tokens, blacklist } = setUp();
    const one = tokens.read(issue(tokens, "one").token, "session");
    const two = tokens.read(issue(tokens, "two").token, "session");
    if (one === undefined || two === undefined) throw new Error("both are good");
    blacklist.remove(USER, "session", "one");
    expect([one, two].map((claims) => blacklist.allows(claims, "session"))).toEqual([false, true]);
    expect(blacklist.allows(one, "refresh")).toBe(true);
  });

  it("A5 · everything issued before the present second, and nothing later", () => {
    const { clock, tokens, blacklist } = setUp();
    const before = tokens.read(issue(tokens).token, "session");
    clock.advance(1000);
    const now = tokens.read(issue(tokens).token, "session");
    if (before === undefined || now === undefined) throw new Error("both are good");
    blacklist.removeAll(USER);
    expect([before, now].map((claims) => blacklist.allows(claims, "session"))).toEqual([false, true]);
  });
});
