import { describe, expect, it } from "vitest";
import { call, outcome, refusal, SERVER_KEY } from "../raw/api.js";
import { at, textAt } from "../raw/json.js";
import { claimsOf, playerFrom, signIn, unique } from "../raw/player.js";

type Kind = "device" | "custom" | "email";

function authenticate(kind: Kind, body: unknown, query = ""): Promise<unknown> {
  return outcome("POST", `/v2/account/authenticate/${kind}?${query}`, { body, authorization: SERVER_KEY });
}

function newEmail(): string {
  return `${unique("mail")}@example.com`;
}

const NOT_FOUND = refusal(404, 5, "User account not found.");
const NAME_TAKEN = refusal(409, 6, "Username is already in use.");
const BAD_NAME = refusal(400, 3, "Username invalid, no spaces or control characters allowed.");

describe.each(["device", "custom"] as const)("with a %s id", (kind) => {
  const label = kind === "device" ? "Device ID" : "Custom ID";
  const minBytes = kind === "device" ? 10 : 6;

  it(`A2 · ${kind}: the first sign-in creates the account and says so, later ones do not`, async () => {
    const id = unique(kind);
    const first = await authenticate(kind, { id });
    const second = await authenticate(kind, { id });
    expect(first).toMatchObject({ status: 200, json: { created: true } });
    expect(at(second, "json", "created")).toBeUndefined();
    const users = [first, second].map((answer) => playerFrom(at(answer, "json")).userId);
    expect(users[0]).toBe(users[1]);
  });

  it(`A2 · ${kind}: create=false finds nobody where there is nobody`, async () => {
    const id = unique(kind);
    expect(await authenticate(kind, { id }, "create=false")).toEqual(NOT_FOUND);
    await authenticate(kind, { id }, "create=true");
    expect(await authenticate(kind, { id }, "create=false")).toMatchObject({ status: 200 });
  });

  it(`A2 · ${kind}: an id that is missing, spaced or of a wrong length is refused`, async () => {
    const spaced = refusal(400, 3, `${label} invalid, no spaces or control characters allowed.`);
    const length = refusal(400, 3, `${label} invalid, must be ${minBytes}-128 bytes.`);
    expect(await authenticate(kind, {})).toEqual(refusal(400, 3, `${label} is required.`));
    expect(await authenticate(kind, undefined)).toEqual(refusal(400, 3, `${label} is required.`));
    expect(await authenticate(kind, { id: "has a space in it" })).toEqual(spaced);
    expect(await authenticate(kind, { id: "control\u0001character" })).toEqual(spaced);
    expect(await authenticate(kind, { id: "x".repeat(minBytes - 1) })).toEqual(length);
    expect(await authenticate(kind, { id: "x".repeat(129) })).toEqual(length);
  });

  it(`A2 · ${kind}: lengths are counted in bytes`, async () => {
    const id = unique("").padEnd(129, "x");
    expect(await authenticate(kind, { id: id.slice(0, 128) })).toMatchObject({ status: 200 });
    expect(await authenticate(kind, { id: `${id.slice(0, 127)}é` })).toMatchObject({ status: 400 });
  });
});

describe("with an e-mail address", () => {
  const password = "correct horse";

  it("A2 · email: creates, then logs in; letters' case does not matter", async () => {
    const address = newEmail();
    const created = await authenticate("email", { email: address.toUpperCase(), password });
    expect(created).toMatchObject({ status: 200, json: { created: true } });
    const back = await authenticate("email", { email: address, password }, "create=false");
    expect(playerFrom(at(back, "json")).userId).toBe(playerFrom(at(created, "json")).userId);
  });

  it("A2 · email: logging in finds nobody where there is nobody", async () => {
    expect(await authenticate("email", { email: newEmail(), password }, "create=false")).toEqual(NOT_FOUND);
  });

  it("A2 · email: a wrong password is refused", async () => {
    const email = newEmail();
    await authenticate("email", { email, password });
    expect(await authenticate("email", { email, password: "wrong horse" })).toEqual(
      refusal(401, 16, "Invalid credentials."),
    );
  });

  it("A2 · email: user name and password alone log in, and never create", async () => {
    const username = unique("user");
    await authenticate("email", { email: newEmail(), password }, `username=${username}`);
    const byName = await authenticate("email", { password }, `username=${username}`);
    expect(playerFrom(at(byName, "json")).username).toBe(username);
    expect(await authenticate("email", { password }, `username=${unique("nobody")}`)).toEqual(NOT_FOUND);
    expect(await authenticate("email", { password })).toEqual(
      refusal(400, 3, "Username is required when email address is not supplied."),
    );
    const withoutPassword = await signIn();
    expect(await authenticate("email", { password }, `username=${withoutPassword.username}`)).toEqual(
      refusal(401, 16, "Invalid credentials."),
    );
  });

  it.each([
    ["spaces", "a b@example.com", "Invalid email address, no spaces or control characters allowed."],
    ["no at sign", "name.example.com", "Invalid email address format."],
    ["no dot after it", "name@example", "Invalid email address format."],
    ["too short", "a@b.c", "Invalid email address, must be 10-255 bytes."],
    ["too long", `${"x".repeat(250)}@ex.com`, "Invalid email address, must be 10-255 bytes."],
  ])("A2 · email: an address is refused: %s", async (_, email, message) => {
    expect(await authenticate("email", { email, password })).toEqual(refusal(400, 3, message));
  });

  it("A2 · email: a password of under 8 bytes is refused, one of over 72 fails", async () => {
    const tooShort = refusal(400, 3, "Password must be at least 8 characters long.");
    expect(await authenticate("email", { email: newEmail(), password: "seven77" })).toEqual(tooShort);
    expect(await authenticate("email", {})).toEqual(tooShort);
    expect(await authenticate("email", { email: newEmail(), password: "p".repeat(73) })).toEqual(
      refusal(500, 13, "Error finding or creating user account."),
    );
  });
});

describe("user names", () => {
  it("A2 · a name can be chosen at creation, and is ignored later", async () => {
    const id = unique("device");
    const username = unique("user");
    const created = await authenticate("device", { id }, `username=${username}`);
    expect(playerFrom(at(created, "json")).username).toBe(username);
    const later = await authenticate("device", { id }, `username=${unique("other")}`);
    expect(playerFrom(at(later, "json")).username).toBe(username);
  });

  it("A2 · without a wish the name is ten letters", async () => {
    expect((await signIn()).username).toMatch(/^[a-zA-Z]{10}$/);
  });

  it("A2 · a name that someone has is refused", async () => {
    const { username } = await signIn();
    expect(await authenticate("device", { id: unique("device") }, `username=${username}`)).toEqual(
      NAME_TAKEN,
    );
    expect(
      await authenticate("email", { email: newEmail(), password: "password" }, `username=${username}`),
    ).toEqual(NAME_TAKEN);
  });

  it("A2 · names may have spaces and any letters, but no control characters, and 128 bytes", async () => {
    const name = (text: string): Promise<unknown> =>
      authenticate("device", { id: unique("device") }, new URLSearchParams({ username: text }).toString());
    const tag = unique("");
    expect(await name(`Ayu 渡辺 ✨ ${tag}`)).toMatchObject({ status: 200 });
    expect(await name(`[brackets] apart ${tag}`)).toMatchObject({ status: 200 });
    expect(await name(`a\tb${tag}`)).toEqual(BAD_NAME);
    expect(await name(`a\nb${tag}`)).toEqual(BAD_NAME);
    expect(await name(`a[]b${tag}`)).toEqual(BAD_NAME);
    expect(await name(tag.padEnd(128, "x"))).toMatchObject({ status: 200 });
    expect(await name(tag.padEnd(129, "x"))).toEqual(
      refusal(400, 3, "Username invalid, must be 1-128 bytes."),
    );
  });
});

describe("tokens", () => {
  it("A2 · the session token lives 60 s, the refresh token longer, both name the same sign-in", async () => {
    const { token, refreshToken, userId, username } = await signIn();
    const [claims, refreshClaims] = [claimsOf(token), claimsOf(refreshToken)];
    expect(claims).toMatchObject({ uid: userId, usn: username });
    expect(Number(at(claims, "exp")) - Number(at(claims, "iat"))).toBe(60);
    expect(Number(at(refreshClaims, "exp")) - Number(at(refreshClaims, "iat"))).toBe(3600);
    expect(textAt(claims, "tid")).toBe(textAt(refreshClaims, "tid"));
    expect(at(claims, "vrs")).toBeUndefined();
  });

  it("A4 · session variables are in both tokens, whatever their letters", async () => {
    const vars = { region: "eu", 名前: "あゆ ✨ ?>~", empty: "" };
    const answer = await authenticate("device", { id: unique("device"), vars });
    const { token, refreshToken } = playerFrom(at(answer, "json"));
    expect(at(claimsOf(token), "vrs")).toEqual(vars);
    expect(at(claimsOf(refreshToken), "vrs")).toEqual(vars);
  });

  it("A4 · session variables may be null, and are those of each sign-in", async () => {
    const id = unique("device");
    await authenticate("device", { id, vars: { a: "1" } });
    const answer = await call("POST", "/v2/account/authenticate/device", {
      body: { id, vars: null },
      authorization: SERVER_KEY,
    });
    expect(at(claimsOf(textAt(answer.json, "token")), "vrs")).toBeUndefined();
  });
});
