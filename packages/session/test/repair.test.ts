import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { device, email, memoryTokens, Online, type OnlineOptions, type TokenStore } from "../src/index.js";
import { type Arrived, FaultServer, issue, json, refuseToken } from "./fault-server.js";
import { VirtualClock } from "./virtual-clock.js";

const DEVICE = device({ id: "device-of-the-test", username: "ayu" });
const REFRESH = "/session/refresh";

let server: FaultServer;
let clock: VirtualClock;
let online: Online;
/** Counts the tokens, so that each is another one. */
let serial: number;
/** Tokens that the server takes; `undefined`: all. */
let taken: Set<string> | undefined;
let onRefresh: (response: ServerResponse) => void;
let onSignIn: (request: Arrived, response: ServerResponse) => void;
let onCall: (request: Arrived, response: ServerResponse) => void;

function make(options: OnlineOptions = {}): Online {
  return new Online({ port: server.port, clock, timeoutMs: 7000, ...options });
}

function issueNext(response: ServerResponse, options: Parameters<typeof issue>[0] = {}): void {
  serial += 1;
  const issued = issue({ serial, ...options });
  taken?.add(issued.token);
  json(response, 200, issued);
}

beforeEach(async () => {
  server = await FaultServer.start();
  clock = new VirtualClock();
  serial = 0;
  taken = undefined;
  onRefresh = (response) => issueNext(response);
  onSignIn = (_, response) => issueNext(response);
  onCall = (_, response) => json(response, 200, { user: { id: "user-1" } });
  server.answer = (request, response) => {
    if (request.path.endsWith(REFRESH)) onRefresh(response);
    else if (request.path.includes("/authenticate/")) onSignIn(request, response);
    else if (taken !== undefined && !taken.has(request.authorization.replace("Bearer ", "")))
      refuseToken(response);
    else onCall(request, response);
  };
  online = make();
});

afterEach(async () => {
  await online.close();
  await server.stop();
});

describe("a session that has ended", () => {
  it("A6 · is renewed once for all calls that find it near its end, before they are sent", async () => {
    await online.authenticate(DEVICE);
    clock.advance(60_000);
    await Promise.all(Array.from({ length: 20 }, () => online.api.getAccount()));
    expect(server.asked(REFRESH)).toHaveLength(1);
    expect(server.asked("/v2/account")).toHaveLength(20);
    expect(new Set(server.asked("/v2/account").map((one) => one.authorization)).size).toBe(1);
  });

  it("A6 · is renewed once when the server refuses it in the middle of parallel calls, and each runs once more", async () => {
    taken = new Set();
    await online.authenticate(DEVICE);
    taken.clear();
    await Promise.all(Array.from({ length: 20 }, () => online.api.getAccount()));
    expect(server.asked(REFRESH)).toHaveLength(1);
    expect(server.asked("/v2/account")).toHaveLength(40);
  });

  it("A6 · that is refused again after its renewal is signed in anew, once for all", async () => {
    await online.authenticate(DEVICE);
    taken = new Set();
    onRefresh = (response) => json(response, 200, issue({ serial: 99 }));
    await Promise.all([online.api.getAccount(), online.api.getAccount()]);
    expect(server.asked(REFRESH)).toHaveLength(1);
    expect(server.asked("/authenticate/device")).toHaveLength(2);
    expect(server.asked("/v2/account").length).toBeLessThanOrEqual(6);
  });

  it("A6 · that stays refused whatever we do is session-expired", async () => {
    await online.authenticate(DEVICE);
    taken = new Set();
    onRefresh = (response) => json(response, 200, issue({ serial: 99 }));
    onSignIn = (_, response) => json(response, 200, issue({ serial: 100 }));
    await expect(online.api.getAccount()).rejects.toMatchObject({ code: "session-expired", httpStatus: 401 });
    expect(server.asked("/v2/account")).toHaveLength(3);
  });

  it("A6 · a 401 that a server function answered is not the token's, and nothing is sent twice", async () => {
    await online.authenticate(DEVICE);
    onCall = (_, response) => json(response, 401, { code: 16, error: {}, message: "you may not" });
    await expect(online.api.rpc("buy", {})).rejects.toMatchObject({
      code: "invalid-credentials",
      grpcCode: 16,
    });
    expect(server.asked("/rpc/buy")).toHaveLength(1);
    expect(server.asked(REFRESH)).toHaveLength(0);
  });

  it("A5 · is known by the token's own lifetime, whatever the clocks of page and server say", async () => {
    onSignIn = (_, response) => issueNext(response, { signedInAtSec: 12_345, nowSec: 12_345 });
    await online.authenticate(DEVICE);
    expect(online.session?.expiresInMs()).toBe(59_000);
    clock.advance(50_000);
    await online.api.getAccount();
    expect(server.asked(REFRESH)).toHaveLength(0);
    clock.advance(4_000);
    await online.api.getAccount();
    expect(server.asked(REFRESH)).toHaveLength(1);
  });

  it("A5 · a renewed token keeps the time of its sign-in, and still counts its lifetime from the renewal", async () => {
    await online.authenticate(DEVICE);
    const signedInAtSec = 1_700_000_000;
    onRefresh = (response) => issueNext(response, { signedInAtSec, nowSec: signedInAtSec + 3000 });
    clock.advance(60_000);
    await online.api.getAccount();
    expect(online.session?.expiresInMs()).toBe(59_000);
    clock.advance(60_000);
    await online.api.getAccount();
    expect(server.asked(REFRESH)).toHaveLength(2);
  });
});

describe("a session that cannot be renewed", () => {
  beforeEach(() => {
    onRefresh = (response) => json(response, 401, { code: 16, message: "Refresh token invalid or expired." });
  });

  it("A6 · is made anew with the kept credential, once for all, and never makes an account", async () => {
    await online.authenticate(DEVICE);
    clock.advance(60_000);
    const changes: string[] = [];
    online.on("sessionChanged", ({ reason }) => changes.push(reason));
    await Promise.all([online.api.getAccount(), online.api.getAccount(), online.api.getAccount()]);
    expect(server.asked("/authenticate/device").map((one) => one.query.get("create"))).toEqual([
      "true",
      "false",
    ]);
    expect(server.asked("/v2/account")).toHaveLength(3);
    expect(changes).toEqual(["reauthenticated"]);
  });

  it("A6 · asks the application when the credential has become another account's, and runs nothing as that one", async () => {
    await online.authenticate(DEVICE);
    onSignIn = (_, response) => issueNext(response, { uid: "somebody-else" });
    clock.advance(60_000);
    await expect(online.api.getAccount()).rejects.toMatchObject({ code: "reauth-required" });
    expect(server.asked("/v2/account")).toHaveLength(0);
    expect(online.session?.userId).toBe("user-1");
  });

  it("A6 · asks the application once for all, and the calls run after its sign-in", async () => {
    await online.close();
    online = make({ keepCredential: false });
    await online.authenticate(DEVICE);
    clock.advance(60_000);
    const asked: string[] = [];
    online.on("reauthRequired", ({ session, cause }) => {
      asked.push(`${session.userId} ${cause.code}`);
      void online.authenticate(DEVICE);
    });
    await Promise.all([online.api.getAccount(), online.api.getAccount()]);
    expect(asked).toEqual(["user-1 session-expired"]);
    expect(server.asked("/authenticate/device")).toHaveLength(2);
    expect(server.asked("/v2/account")).toHaveLength(2);
  });

  it("A6 · a wrong password meanwhile keeps the calls waiting", async () => {
    await online.close();
    online = make({ keepCredential: false });
    await online.authenticate(DEVICE);
    clock.advance(60_000);
    const asked = online.once("reauthRequired");
    const call = online.api.getAccount();
    await asked;
    const signIn = onSignIn;
    onSignIn = (_, response) => json(response, 401, { code: 16, message: "Invalid credentials." });
    const wrong = email({ email: "ayu@example.com", password: "wrong password" });
    await expect(online.authenticate(wrong)).rejects.toMatchObject({
      code: "invalid-credentials",
      message: "the e-mail address or the password is wrong",
    });
    onSignIn = signIn;
    await online.authenticate(DEVICE);
    await expect(call).resolves.toMatchObject({ user: { id: "user-1" } });
  });

  it("A6 · rejects with reauth-required when nobody signs in in time, and asks again at the next call", async () => {
    await online.close();
    online = make({ keepCredential: false, reauthTimeoutMs: 20_000 });
    await online.authenticate(DEVICE);
    clock.advance(60_000);
    let asked = 0;
    online.on("reauthRequired", () => {
      asked += 1;
    });
    for (const times of [1, 2]) {
      const call = online.api.getAccount();
      const outcome = expect(call).rejects.toMatchObject({ code: "reauth-required" });
      await clock.whenSet(20_000);
      clock.advance(20_000);
      await outcome;
      expect(asked).toBe(times);
    }
    expect(server.asked("/v2/account")).toHaveLength(0);
  });

  it("A6 · rejects at once when nobody listens for reauthRequired, and says what to do", async () => {
    await online.close();
    online = make({ keepCredential: false });
    await online.authenticate(DEVICE);
    clock.advance(60_000);
    await expect(online.api.getAccount()).rejects.toMatchObject({
      code: "reauth-required",
      message: expect.stringContaining("authenticate()"),
    });
  });

  it.each([
    ["signed-out", () => online.logout()],
    ["closed", () => online.close()],
  ])("A6 · calls that wait for a sign-in reject with %s when that comes", async (code, end) => {
    await online.close();
    online = make({ keepCredential: false });
    await online.authenticate(DEVICE);
    clock.advance(60_000);
    const asked = online.once("reauthRequired");
    const outcome = expect(online.api.getAccount()).rejects.toMatchObject({ code });
    await asked;
    await end();
    await outcome;
  });

  it("A6 · a server that fails to answer is no refusal: the credential stays, and the next call tries again", async () => {
    await online.authenticate(DEVICE);
    clock.advance(60_000);
    const refused = onRefresh;
    onRefresh = (response) => json(response, 500, { code: 13, message: "database is down" });
    await expect(online.api.getAccount()).rejects.toMatchObject({ code: "server-error", httpStatus: 500 });
    onRefresh = refused;
    await expect(online.api.getAccount()).resolves.toMatchObject({ user: { id: "user-1" } });
  });
});

describe("sign-in and sign-out", () => {
  it("A6 · a call made before anybody signed in says so", async () => {
    await expect(online.api.getAccount()).rejects.toMatchObject({ code: "signed-out" });
    expect(server.requests).toHaveLength(0);
  });

  it("A6 · a call made while the sign-in is under way waits for it", async () => {
    const signIn = online.authenticate(DEVICE);
    await expect(online.api.getAccount()).resolves.toMatchObject({ user: { id: "user-1" } });
    await signIn;
  });

  it("A7 · tells of the session, never of its tokens", async () => {
    const told: unknown[] = [];
    online.on("sessionChanged", (event) => told.push(event));
    online.on("sessionConnected", (event) => told.push(event));
    await online.authenticate(DEVICE);
    await online.logout();
    expect(told).toHaveLength(3);
    const text = JSON.stringify([told, online.session, DEVICE]);
    expect(text).toContain("user-1");
    expect(text).not.toContain("eyJ");
    expect(text).not.toContain("device-of-the-test");
  });

  it("A5 · signing out forgets everything here even when the server is not reached", async () => {
    const store = memoryTokens();
    await online.close();
    online = make({ store });
    await online.authenticate(DEVICE);
    expect(await store.load()).toBeDefined();
    await server.stop();
    await expect(online.logout()).rejects.toMatchObject({ code: "server-unreachable" });
    expect(online.session).toBeUndefined();
    expect(await store.load()).toBeUndefined();
    await expect(online.api.getAccount()).rejects.toMatchObject({ code: "signed-out" });
    server = await FaultServer.start();
  });

  it("A5 · a sign-in that comes back after a sign-out does not sign in", async () => {
    await online.authenticate(DEVICE);
    let answer = (): void => {};
    onSignIn = (_, response) => {
      answer = () => issueNext(response);
    };
    const late = online.authenticate(DEVICE);
    const outcome = expect(late).rejects.toMatchObject({ code: "signed-out" });
    await server.until(() => server.asked("/authenticate/device").length === 2);
    await online.logout();
    answer();
    await outcome;
    expect(online.session).toBeUndefined();
  });
});

describe("stored tokens", () => {
  it("A5 · come back renewed, with the lifetime that they were saved with", async () => {
    const store = memoryTokens();
    await online.close();
    online = make({ store });
    await online.authenticate(DEVICE);
    await online.close();
    online = make({ store });
    onRefresh = (response) => issueNext(response, { signedInAtSec: 1_700_000_000, nowSec: 1_700_003_000 });
    await expect(online.restore()).resolves.toMatchObject({ userId: "user-1", isNew: false });
    expect(online.session?.expiresInMs()).toBe(59_000);
  });

  it("A5 · that the server no longer renews are none, and are forgotten", async () => {
    const store = memoryTokens();
    await store.save({ token: "old", refreshToken: "old", lifetimeMs: 60_000 });
    await online.close();
    online = make({ store });
    onRefresh = (response) => json(response, 401, { code: 16, message: "Refresh token invalid or expired." });
    await expect(online.restore()).resolves.toBeUndefined();
    expect(await store.load()).toBeUndefined();
  });

  it("A5 · stay when the server is not reached", async () => {
    const store = memoryTokens();
    const tokens = { token: "old", refreshToken: "old", lifetimeMs: 60_000 };
    await store.save(tokens);
    await online.close();
    online = make({ store });
    onRefresh = (response) => response.destroy();
    await expect(online.restore()).rejects.toMatchObject({ code: "connection-lost" });
    expect(await store.load()).toEqual(tokens);
  });

  it.each([undefined, null, 7, "text", {}, { token: 1, refreshToken: 2 }, { token: "a", refreshToken: "" }])(
    "A10 · a store that holds %j holds nothing",
    async (rubbish) => {
      await online.close();
      online = make({ store: { ...memoryTokens(), load: async () => rubbish } });
      await expect(online.restore()).resolves.toBeUndefined();
      expect(server.requests).toHaveLength(0);
    },
  );

  it("A10 · a store that throws stops nobody from playing, and is told of", async () => {
    const broken = async (): Promise<never> => {
      throw new Error("disk is full");
    };
    const store: TokenStore = { load: broken, save: broken, clear: broken };
    await online.close();
    online = make({ store });
    const failures: unknown[] = [];
    online.on("tokenStoreFailed", ({ error }) => failures.push(error));
    await expect(online.restore()).resolves.toBeUndefined();
    await online.authenticate(DEVICE);
    await expect(online.api.getAccount()).resolves.toBeDefined();
    await online.logout();
    expect(failures).toHaveLength(3);
  });
});
