import { describe, expect, it } from "vitest";
import { type StoredTokens, type WebStorageLike, webStorageTokens } from "./token-store.js";

const tokensOf = (userId: string, iat: number): StoredTokens => ({
  token: `h.${btoa(JSON.stringify({ uid: userId, usn: userId, exp: iat + 60, iat }))}.s`,
  refreshToken: `${userId}-${iat}`,
  lifetimeMs: 60_000,
});

/** What all tabs of one origin share. */
function sharedStorage(): WebStorageLike {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

describe("two tabs with one storage", () => {
  const [ayu, renewed, budi] = [tokensOf("ayu", 1), tokensOf("ayu", 2), tokensOf("budi", 3)];

  it("A10 · see what the other saved", async () => {
    const storage = sharedStorage();
    const [one, other] = [webStorageTokens(storage), webStorageTokens(storage)];
    await one.save(ayu);
    expect(await other.load()).toEqual(ayu);
    await other.save(renewed, ayu);
    expect(await one.load()).toEqual(renewed);
  });

  it("A10 · a renewal does not take the place of another account that the other tab signed in to", async () => {
    const storage = sharedStorage();
    const [one, other] = [webStorageTokens(storage), webStorageTokens(storage)];
    await one.save(ayu);
    await other.save(budi);
    await one.save(renewed, ayu);
    await one.clear(ayu);
    expect(await one.load()).toEqual(budi);
  });

  it("A10 · a renewal does not bring back what the other tab signed out of", async () => {
    const storage = sharedStorage();
    const [one, other] = [webStorageTokens(storage), webStorageTokens(storage)];
    await one.save(ayu);
    await other.clear(ayu);
    await one.save(renewed, ayu);
    expect(await one.load()).toBeUndefined();
  });

  it("A10 · a sign-in takes the place of anything, rubbish too", async () => {
    const storage = sharedStorage();
    const store = webStorageTokens(storage, "game");
    storage.setItem("game", "rubbish");
    await store.save(ayu);
    await store.save(budi);
    expect(await store.load()).toEqual(budi);
  });
});
