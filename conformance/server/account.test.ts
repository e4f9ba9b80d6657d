import { describe, expect, it } from "vitest";
import { call, outcome, refusal, SERVER_KEY } from "../raw/api.js";
import { at, listAt, textAt } from "../raw/json.js";
import { type Player, playerFrom, signIn, unique } from "../raw/player.js";
import { RawSocket } from "../raw/socket.js";

async function account({ authorization }: Player): Promise<unknown> {
  return (await call("GET", "/v2/account", { authorization })).json;
}

function update({ authorization }: Player, body: unknown): Promise<unknown> {
  return outcome("PUT", "/v2/account", { body, authorization });
}

const NOTHING = refusal(400, 3, "No fields to update.");
const DATABASE = refusal(500, 13, "Error while trying to update account.");

describe("one's own account", () => {
  it("B1 · of a new device: name, language, empty wallet and metadata, times in whole seconds", async () => {
    const player = await signIn();
    const json = await account(player);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(json).toEqual({
      user: {
        id: player.userId,
        username: player.username,
        lang_tag: "en",
        metadata: "{}",
        create_time: time,
        update_time: time,
      },
      wallet: "{}",
      devices: [{ id: player.deviceId }],
    });
  });

  it("B1 · of an e-mail address has it in small letters and no devices", async () => {
    const email = `${unique("Mail")}@Example.com`;
    const answer = await call("POST", "/v2/account/authenticate/email", {
      body: { email, password: "password" },
      authorization: SERVER_KEY,
    });
    const json = await account(playerFrom(answer.json));
    expect(textAt(json, "email")).toBe(email.toLowerCase());
    expect(at(json, "devices")).toBeUndefined();
  });

  it("B1 · of a custom id has it", async () => {
    const id = unique("custom");
    const answer = await call("POST", "/v2/account/authenticate/custom", {
      body: { id },
      authorization: SERVER_KEY,
    });
    expect(textAt(await account(playerFrom(answer.json)), "custom_id")).toBe(id);
  });
});

describe("changing it", () => {
  it("B1 · sets what is given, in either spelling, and leaves the rest", async () => {
    const player = await signIn();
    const fields = {
      display_name: "Ayu ✨",
      avatarUrl: "https://example.com/a.png",
      location: "Kyōto",
      timezone: "Asia/Tokyo",
    };
    expect(await update(player, fields)).toEqual({ status: 200, json: {} });
    await update(player, { lang_tag: "ja" });
    expect(at(await account(player), "user")).toMatchObject({
      username: player.username,
      display_name: "Ayu ✨",
      avatar_url: "https://example.com/a.png",
      location: "Kyōto",
      timezone: "Asia/Tokyo",
      lang_tag: "ja",
    });
  });

  it("B1 · an empty text clears a field, null leaves it", async () => {
    const player = await signIn();
    await update(player, { display_name: "Ayu", location: "Kyōto" });
    await update(player, { display_name: "", location: null });
    const user = at(await account(player), "user");
    expect(at(user, "display_name")).toBeUndefined();
    expect(at(user, "location")).toBe("Kyōto");
  });

  it("B1 · with nothing to set is refused", async () => {
    const player = await signIn();
    expect(await update(player, {})).toEqual(NOTHING);
    expect(await update(player, undefined)).toEqual(NOTHING);
    expect(await update(player, { display_name: null })).toEqual(NOTHING);
  });

  it("B1 · what the database cannot hold fails", async () => {
    const player = await signIn();
    expect(await update(player, { lang_tag: "" })).toEqual(DATABASE);
    expect(await update(player, { lang_tag: "x".repeat(19) })).toEqual(DATABASE);
    expect(await update(player, { display_name: "é".repeat(256) })).toEqual(DATABASE);
    expect(await update(player, { display_name: "é".repeat(255) })).toEqual({ status: 200, json: {} });
  });

  it("B1 · the name: taken, empty, too long, with control characters", async () => {
    const [player, other] = [await signIn(), await signIn()];
    const length = refusal(400, 3, "Username invalid, must be 1-128 bytes.");
    expect(await update(player, { username: other.username })).toEqual(
      refusal(400, 3, "rpc error: code = AlreadyExists desc = Username is already in use."),
    );
    expect(await update(player, { username: "" })).toEqual(length);
    expect(await update(player, { username: "x".repeat(129) })).toEqual(length);
    expect(await update(player, { username: "a\tb" })).toEqual(
      refusal(400, 3, "Username invalid, no spaces or control characters allowed."),
    );
  });

  it("B1 · a new name frees the old one, and one's own may be set again", async () => {
    const [player, other] = [await signIn(), await signIn()];
    const username = unique("renamed");
    expect(await update(player, { username })).toEqual({ status: 200, json: {} });
    expect(await update(player, { username })).toEqual({ status: 200, json: {} });
    expect(await update(other, { username: player.username })).toEqual({ status: 200, json: {} });
    expect(at(await account(player), "user", "username")).toBe(username);
  });
});

describe("deleting it", () => {
  it("B1 · it is gone, its device makes a new one, its name is free", async () => {
    const player = await signIn();
    const { authorization } = player;
    expect(await outcome("DELETE", "/v2/account", { authorization })).toEqual({ status: 200, json: {} });
    const again = await signIn(player.deviceId);
    expect(again.userId).not.toBe(player.userId);
    expect(await update(again, { username: player.username })).toEqual({ status: 200, json: {} });
    const { json } = await call("GET", `/v2/user?ids=${player.userId}`, {
      authorization: again.authorization,
    });
    expect(json).toEqual({});
  });

  it("B1 · its tokens are of no use: 404 within the second they were issued in, 401 after", async () => {
    const { authorization } = await signIn();
    await call("DELETE", "/v2/account", { authorization });
    const after = await outcome("GET", "/v2/account", { authorization });
    expect([refusal(404, 5, "Account not found."), refusal(401, 16, "Auth token invalid")]).toContainEqual(
      after,
    );
  });

  it("B1 · its sockets are closed", async () => {
    const socket = await RawSocket.open();
    await call("DELETE", "/v2/account", { authorization: socket.player.authorization });
    expect(await socket.ended).toEqual({ code: 1000, reason: "server-side session disconnect" });
  });
});

describe("other players", () => {
  it("B1 · are found by id, in any spelling, and by name; unknown ones are left out", async () => {
    const [one, two] = [await signIn(), await signIn()];
    const ids = `ids=${one.userId.toUpperCase()}&ids=${one.userId.replaceAll("-", "")}&ids=00000000-0000-4000-8000-000000000000`;
    const query = `${ids}&usernames=${two.username}&usernames=${unique("nobody")}&`;
    const { json } = await call("GET", `/v2/user?${query}`, { authorization: one.authorization });
    const found = listAt(json, "users").map((user) => textAt(user, "id"));
    expect(found.sort()).toEqual([one.userId, two.userId].sort());
  });

  it("B1 · nobody asked for is nobody found", async () => {
    const { authorization } = await signIn();
    expect(await outcome("GET", "/v2/user", { authorization })).toEqual({ status: 200, json: {} });
    expect(await outcome("GET", "/v2/user?facebook_ids=1", { authorization })).toEqual({
      status: 200,
      json: {},
    });
  });

  it("B1 · an id that is none is refused", async () => {
    const { authorization } = await signIn();
    expect(await outcome("GET", "/v2/user?ids=nobody", { authorization })).toEqual(
      refusal(400, 3, "ID 'nobody' is not a valid system ID."),
    );
  });

  it("B1 · the system user exists and has no name", async () => {
    const { authorization } = await signIn();
    const id = "00000000-0000-0000-0000-000000000000";
    const { json } = await call("GET", `/v2/user?ids=${id}`, { authorization });
    expect(at(json, "users", 0)).toMatchObject({ id, lang_tag: "en" });
    expect(at(json, "users", 0, "username")).toBeUndefined();
  });

  it("B5 · are online while a socket of theirs asked to be, and only then", async () => {
    const [watcher, shown, hidden] = [await signIn(), await signIn(), await signIn()];
    await (await RawSocket.open(shown, { query: { status: "true" } })).settle();
    await (await RawSocket.open(hidden, { query: { status: "false" } })).settle();
    const { json } = await call("GET", `/v2/user?ids=${shown.userId}&ids=${hidden.userId}`, {
      authorization: watcher.authorization,
    });
    const online = listAt(json, "users").filter((user) => at(user, "online") === true);
    expect(online.map((user) => textAt(user, "id"))).toEqual([shown.userId]);
  });
});
