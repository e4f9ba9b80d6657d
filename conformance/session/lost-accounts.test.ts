import { memoryTokens } from "@nakodo/session";
import { NotificationCode, openMatch } from "@nakodo/session/services";
import { describe, expect, it } from "vitest";
import { codeOf } from "./counted-player.js";
import { MatchLog } from "./match-log.js";
import { makeOnline, newDevice, newPlayer } from "./players.js";

/** The server ends all tokens that it issued before the present second: waits for the next one. */
async function nextSecond(): Promise<void> {
  const now = (): number => Math.floor(Date.now() / 1000);
  const before = now();
  await expect.poll(now, { interval: 50 }).toBeGreaterThan(before);
}

describe("an account that is deleted", () => {
  it("B1 · here signs out here: session, stored tokens, socket and its matches, and says why", async () => {
    const store = memoryTokens();
    const online = await newPlayer({ store });
    const userId = online.session?.userId;
    const log = new MatchLog();
    await openMatch(online.socket, { create: true }, log.receive);
    const changed = online.once("sessionChanged");
    await online.api.deleteAccount();
    expect(await changed).toEqual({ session: undefined, reason: "accountDeleted", previousUserId: userId });
    expect(online.session).toBeUndefined();
    expect(await store.load()).toBeUndefined();
    expect(online.socket.state).toBe("idle");
    await log.until(({ events }) => events.at(-1)?.type === "closed");
    expect(await codeOf(online.api.getAccount())).toBe("signed-out");
  });

  it("B1 · here does not sign out somebody else who signed in meanwhile", async () => {
    const online = await newPlayer();
    const deletion = online.api.deleteAccount();
    const other = await online.authenticate(newDevice());
    await deletion;
    expect(online.session?.userId).toBe(other.userId);
    await online.api.getAccount();
  });

  it("A6 · elsewhere, while it is connected here, ends the socket for good; the next call asks for a sign-in", async () => {
    const credential = newDevice({ create: true });
    const [here, there] = [makeOnline(), makeOnline()];
    await here.authenticate(credential);
    await there.authenticate(credential);
    await here.connect();
    await nextSecond();
    const lost = here.once("socketDisconnected");
    await there.api.deleteAccount();
    expect(await lost).toMatchObject({ willReconnect: false, error: { code: "connection-lost" } });
    expect(here.socket.state).toBe("idle");
    await expect(here.api.getAccount()).rejects.toMatchObject({
      code: "reauth-required",
      cause: { code: "not-found" },
    });
  });
});

describe("an account that is banned while it is connected", () => {
  it("A6 · is told, and neither renews its session nor signs in again", async () => {
    const online = await newPlayer();
    await online.connect();
    await nextSecond();
    const told = online.socket.once("notifications");
    const lost = online.once("socketDisconnected");
    await (await newPlayer()).api.rpc("ban_user", { userId: online.session?.userId });
    expect((await told).notifications).toMatchObject([{ code: NotificationCode.banned }]);
    expect(await lost).toMatchObject({ willReconnect: false });
    const asked = online.once("reauthRequired");
    const call = codeOf(online.api.getAccount());
    expect((await asked).cause).toMatchObject({ code: "permission-denied", httpStatus: 403 });
    await online.logout().catch(() => {});
    expect(await call).toBe("signed-out");
  });

  it("A6 · finds out when its socket comes back, and gives it up", async () => {
    const online = await newPlayer();
    await nextSecond();
    await (await newPlayer()).api.rpc("ban_user", { userId: online.session?.userId });
    await expect(online.connect()).rejects.toMatchObject({
      code: "reauth-required",
      cause: { code: "permission-denied" },
    });
  });
});
