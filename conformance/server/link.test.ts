import { describe, expect, it } from "vitest";
import { call, outcome, refusal, SERVER_KEY } from "../raw/api.js";
import { at, listAt, textAt } from "../raw/json.js";
import { type Player, playerFrom, signIn, unique } from "../raw/player.js";

type Kind = "custom" | "device" | "email";

const DONE = { status: 200, json: {} };
const LAST = refusal(
  403,
  7,
  "Cannot unlink last account identifier. Check profile exists and is not last link.",
);

function link({ authorization }: Player, kind: Kind, body: unknown): Promise<unknown> {
  return outcome("POST", `/v2/account/link/${kind}`, { authorization, body });
}

function unlink({ authorization }: Player, kind: Kind, body: unknown): Promise<unknown> {
  return outcome("POST", `/v2/account/unlink/${kind}`, { authorization, body });
}

/** Who signs in with an identifier; no account is made for it. */
async function ownerOf(kind: Kind, body: unknown): Promise<string | undefined> {
  const path = `/v2/account/authenticate/${kind}?create=false`;
  const { status, json } = await call("POST", path, { authorization: SERVER_KEY, body });
  return status === 200 ? playerFrom(json).userId : undefined;
}

async function account({ authorization }: Player): Promise<unknown> {
  return (await call("GET", "/v2/account", { authorization })).json;
}

const newEmail = (): { readonly email: string; readonly password: string } => ({
  email: `${unique("Mail")}@Example.com`,
  password: "password",
});

describe("linking", () => {
  it("A3 · a device, a custom id and an e-mail address lead to the account", async () => {
    const player = await signIn();
    const [device, custom, email] = [{ id: unique("device") }, { id: unique("custom") }, newEmail()];
    const wishes = [
      ["device", device],
      ["custom", custom],
      ["email", email],
    ] as const;
    for (const [kind, body] of wishes) {
      expect(await link(player, kind, body)).toEqual(DONE);
      expect(await ownerOf(kind, body)).toBe(player.userId);
    }
    expect(await account(player)).toMatchObject({
      custom_id: custom.id,
      email: email.email.toLowerCase(),
    });
    const devices = listAt(await account(player), "devices").map((device) => textAt(device, "id"));
    expect(devices.sort()).toEqual([player.deviceId, device.id].sort());
  });

  it("A3 · the same again is no error", async () => {
    const player = await signIn();
    const [custom, email] = [{ id: unique("custom") }, newEmail()];
    for (let times = 0; times < 2; times++) {
      expect(await link(player, "device", { id: player.deviceId })).toEqual(DONE);
      expect(await link(player, "custom", custom)).toEqual(DONE);
      expect(await link(player, "email", email)).toEqual(DONE);
    }
  });

  it("A3 · a new custom id or e-mail address takes the old one's place", async () => {
    const player = await signIn();
    const [oldId, newId] = [{ id: unique("custom") }, { id: unique("custom") }];
    const [oldEmail, email] = [newEmail(), newEmail()];
    for (const id of [oldId, newId]) await link(player, "custom", id);
    for (const one of [oldEmail, email]) await link(player, "email", one);
    expect(await ownerOf("custom", oldId)).toBeUndefined();
    expect(await ownerOf("email", oldEmail)).toBeUndefined();
    expect(await ownerOf("custom", newId)).toBe(player.userId);
    expect(await ownerOf("email", email)).toBe(player.userId);
  });

  it("A3 · the same e-mail address sets a new password", async () => {
    const player = await signIn();
    const email = newEmail();
    await link(player, "email", email);
    await link(player, "email", { ...email, password: "another password" });
    expect(await ownerOf("email", email)).toBeUndefined();
    expect(await ownerOf("email", { ...email, password: "another password" })).toBe(player.userId);
  });

  it("A3 · what belongs to another account is refused", async () => {
    const [owner, player] = [await signIn(), await signIn()];
    const [custom, email] = [{ id: unique("custom") }, newEmail()];
    await link(owner, "custom", custom);
    await link(owner, "email", email);
    expect(await link(player, "device", { id: owner.deviceId })).toEqual(
      refusal(409, 6, "Device ID already in use."),
    );
    expect(await link(player, "custom", custom)).toEqual(refusal(409, 6, "Custom ID is already in use."));
    expect(await link(player, "email", { ...email, email: email.email.toUpperCase() })).toEqual(
      refusal(409, 6, "Email is already in use."),
    );
  });

  it.each<[Kind, unknown, string]>([
    ["device", {}, "Device ID is required."],
    ["device", { id: "with space" }, "Device ID invalid, no spaces or control characters allowed."],
    ["device", { id: "too-short" }, "Device ID invalid, must be 10-128 bytes."],
    ["device", { id: "x".repeat(129) }, "Device ID invalid, must be 10-128 bytes."],
    ["custom", {}, "Custom ID is required."],
    ["custom", { id: "with space" }, "Invalid custom ID, no spaces or control characters allowed."],
    ["custom", { id: "short" }, "Invalid custom ID, must be 6-128 bytes."],
    ["custom", { id: "x".repeat(129) }, "Invalid custom ID, must be 6-128 bytes."],
    ["email", {}, "Email address and password is required."],
    ["email", { email: "a@example.com" }, "Email address and password is required."],
    ["email", { password: "password" }, "Email address and password is required."],
    [
      "email",
      { email: "a b@example.com", password: "short" },
      "Invalid email address, no spaces or control characters allowed.",
    ],
    [
      "email",
      { email: "no address", password: "password" },
      "Invalid email address, no spaces or control characters allowed.",
    ],
    ["email", { email: "noaddress", password: "short" }, "Password must be at least 8 characters long."],
    ["email", { email: "noaddress", password: "password" }, "Invalid email address format."],
    ["email", { email: "a@b.c", password: "password" }, "Invalid email address, must be 10-255 bytes."],
  ])("A3 · refuses a %s: %j", async (kind, body, text) => {
    expect(await link(await signIn(), kind, body)).toEqual(refusal(400, 3, text));
  });

  it("A3 · a password beyond 72 bytes is as good as none", async () => {
    const player = await signIn();
    const email = { ...newEmail(), password: "x".repeat(73) };
    expect(await link(player, "email", email)).toEqual(DONE);
    expect(textAt(await account(player), "email")).toBe(email.email.toLowerCase());
    const path = "/v2/account/authenticate/email?create=false";
    expect(await outcome("POST", path, { authorization: SERVER_KEY, body: email })).toEqual(
      refusal(401, 16, "Invalid credentials."),
    );
  });
});

describe("unlinking", () => {
  it("A3 · takes each away, as long as another remains", async () => {
    const player = await signIn();
    const [device, custom, email] = [{ id: player.deviceId }, { id: unique("custom") }, newEmail()];
    await link(player, "custom", custom);
    await link(player, "email", email);
    expect(await unlink(player, "device", device)).toEqual(DONE);
    expect(await unlink(player, "custom", custom)).toEqual(DONE);
    expect(await ownerOf("device", device)).toBeUndefined();
    expect(await ownerOf("custom", custom)).toBeUndefined();
    expect(await unlink(player, "email", email)).toEqual(LAST);
    expect(await ownerOf("email", email)).toBe(player.userId);
  });

  it("A3 · the last one is refused, whichever it is", async () => {
    const player = await signIn();
    expect(await unlink(player, "device", { id: player.deviceId })).toEqual(LAST);
    const custom = { id: unique("custom") };
    await link(player, "custom", custom);
    await unlink(player, "device", { id: player.deviceId });
    expect(await unlink(player, "custom", custom)).toEqual(LAST);
    expect(await ownerOf("custom", custom)).toBe(player.userId);
  });

  it("A3 · one that is not the account's own is refused with the same words", async () => {
    const [player, other] = [await signIn(), await signIn()];
    await link(player, "custom", { id: unique("custom") });
    await link(player, "email", newEmail());
    expect(await unlink(player, "device", { id: other.deviceId })).toEqual(LAST);
    expect(await unlink(player, "custom", { id: unique("custom") })).toEqual(LAST);
    expect(await unlink(player, "email", newEmail())).toEqual(LAST);
  });

  it("A3 · without naming it, the custom id or e-mail address goes, or nothing; a device must be named", async () => {
    const player = await signIn();
    await link(player, "custom", { id: unique("custom") });
    const email = newEmail();
    await link(player, "email", email);
    for (let times = 0; times < 2; times++) {
      expect(await unlink(player, "custom", {})).toEqual(DONE);
      expect(await unlink(player, "email", {})).toEqual(DONE);
    }
    const after = await account(player);
    expect([at(after, "custom_id"), at(after, "email")]).toEqual([undefined, undefined]);
    expect(await unlink(player, "device", {})).toEqual(refusal(400, 3, "A device ID must be supplied."));
  });

  it("A3 · an e-mail address is unlinked in any spelling and is then free for others", async () => {
    const [player, other] = [await signIn(), await signIn()];
    const email = newEmail();
    await link(player, "email", email);
    expect(await unlink(player, "email", { email: email.email.toUpperCase() })).toEqual(DONE);
    expect(await link(other, "email", email)).toEqual(DONE);
    expect(await ownerOf("email", email)).toBe(other.userId);
  });

  it("A3 · a device that was unlinked makes a new account", async () => {
    const player = await signIn();
    await link(player, "custom", { id: unique("custom") });
    await unlink(player, "device", { id: player.deviceId });
    expect((await signIn(player.deviceId)).userId).not.toBe(player.userId);
  });
});
