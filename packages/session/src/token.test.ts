import { expect, it } from "vitest";
import { makeToken } from "../test/fault-server.js";
import { readToken } from "./token.js";

it.each(["ayu", "Zoë", "春子", "🐟fish", "a?>~b?>~c", "ÿÿÿ"])("A5 · reads the name %s in a token", (usn) => {
  const claims = readToken(makeToken({ uid: "user-1", usn, exp: 160, iat: 100 }));
  expect(claims).toEqual({ userId: "user-1", username: usn, vars: {}, expiresAtSec: 160, issuedAtSec: 100 });
});

it("A5 · reads tokens whose payload has the two letters that only base64url has", () => {
  const token = makeToken({ uid: "user-1", usn: "ÿþ~~?>~~ÿ🐟", exp: 160, iat: 100 });
  expect(token.split(".")[1]).toMatch(/[-_]/);
  expect(readToken(token)?.username).toBe("ÿþ~~?>~~ÿ🐟");
});

it("A4 · reads the session variables", () => {
  const payload = Buffer.from(JSON.stringify({ uid: "u", exp: 1, vrs: { mode: "räked", n: 3 } })).toString(
    "base64url",
  );
  expect(readToken(`x.${payload}.y`)?.vars).toEqual({ mode: "räked" });
});

it.each(["", "a.b", "a.b.c", "a.!!!.c", `a.${btoa("[1]")}.c`, `a.${btoa('{"uid":1,"exp":2}')}.c`])(
  "A10 · takes %j for no token",
  (text) => {
    expect(readToken(text)).toBeUndefined();
  },
);
