import { memoryTokens, type StoredTokens } from "@nakodo/session";
import { describe, expect, it } from "vitest";
import { ACCOUNT, adjustableClock, newCountedPlayer, REFRESH, revoke, SIGN_IN } from "./counted-player.js";
import { newDevice } from "./players.js";

describe("a session that has expired", () => {
  it("A6 · is renewed once for 20 parallel calls, and all succeed", async () => {
    const clock = adjustableClock();
    const { online, proxy } = await newCountedPlayer({ clock });
    clock.skip(online.session?.expiresInMs() ?? 0);
    const answers = await Promise.all(Array.from({ length: 20 }, () => online.api.getAccount()));
    expect(answers.every((account) => account.user?.id === online.session?.userId)).toBe(true);
    expect(proxy.timesSent(REFRESH)).toBe(1);
    expect(proxy.timesSent(SIGN_IN)).toBe(1);
    expect(proxy.timesSent(ACCOUNT)).toBe(20);
  });

  it("A5 · is stored anew, and lives as long as the first", async () => {
    const clock = adjustableClock();
    const store = memoryTokens();
    const saved: StoredTokens[] = [];
    const save = (tokens: StoredTokens): Promise<void> => {
      saved.push(tokens);
      return store.save(tokens);
    };
    const { online } = await newCountedPlayer({ clock, store: { ...store, save } });
    const lifetimeMs = online.session?.expiresInMs() ?? 0;
    expect(lifetimeMs).toBeGreaterThan(0);
    clock.skip(lifetimeMs);
    await online.api.getAccount();
    expect(saved).toHaveLength(2);
    expect(saved[1]?.lifetimeMs).toBe(saved[0]?.lifetimeMs);
    const renewedMs = online.session?.expiresInMs() ?? 0;
    expect(renewedMs).toBeLessThanOrEqual(lifetimeMs + 1000);
    expect(renewedMs).toBeGreaterThan(lifetimeMs - 10_000);
  });
});

describe("a session that the server no longer takes", () => {
  it("A6 · and whose renewal it refuses as well is signed in anew, once for 20 parallel calls", async () => {
    const { online, proxy, store } = await newCountedPlayer();
    await revoke(store, false);
    const answers = await Promise.all(Array.from({ length: 20 }, () => online.api.getAccount()));
    expect(answers.every((account) => account.user?.id === online.session?.userId)).toBe(true);
    expect(proxy.timesSent(REFRESH)).toBe(1);
    expect(proxy.timesSent(SIGN_IN)).toBe(2);
    // Refused with the first token, most with its renewal too, and run with the last.
    expect(proxy.timesSent(ACCOUNT)).toBeGreaterThanOrEqual(40);
    expect(proxy.timesSent(ACCOUNT)).toBeLessThanOrEqual(60);
  });

  it("A6 · when it cannot be renewed either, the credential that signed in signs in again", async () => {
    const { online, proxy, store } = await newCountedPlayer();
    const { session } = online;
    await revoke(store, true);
    const answers = await Promise.all(Array.from({ length: 20 }, () => online.api.getAccount()));
    expect(answers.every((account) => account.user?.id === session?.userId)).toBe(true);
    expect(proxy.timesSent(REFRESH)).toBe(1);
    expect(proxy.timesSent(SIGN_IN)).toBe(2);
  });

  it("A6 · without a credential the application is asked once, and the calls run after its sign-in", async () => {
    const { online, store, proxy } = await newCountedPlayer({ keepCredential: false });
    await revoke(store, true);
    const credential = newDevice();
    let asked = 0;
    online.on("reauthRequired", () => {
      asked += 1;
      void online.authenticate(credential);
    });
    const answers = await Promise.all(Array.from({ length: 5 }, () => online.api.getAccount()));
    expect(answers.every((account) => account.user?.id === online.session?.userId)).toBe(true);
    expect(asked).toBe(1);
    expect(proxy.timesSent(SIGN_IN)).toBe(2);
  });

  it("A6 · without anybody to ask the call is reauth-required", async () => {
    const { online, store } = await newCountedPlayer({ keepCredential: false });
    await revoke(store, true);
    await expect(online.api.getAccount()).rejects.toMatchObject({
      code: "reauth-required",
      cause: { code: "session-expired", serverMessage: "Refresh token invalid or expired." },
    });
  });
});
