import { pages } from "@nakodo/session/services";
import { expect, it } from "vitest";
import { makeOnline, newDevice, newName, newPlayer } from "../session/players.js";

it("B1 · an account is changed where something is given, and only there", async () => {
  const online = await newPlayer();
  await online.api.updateAccount({ display_name: "Ayu 🐟", location: "Jakarta", lang_tag: "id" });
  await online.api.updateAccount({ location: "Bandung" });
  const { user, devices } = await online.api.getAccount();
  expect(user).toMatchObject({ display_name: "Ayu 🐟", location: "Bandung", lang_tag: "id" });
  expect(devices).toHaveLength(1);
});

it("B1 · others are found by id and by name, and who is not there is passed over", async () => {
  const [a, b] = [await newPlayer(), await newPlayer()];
  const nobody = "00000000-0000-4000-8000-000000000000";
  const found = await a.api.getUsers([b.session?.userId ?? "", nobody], [a.session?.username ?? ""]);
  expect(found.users?.map((user) => user.id).sort()).toEqual([a.session?.userId, b.session?.userId].sort());
  expect((await a.api.getUsers([nobody])).users).toEqual([]);
});

it("B1 · an account that is deleted is gone, and its session with it", async () => {
  const credential = newDevice();
  const online = makeOnline({ keepCredential: false });
  await online.authenticate(credential);
  await online.api.deleteAccount();
  await expect(online.api.getAccount()).rejects.toMatchObject({ name: "NakodoError" });
  const again = await makeOnline().authenticate(credential);
  expect(again.isNew).toBe(true);
});

it("A11 · a list with a cursor is walked to its end, as far as the loop goes", async () => {
  const online = await newPlayer();
  const collection = newName("things");
  const keys = Array.from({ length: 7 }, (_, index) => `key${index}`);
  await online.api.writeStorageObjects(keys.map((key) => ({ collection, key, value: { key } })));
  let fetched = 0;
  const things = () =>
    pages(
      (cursor) => {
        fetched += 1;
        return online.api.listStorageObjects(collection, online.session?.userId, 3, cursor);
      },
      (page) => page.objects,
    );
  const seen: (string | undefined)[] = [];
  for await (const thing of things()) seen.push(thing.key);
  expect(seen).toEqual(keys);
  expect(fetched).toBe(3);
  for await (const thing of things()) if (thing.key === "key1") break;
  expect(fetched).toBe(4);
});

it("A11 · a list that is empty is walked without an item, and an error ends the walk", async () => {
  const online = await newPlayer();
  const walk = async (collection: string, limit: number) => {
    const things = pages(
      () => online.api.listStorageObjects(collection, online.session?.userId, limit),
      (page) => page.objects,
    );
    for await (const thing of things) return thing;
    return "nothing";
  };
  expect(await walk(newName("things"), 10)).toBe("nothing");
  await expect(walk(newName("things"), 1000)).rejects.toMatchObject({ code: "invalid-argument" });
});
