import { ReadPermission, SYSTEM_USER_ID, WritePermission } from "@nakodo/session/services";
import { expect, it } from "vitest";
import { newName, newPlayer } from "../session/players.js";

const collection = newName("save");

it("B2 · reading without a user id reads the player's own objects, not the system's", async () => {
  const online = await newPlayer();
  const key = newName("slot");
  await online.api.writeStorageObjects([{ collection, key, value: { level: 3, name: "日本" } }]);
  const { objects } = await online.api.readStorageObjects({ object_ids: [{ collection, key }] });
  expect(objects).toMatchObject([
    { collection, key, user_id: online.session?.userId, value: { level: 3, name: "日本" } },
  ]);
  const system = [{ collection, key, user_id: SYSTEM_USER_ID }];
  expect((await online.api.readStorageObjects({ object_ids: system })).objects).toEqual([]);
});

it("B2 · without a limit a list holds more than one object", async () => {
  const online = await newPlayer();
  const mine = newName("list");
  const objects = ["a", "b", "c"].map((key) => ({ collection: mine, key, value: {} }));
  expect((await online.api.writeStorageObjects(objects)).acks).toHaveLength(3);
  const listed = await online.api.listStorageObjects(mine, online.session?.userId);
  expect(listed.objects.map((object) => object.key)).toEqual(["a", "b", "c"]);
  expect((await online.api.listStorageObjects(newName("empty"))).objects).toEqual([]);
});

it("B2 · a write with a version that is not the present one is refused, and nothing of it is written", async () => {
  const online = await newPlayer();
  const key = newName("slot");
  const [ack] =
    (await online.api.writeStorageObjects([{ collection, key, value: { n: 1 }, version: "*" }])).acks ?? [];
  const second = { collection, key, value: { n: 2 } };
  await online.api.writeStorageObjects([{ ...second, ...(ack?.version && { version: ack.version }) }]);
  for (const version of ["*", ack?.version ?? "*"]) {
    const refused = online.api.writeStorageObjects([
      { collection, key: `${key}-other`, value: {} },
      { collection, key, value: { n: 3 }, version },
    ]);
    await expect(refused).rejects.toMatchObject({
      code: "invalid-argument",
      grpcCode: 3,
      serverMessage: "Storage write rejected - version check failed.",
    });
  }
  const ids = [key, `${key}-other`].map((one) => ({ collection, key: one }));
  const { objects } = await online.api.readStorageObjects({ object_ids: ids });
  expect(objects.map((object) => object.value)).toEqual([{ n: 2 }]);
});

it("B2 · permissions say who reads and who writes", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  const permissions = [
    { key: "open", permission_read: ReadPermission.everybody, permission_write: WritePermission.owner },
    { key: "own", permission_read: ReadPermission.owner, permission_write: WritePermission.owner },
    { key: "secret", permission_read: ReadPermission.nobody, permission_write: WritePermission.nobody },
  ];
  await a.api.writeStorageObjects(permissions.map((one) => ({ ...one, collection, value: {} })));
  const ids = permissions.map(({ key }) => ({ collection, key, user_id: a.session?.userId ?? "" }));
  const readBy = async (online: typeof a) =>
    (await online.api.readStorageObjects({ object_ids: ids })).objects.map((object) => object.key).sort();
  expect([await readBy(a), await readBy(b)]).toEqual([["open", "own"], ["open"]]);
  const rewrite = a.api.writeStorageObjects([{ collection, key: "secret", value: {} }]);
  await expect(rewrite).rejects.toMatchObject({
    serverMessage: "Storage write rejected - permission denied.",
  });
});

it("B2 · objects are deleted, and those that are not there cannot be", async () => {
  const online = await newPlayer();
  const key = newName("slot");
  await online.api.writeStorageObjects([{ collection, key, value: {} }]);
  const request = { object_ids: [{ collection, key }] };
  await online.api.deleteStorageObjects(request);
  expect((await online.api.readStorageObjects(request)).objects).toEqual([]);
  await expect(online.api.deleteStorageObjects(request)).rejects.toMatchObject({ code: "invalid-argument" });
});
