import { memoryTokens, type Online, webStorageTokens } from "@nakodo/session";
import { openMatch, pages } from "@nakodo/session/services";
import { describe, expect, it, vi } from "vitest";
import {
  ACCOUNT,
  adjustableClock,
  codeOf,
  EAGER,
  newCountedPlayer,
  REFRESH,
  revoke,
  SIGN_IN,
} from "./counted-player.js";
import { makeOnline, newDevice, newName } from "./players.js";

describe("a token that is refused", () => {
  it("A6 · in the middle of calls over HTTP and the socket is replaced once for all of them", async () => {
    const { online, proxy, store } = await newCountedPlayer(EAGER);
    await revoke(store, true);
    const calls = [
      ...Array.from({ length: 10 }, () => online.api.getAccount()),
      online.connect(),
      online.socket.request("ping", {}),
      online.api.rpc("echo", "hello"),
    ];
    await Promise.all(calls);
    expect(proxy.timesSent(REFRESH)).toBe(1);
    expect(proxy.timesSent(SIGN_IN)).toBe(2);
    expect(online.socket.state).toBe("connected");
  });

  it("A6 · between two pages of a walk does not end the walk", async () => {
    const { online, store } = await newCountedPlayer();
    const collection = newName("things");
    const keys = Array.from({ length: 6 }, (_, index) => `key${index}`);
    await online.api.writeStorageObjects(keys.map((key) => ({ collection, key, value: {} })));
    const seen: string[] = [];
    const walk = pages(
      (cursor) => online.api.listStorageObjects(collection, online.session?.userId, 2, cursor),
      (page) => page.objects,
    );
    for await (const { key } of walk) {
      seen.push(key);
      if (seen.length % 2 === 0) await revoke(store, false);
    }
    expect(seen).toEqual(keys);
  });

  it("A6 · while the socket is down is replaced on the way back, and the match is entered again", async () => {
    const { online, proxy, store } = await newCountedPlayer(EAGER);
    const events: string[] = [];
    await openMatch(online.socket, { create: true }, ({ type }) => events.push(type));
    const back = online.once("socketReconnected");
    await revoke(store, true);
    proxy.cut();
    await back;
    await expect.poll(() => events).toEqual(["joined", "down", "joined"]);
  });

  it("A6 · is refused although it was not sent twice: a write runs once", async () => {
    const { online, proxy, store } = await newCountedPlayer();
    await revoke(store, true);
    const board = "high_score";
    const record = await online.api.writeLeaderboardRecord(board, { score: 7 });
    expect(record.num_score).toBe(1);
    // Refused with the old token, run with the new one.
    expect(proxy.timesSent(`POST /v2/leaderboard/${board}`)).toBe(2);
  });
});

describe("signing out while calls wait", () => {
  it("A6 · for the renewal rejects them at once with signed-out, whatever the network does", async () => {
    const clock = adjustableClock();
    const { online, proxy } = await newCountedPlayer({ clock });
    clock.skip(60_000_000);
    proxy.freeze();
    const outcomes = Array.from({ length: 5 }, () => codeOf(online.api.getAccount()));
    const out = codeOf(online.logout());
    expect(await Promise.all(outcomes)).toEqual(Array.from({ length: 5 }, () => "signed-out"));
    expect(online.session).toBeUndefined();
    proxy.cut();
    await out;
    expect(proxy.timesSent(ACCOUNT)).toBe(0);
  });

  it("A6 · for a sign-in of the application rejects them with signed-out", async () => {
    const { online, store } = await newCountedPlayer({ keepCredential: false });
    await revoke(store, true);
    const asked = online.once("reauthRequired");
    const outcome = codeOf(online.api.getAccount());
    await asked;
    await online.logout();
    expect(await outcome).toBe("signed-out");
  });
});

describe("clocks of page and server that are hours apart", () => {
  it.each([-5, 5])("A5 · by %d h do not matter", async (hours) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + hours * 3_600_000 });
    try {
      const { online, proxy } = await newCountedPlayer();
      const lifetimeMs = online.session?.expiresInMs() ?? 0;
      expect(lifetimeMs).toBeGreaterThan(10_000);
      expect(lifetimeMs).toBeLessThan(3_600_000);
      await online.api.getAccount();
      await online.connect();
      expect(proxy.timesSent(REFRESH)).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a token store", () => {
  const rubbish: readonly [string, unknown][] = [
    ["text", "rubbish"],
    ["a number", 7],
    ["tokens of another kind", { token: 1, refreshToken: 2 }],
    ["tokens that the server never made", { token: "a.b.c", refreshToken: "d.e.f", lifetimeMs: 60_000 }],
  ];

  it.each(rubbish)("A10 · that holds %s holds nothing, and one signs in as ever", async (_, kept) => {
    const online = makeOnline({ store: { ...memoryTokens(), load: async () => kept } });
    expect(await online.restore()).toBeUndefined();
    await online.authenticate(newDevice());
    await online.api.getAccount();
  });

  it("A10 · that throws, at once or later, stops nobody, and each failure is told", async () => {
    const failures: unknown[] = [];
    const store = {
      load: () => {
        throw new Error("no storage here");
      },
      save: async () => {
        throw new Error("the quota is exceeded");
      },
      clear: () => {
        throw new Error("no storage here");
      },
    };
    const online = makeOnline({ store });
    online.on("tokenStoreFailed", ({ error }) => failures.push(error));
    expect(await online.restore()).toBeUndefined();
    await online.authenticate(newDevice());
    await online.api.getAccount();
    await online.logout();
    expect(failures).toHaveLength(3);
  });

  it("A10 · of two tabs, whose sessions end at the same moment, is left with tokens that renew", async () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    const clock = adjustableClock();
    const tab = (): Online => makeOnline({ store: webStorageTokens(storage), clock, keepCredential: false });
    const [one, other] = [tab(), tab()];
    const { userId } = await one.authenticate(newDevice());
    expect((await other.restore())?.userId).toBe(userId);
    for (let round = 0; round < 3; round += 1) {
      clock.skip(60_000_000);
      const accounts = await Promise.all([one.api.getAccount(), other.api.getAccount()]);
      expect(accounts.map(({ user }) => user.id)).toEqual([userId, userId]);
    }
    await Promise.all([one.close(), other.close()]);
    expect((await tab().restore())?.userId).toBe(userId);
  });
});
