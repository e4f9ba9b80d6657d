import { describe, expect, it } from "vitest";
import { call, outcome, refusal, SERVER_KEY } from "../raw/api.js";
import { at, textAt } from "../raw/json.js";
import { claimsOf, playerFrom, signIn, unique } from "../raw/player.js";

const REFRESH_INVALID = refusal(401, 16, "Refresh token invalid or expired.");
const AUTH_INVALID = refusal(401, 16, "Auth token invalid");

function refresh(body: unknown): Promise<unknown> {
  return outcome("POST", "/v2/account/session/refresh", { body, authorization: SERVER_KEY });
}

function logout(authorization: string, body: unknown): Promise<unknown> {
  return outcome("POST", "/v2/session/logout", { body, authorization });
}

async function signInWithVars(): Promise<ReturnType<typeof playerFrom>> {
  const { json } = await call("POST", "/v2/account/authenticate/device", {
    body: { id: unique("device"), vars: { a: "1" } },
    authorization: SERVER_KEY,
  });
  return playerFrom(json);
}

describe("refreshing", () => {
  it("A5 · gives new tokens of the same sign-in, with the present name and the old variables", async () => {
    const before = await signInWithVars();
    const username = unique("renamed");
    await call("PUT", "/v2/account", { body: { username }, authorization: before.authorization });
    const after = playerFrom(at(await refresh({ token: before.refreshToken }), "json"));
    expect(after.username).toBe(username);
    expect(after.userId).toBe(before.userId);
    const [old, fresh] = [claimsOf(before.token), claimsOf(after.token)];
    expect(textAt(fresh, "tid")).toBe(textAt(old, "tid"));
    expect(at(fresh, "iat")).toBe(at(old, "iat"));
    expect(at(fresh, "vrs")).toEqual({ a: "1" });
  });

  it("A5 · can change the variables, but not clear them", async () => {
    const { refreshToken } = await signInWithVars();
    const changed = await refresh({ token: refreshToken, vars: { b: "2" } });
    expect(at(claimsOf(textAt(changed, "json", "token")), "vrs")).toEqual({ b: "2" });
    const cleared = await refresh({ token: refreshToken, vars: {} });
    expect(at(claimsOf(textAt(cleared, "json", "token")), "vrs")).toEqual({ a: "1" });
  });

  it("A5 · leaves the old tokens good, and may be done many times at once", async () => {
    const { refreshToken, authorization } = await signIn();
    const answers = await Promise.all([1, 2, 3, 4].map(() => refresh({ token: refreshToken })));
    for (const answer of answers) expect(answer).toMatchObject({ status: 200 });
    expect(await call("GET", "/v2/account", { authorization })).toMatchObject({ status: 200 });
  });

  it("A5 · is refused without a token, with no token at all, and with a session token", async () => {
    const { token } = await signIn();
    const required = refusal(400, 3, "Refresh token is required.");
    expect(await refresh({})).toEqual(required);
    expect(await refresh(undefined)).toEqual(required);
    expect(await refresh({ token: "abc" })).toEqual(REFRESH_INVALID);
    expect(await refresh({ token })).toEqual(REFRESH_INVALID);
  });

  it("A5 · needs the server key", async () => {
    const { refreshToken, authorization } = await signIn();
    const path = "/v2/account/session/refresh";
    const body = { token: refreshToken };
    expect(await outcome("POST", path, { body })).toEqual(refusal(401, 16, "Server key required"));
    expect(await outcome("POST", path, { body, authorization })).toEqual(
      refusal(401, 16, "Server key invalid"),
    );
  });
});

describe("logging out", () => {
  it("A5 · ends the refresh token that is named, and only that", async () => {
    const { authorization, refreshToken } = await signIn();
    expect(await logout(authorization, { refresh_token: refreshToken })).toEqual({ status: 200, json: {} });
    expect(await refresh({ token: refreshToken })).toEqual(REFRESH_INVALID);
    expect(await call("GET", "/v2/account", { authorization })).toMatchObject({ status: 200 });
  });

  it("A5 · ends the session token that is named, and every refreshed one of the same sign-in", async () => {
    const { authorization, token, refreshToken } = await signIn();
    const refreshed = playerFrom(at(await refresh({ token: refreshToken }), "json"));
    expect(await logout(authorization, { token })).toEqual({ status: 200, json: {} });
    expect(await outcome("GET", "/v2/account", { authorization })).toEqual(AUTH_INVALID);
    expect(await outcome("GET", "/v2/account", { authorization: refreshed.authorization })).toEqual(
      AUTH_INVALID,
    );
  });

  it("A5 · of one sign-in leaves another of the same player alone", async () => {
    const first = await signIn();
    const second = await signIn(first.deviceId);
    await logout(first.authorization, { token: first.token, refresh_token: first.refreshToken });
    expect(await call("GET", "/v2/account", { authorization: second.authorization })).toMatchObject({
      status: 200,
    });
  });

  it("A5 · with someone else's tokens, or with none that are tokens, is refused", async () => {
    const [mine, other] = [await signIn(), await signIn()];
    const sessionInvalid = refusal(400, 3, "Session token invalid.");
    const refreshInvalid = refusal(400, 3, "Refresh token invalid.");
    expect(await logout(mine.authorization, { token: "abc" })).toEqual(sessionInvalid);
    expect(await logout(mine.authorization, { token: other.token })).toEqual(sessionInvalid);
    expect(await logout(mine.authorization, { refresh_token: "abc" })).toEqual(refreshInvalid);
    expect(await logout(mine.authorization, { refresh_token: other.refreshToken })).toEqual(refreshInvalid);
  });

  it("A5 · with neither token named is accepted, and later sign-ins are good", async () => {
    const { authorization, deviceId } = await signIn();
    expect(await logout(authorization, {})).toEqual({ status: 200, json: {} });
    const again = await signIn(deviceId);
    expect(await call("GET", "/v2/account", { authorization: again.authorization })).toMatchObject({
      status: 200,
    });
  });
});
