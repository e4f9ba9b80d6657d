import { describe, expect, it } from "vitest";
import { call } from "../raw/api.js";
import { at, textAt } from "../raw/json.js";
import { type Player, signIn, unique } from "../raw/player.js";
import { callRpc } from "../raw/rpc.js";
import { read } from "../raw/storage.js";

async function account(player: Player): Promise<unknown> {
  return (await call("GET", "/v2/account", player)).json;
}

describe("what only a module may change", () => {
  it("B1 · a wallet is filled and emptied in whole numbers, and not below 0", async () => {
    const player = await signIn();
    expect(textAt(await account(player), "wallet")).toBe("{}");
    expect(JSON.parse(await callRpc(player, "wallet_change", { gold: 7, coins: 5 }))).toEqual({
      gold: 7,
      coins: 5,
    });
    await callRpc(player, "wallet_change", { coins: -2 });
    expect(textAt(await account(player), "wallet")).toBe('{"gold": 7, "coins": 3}');
    await expect(callRpc(player, "wallet_change", { gold: 1, coins: -4 })).rejects.toThrow(/500/);
    expect(JSON.parse(textAt(await account(player), "wallet"))).toEqual({ gold: 7, coins: 3 });
  });

  it("B1 · an account's metadata is for all to see", async () => {
    const [player, other] = [await signIn(), await signIn()];
    await callRpc(player, "account_metadata", { hat: "red", levels: [1, 2] });
    const { json } = await call("GET", `/v2/user?ids=${player.userId}`, other);
    expect(textAt(json, "users", 0, "metadata")).toBe('{"hat": "red", "levels": [1, 2]}');
  });

  it("B6 · a group's metadata is too", async () => {
    const player = await signIn();
    const made = await call("POST", "/v2/group", { ...player, body: { name: unique("den") } });
    const groupId = textAt(made.json, "id");
    await callRpc(player, "group_metadata", { groupId, metadata: { motto: "Ever onwards" } });
    const { json } = await call("GET", `/v2/user/${player.userId}/group`, player);
    expect(textAt(json, "user_groups", 0, "group", "metadata")).toBe('{"motto": "Ever onwards"}');
  });

  it("B2 · an object of the server's own is read by all when it is for all", async () => {
    const player = await signIn();
    const name = { collection: unique("rules"), key: "rules" };
    await callRpc(player, "storage_write", { ...name, value: { speed: 3 }, permissionRead: 2 });
    const [object] = await read(player, name);
    expect(at(object, "value")).toBe('{"speed": 3}');
    expect(at(object, "user_id")).toBe("00000000-0000-0000-0000-000000000000");
  });

  it("B2 · what its owner may neither read nor write a module may", async () => {
    const player = await signIn();
    const name = { collection: unique("secret"), key: "role", userId: player.userId };
    const wish = { ...name, permissionRead: 0, permissionWrite: 0 };
    await callRpc(player, "storage_write", { ...wish, value: { role: "wolf" } });
    await callRpc(player, "storage_write", { ...wish, value: { role: "fox" } });
    expect(await read(player, { collection: name.collection, key: "role", user_id: player.userId })).toEqual(
      [],
    );
    expect(JSON.parse(await callRpc(player, "storage_read", name))).toEqual({ role: "fox" });
    await expect(callRpc(player, "storage_write", { ...wish, value: {}, version: "*" })).rejects.toThrow(
      /500/,
    );
    await callRpc(player, "storage_delete", name);
    await callRpc(player, "storage_delete", name);
    expect(JSON.parse(await callRpc(player, "storage_read", name))).toBeNull();
  });
});
