import { describe, expect, it } from "vitest";
import { call, outcome, refusal } from "../raw/api.js";
import { at, listAt } from "../raw/json.js";
import { type Player, signIn, unique } from "../raw/player.js";
import { type ObjectToWrite, read, versionOf, write, written } from "../raw/storage.js";

const VERSION_REFUSED = refusal(400, 3, "Storage write rejected - version check failed.");
const PERMISSION_REFUSED = refusal(400, 3, "Storage write rejected - permission denied.");
const DELETE_REFUSED = refusal(
  400,
  3,
  "Storage delete rejected - not found, version check failed, or permission denied.",
);
const NAME_REFUSED = refusal(400, 3, "Invalid collection or key value supplied. They must be set.");

const collection = unique("saves");
const object = (more: Partial<ObjectToWrite> = {}): ObjectToWrite => ({
  collection,
  key: "slot",
  value: '{"level":1}',
  ...more,
});
const remove = ({ authorization }: Player, ...ids: readonly unknown[]): Promise<unknown> =>
  outcome("PUT", "/v2/storage/delete", { authorization, body: { object_ids: ids } });
const own = (player: Player, key = "slot"): unknown => ({ collection, key, user_id: player.userId });

describe("writing", () => {
  it("B2 · answers with the version and times, in the order asked for", async () => {
    const player = await signIn();
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    const ack = (key: string, value: string): unknown => ({
      collection,
      key,
      version: versionOf(value),
      user_id: player.userId,
      create_time: time,
      update_time: time,
    });
    expect(await write(player, object({ key: "b" }), object({ key: "a", value: "{}" }))).toEqual({
      status: 200,
      json: { acks: [ack("b", '{"level":1}'), ack("a", "{}")] },
    });
  });

  it("B2 · of nothing is nothing", async () => {
    const { authorization } = await signIn();
    const nothing = { status: 200, json: {} };
    expect(await outcome("PUT", "/v2/storage", { authorization, body: {} })).toEqual(nothing);
    expect(await outcome("POST", "/v2/storage", { authorization, body: {} })).toEqual(nothing);
    expect(await outcome("PUT", "/v2/storage/delete", { authorization, body: {} })).toEqual(nothing);
  });

  it.each([
    ["no collection", { collection: "" }, NAME_REFUSED],
    ["no key", { key: "" }, NAME_REFUSED],
    ["no value", { value: "" }, NAME_REFUSED],
    ["no JSON", { value: "level 1" }, refusal(400, 3, "Value must be a JSON object.")],
    ["a list", { value: "[1]" }, refusal(400, 3, "Value must be a JSON object.")],
    [
      "read permission 3",
      { permission_read: 3 },
      refusal(400, 3, "Invalid Read permission supplied. It must be either 0, 1 or 2."),
    ],
    [
      "write permission 2",
      { permission_write: 2 },
      refusal(400, 3, "Invalid Write permission supplied. It must be either 0 or 1."),
    ],
    ["a name of 129 letters", { key: "x".repeat(129) }, refusal(500, 13, "Error writing storage objects.")],
    ["the character 0", { value: '{"a":"\\u0000"}' }, refusal(500, 13, "Error writing storage objects.")],
    ["half a pair", { value: '{"a":"\\ud83d"}' }, refusal(500, 13, "Error writing storage objects.")],
  ])("B2 · refuses: %s", async (_, wrong, answer) => {
    expect(await write(await signIn(), object(wrong))).toEqual(answer);
  });

  it("B2 · of a batch is all or nothing", async () => {
    const player = await signIn();
    expect(await write(player, object({ key: "a" }), object({ key: "b", version: "none" }))).toEqual(
      VERSION_REFUSED,
    );
    expect(await read(player, own(player, "a"))).toEqual([]);
  });

  it("B2 · with the right version succeeds, with a wrong one or none to be found fails", async () => {
    const player = await signIn();
    expect(await write(player, object({ version: versionOf("{}") }))).toEqual(VERSION_REFUSED);
    const version = await written(player, object());
    expect(await write(player, object({ value: "{}", version: "wrong" }))).toEqual(VERSION_REFUSED);
    expect(await write(player, object({ value: '{"level":2}', version }))).toMatchObject({ status: 200 });
    expect(await write(player, object({ value: '{"level":3}', version }))).toEqual(VERSION_REFUSED);
    expect(await read(player, own(player))).toMatchObject([{ value: '{"level": 2}' }]);
  });

  it("B2 · with * succeeds only when nothing is there", async () => {
    const player = await signIn();
    expect(await write(player, object({ version: "*" }))).toMatchObject({ status: 200 });
    expect(await write(player, object({ version: "*" }))).toEqual(VERSION_REFUSED);
  });

  it("B2 · what is the same already changes no time", async () => {
    const player = await signIn();
    const first = await write(player, object());
    expect(await write(player, object())).toEqual(first);
  });

  it("B2 · what its owner may not write is refused, the same value too", async () => {
    const player = await signIn();
    const version = await written(player, object({ permission_write: 0 }));
    expect(await write(player, object({ permission_write: 0 }))).toEqual(PERMISSION_REFUSED);
    expect(await write(player, object({ version }))).toEqual(PERMISSION_REFUSED);
    expect(await write(player, object({ version: "wrong" }))).toEqual(PERMISSION_REFUSED);
    expect(await write(player, object({ version: "*" }))).toEqual(VERSION_REFUSED);
  });
});

describe("reading", () => {
  it("B2 · gives everything about an object, times in whole seconds", async () => {
    const player = await signIn();
    await write(player, object());
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await read(player, own(player))).toEqual([
      {
        collection,
        key: "slot",
        user_id: player.userId,
        value: '{"level": 1}',
        version: versionOf('{"level":1}'),
        permission_read: 1,
        permission_write: 1,
        create_time: time,
        update_time: time,
      },
    ]);
  });

  it("B2 · without a user id is of the server's own objects", async () => {
    const player = await signIn();
    await write(player, object());
    expect(await read(player, { collection, key: "slot" })).toEqual([]);
  });

  it("B2 · leaves out what does not exist, and gives one for an object asked for twice", async () => {
    const player = await signIn();
    await write(player, object({ key: "a" }));
    expect(await read(player, own(player, "a"), own(player, "a"))).toHaveLength(1);
    expect(await read(player, own(player, "a"), own(player, "b"))).toHaveLength(1);
  });

  it("B2 · shows owners what is for owners, others what is for all, and 0 to nobody", async () => {
    const [owner, other] = [await signIn(), await signIn()];
    const keys = ["0", "1", "2"];
    await write(owner, ...keys.map((key) => object({ key, permission_read: Number(key) })));
    const ids = keys.map((key) => own(owner, key));
    const keysOf = (found: readonly unknown[]): unknown[] => found.map((one) => at(one, "key"));
    expect(keysOf(await read(owner, ...ids))).toEqual(["1", "2"]);
    expect(keysOf(await read(other, ...ids))).toEqual(["2"]);
  });

  it.each([
    ["no key", { collection, key: "" }, NAME_REFUSED],
    ["no collection", { key: "slot" }, NAME_REFUSED],
    [
      "an id that is none",
      { collection, key: "slot", user_id: "me" },
      refusal(400, 3, "Invalid user ID - make sure user ID is a valid UUID."),
    ],
    [
      "the server's own id",
      { collection, key: "slot", user_id: "00000000-0000-0000-0000-000000000000" },
      refusal(400, 3, "Invalid user ID - make sure user ID is a valid UUID."),
    ],
  ])("B2 · refuses: %s", async (_, id, answer) => {
    const { authorization } = await signIn();
    const body = { object_ids: [id] };
    expect(await outcome("POST", "/v2/storage", { authorization, body })).toEqual(answer);
  });

  it.each([
    ['{"bb":1,"a":2,"é":3,"a":4}', '{"a": 4, "bb": 1, "é": 3}'],
    [
      '{"n":[1e3,1.50,-0,1.5e1,1.50e1,12e-3,0.0,-0.0,9007199254740993]}',
      '{"n": [1000, 1.50, 0, 15, 15.0, 0.012, 0.0, 0.0, 9007199254740993]}',
    ],
    [' {"e":[],"o":{ },"t":true,"z":null}', '{"e": [], "o": {}, "t": true, "z": null}'],
    ['{"s":"\\u00e9\\/\\ud83d\\ude00\\t\\u001f\\"\\\\"}', '{"s": "é/😀\\t\\u001f\\"\\\\"}'],
  ])("B2 · gives values as the database spells them: %s", async (value, spelled) => {
    const player = await signIn();
    await write(player, object({ value }));
    expect(await read(player, own(player))).toMatchObject([{ value: spelled, version: versionOf(value) }]);
  });
});

describe("deleting", () => {
  it("B2 · takes what is one's own, with or without its version", async () => {
    const player = await signIn();
    const version = await written(player, object());
    expect(await remove(player, { collection, key: "slot", version })).toEqual({ status: 200, json: {} });
    await write(player, object());
    expect(await remove(player, { collection, key: "slot" })).toEqual({ status: 200, json: {} });
    expect(await read(player, own(player))).toEqual([]);
  });

  it("B2 · is refused for what is missing, of another version, or not to be written", async () => {
    const player = await signIn();
    await write(player, object(), object({ key: "fixed", permission_write: 0 }));
    expect(await remove(player, { collection, key: "none" })).toEqual(DELETE_REFUSED);
    expect(await remove(player, { collection, key: "slot", version: "wrong" })).toEqual(DELETE_REFUSED);
    expect(await remove(player, { collection, key: "fixed" })).toEqual(DELETE_REFUSED);
    expect(await remove(player, { collection, key: "" })).toEqual(NAME_REFUSED);
  });

  it("B2 · is all or nothing", async () => {
    const player = await signIn();
    await write(player, object());
    const ids = [
      { collection, key: "slot" },
      { collection, key: "zzz" },
    ];
    expect(await remove(player, ...ids)).toEqual(DELETE_REFUSED);
    expect(await read(player, own(player))).toHaveLength(1);
  });

  it("B2 · an account takes its objects with it", async () => {
    const [owner, other] = [await signIn(), await signIn()];
    await write(owner, object({ permission_read: 2 }));
    expect(await read(other, own(owner))).toHaveLength(1);
    await call("DELETE", "/v2/account", { authorization: owner.authorization });
    expect(await read(other, own(owner))).toEqual([]);
  });
});

describe("listing", () => {
  const list = ({ authorization }: Player, path: string): Promise<unknown> =>
    outcome("GET", `/v2/storage/${path}`, { authorization });
  const keysIn = (answer: unknown): unknown[] =>
    listAt(answer, "json", "objects").map((one) => at(one, "key"));

  /** Objects "a" to "d" that are for the owner, "e" and "f" for all, and "g" for nobody. */
  async function filled(name: string): Promise<Player> {
    const player = await signIn();
    const readers = { a: 1, b: 1, c: 1, d: 1, e: 2, f: 2, g: 0 };
    const objects = Object.entries(readers).map(([key, permission_read]) =>
      object({ collection: name, key, permission_read }),
    );
    await write(player, ...objects);
    return player;
  }

  it("B2 · gives one object unless more are asked for", async () => {
    const name = unique("list");
    const player = await filled(name);
    expect(keysIn(await list(player, `${name}/${player.userId}`))).toEqual(["a"]);
    expect(keysIn(await list(player, `${name}?user_id=${player.userId}&limit=3`))).toEqual(["a", "b", "c"]);
  });

  it("B2 · goes on with a cursor, to an end without one", async () => {
    const name = unique("list");
    const player = await filled(name);
    const pages: unknown[][] = [];
    let cursor = "";
    do {
      const page = await list(player, `${name}/${player.userId}?limit=3&cursor=${cursor}`);
      pages.push(keysIn(page));
      const next = at(page, "json", "cursor");
      cursor = typeof next === "string" ? next : "";
    } while (cursor !== "");
    expect(pages).toEqual([
      ["a", "b", "c"],
      ["d", "e", "f"],
    ]);
  });

  it("B2 · of another, or of everybody, shows only what is for all", async () => {
    const name = unique("list");
    const [owner, other] = [await filled(name), await signIn()];
    await write(other, object({ collection: name, key: "ee", permission_read: 2 }), object({ key: "x" }));
    expect(keysIn(await list(other, `${name}/${owner.userId}?limit=100`))).toEqual(["e", "f"]);
    const everybody = await list(other, `${name}?limit=2`);
    expect(keysIn(everybody)).toEqual(["e", "ee"]);
    const rest = await list(other, `${name}?limit=2&cursor=${String(at(everybody, "json", "cursor"))}`);
    expect(rest).toMatchObject({ status: 200, json: { objects: [{ key: "f", user_id: owner.userId }] } });
    expect(at(rest, "json", "cursor")).toBeUndefined();
  });

  it("B2 · of an empty collection is an empty answer", async () => {
    expect(await list(await signIn(), unique("none"))).toEqual({ status: 200, json: {} });
  });

  it.each([
    ["limit=0", "Invalid limit - limit must be between 1 and 100."],
    ["limit=101", "Invalid limit - limit must be between 1 and 100."],
    ["user_id=me", "Invalid user ID - make sure user ID is a valid UUID."],
    ["cursor=rubbish", "Malformed cursor was used."],
  ])("B2 · refuses: %s", async (query, text) => {
    expect(await list(await signIn(), `${collection}?${query}`)).toEqual(refusal(400, 3, text));
  });
});
