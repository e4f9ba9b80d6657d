import { type Clock, memoryTokens, type Online, type OnlineOptions, type TokenStore } from "@nakodo/session";
import { expect, inject } from "vitest";
import { closing, makeOnline, newDevice } from "./players.js";
import { TcpProxy } from "./tcp-proxy.js";

export const REFRESH = "POST /v2/account/session/refresh";
export const SIGN_IN = "POST /v2/account/authenticate/device";
export const ACCOUNT = "GET /v2/account";

/** Comes back quickly, so that a test need not wait. */
export const EAGER: OnlineOptions = { reconnect: { baseDelayMs: 20, maxDelayMs: 100 } };

/** A wire to the server under test. */
export async function newProxy(): Promise<TcpProxy> {
  const proxy = await TcpProxy.start(inject("server"));
  closing({ close: () => proxy.stop() });
  return proxy;
}

/** A player behind a proxy that counts, with the store in which its tokens lie. */
export async function newCountedPlayer(
  options: OnlineOptions = {},
): Promise<{ online: Online; proxy: TcpProxy; store: TokenStore }> {
  const proxy = await newProxy();
  const store = memoryTokens();
  const online = makeOnline({ port: proxy.port, store, ...options });
  await online.authenticate(newDevice());
  return { online, proxy, store };
}

/** Makes the server refuse the session's token, and the refresh token too when `both`. */
export async function revoke(store: TokenStore, both: boolean): Promise<void> {
  const { host, port } = inject("server");
  const kept = (await store.load()) as { token: string; refreshToken: string };
  const body = JSON.stringify({ token: kept.token, refresh_token: both ? kept.refreshToken : "" });
  const headers = { Authorization: `Bearer ${kept.token}` };
  const response = await fetch(`http://${host}:${port}/v2/session/logout`, { method: "POST", headers, body });
  expect(response.status).toBe(200);
}

/** A clock that a test can set forward. */
export function adjustableClock(): Clock & { skip(byMs: number): void } {
  let aheadMs = 0;
  return {
    skip: (byMs) => {
      aheadMs += byMs;
    },
    nowMs: () => performance.now() + aheadMs,
    setTimer: (delayMs, fire) => {
      const handle = setTimeout(fire, delayMs);
      return () => clearTimeout(handle);
    },
  };
}

/** What a promise rejects with, or `undefined`. Never rejects, so that it can be watched later. */
export function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
  );
}
