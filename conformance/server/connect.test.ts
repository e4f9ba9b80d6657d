import { describe, expect, it } from "vitest";
import { basic, call, outcome, refusal, SERVER_KEY } from "../raw/api.js";
import { signIn, unique } from "../raw/player.js";

const DEVICE = "/v2/account/authenticate/device";

describe("reaching the server", () => {
  it("A1 · the health check answers without any key", async () => {
    expect(await outcome("GET", "/healthcheck")).toEqual({ status: 200, json: {} });
  });

  it("A1 · the root answers 200 with no body", async () => {
    expect(await call("GET", "/")).toMatchObject({ status: 200, text: "" });
  });

  it("A1 · an unknown path is 404, code 5", async () => {
    expect(await outcome("GET", "/v2/nothing-here")).toEqual(refusal(404, 5, "Not Found"));
    expect(await outcome("POST", `${DEVICE}/`)).toEqual(refusal(404, 5, "Not Found"));
  });

  it("A1 · a wrong method is 501, code 12", async () => {
    expect(await outcome("DELETE", DEVICE)).toEqual(refusal(501, 12, "Method Not Allowed"));
    expect(await outcome("POST", "/healthcheck")).toEqual(refusal(501, 12, "Method Not Allowed"));
  });
});

describe("the server key", () => {
  const body = { id: unique("device") };

  it("A1 · is asked for", async () => {
    expect(await outcome("POST", DEVICE, { body })).toEqual(refusal(401, 16, "Server key required"));
  });

  it.each([
    ["another key", basic("another")],
    ["a bearer token", "Bearer abc"],
    ["no base64", "Basic !!!"],
    ["no colon", `Basic ${Buffer.from("defaultkey").toString("base64")}`],
  ])("A1 · is refused: %s", async (_, authorization) => {
    expect(await outcome("POST", DEVICE, { body, authorization })).toEqual(
      refusal(401, 16, "Server key invalid"),
    );
  });

  it("A1 · may come with any password", async () => {
    const authorization = `Basic ${Buffer.from("defaultkey:anything").toString("base64")}`;
    expect(await call("POST", DEVICE, { body, authorization })).toMatchObject({ status: 200 });
  });

  it("A1 · a refusal says the same in WWW-Authenticate", async () => {
    const { headers } = await call("POST", DEVICE, { body });
    expect(headers.get("www-authenticate")).toBe("Server key required");
  });
});

describe("the session token", () => {
  it("A1 · is asked for", async () => {
    expect(await outcome("GET", "/v2/account")).toEqual(refusal(401, 16, "Auth token required"));
  });

  it("A1 · is refused when it is none, another's, or the refresh token", async () => {
    const { token, refreshToken } = await signIn();
    const invalid = refusal(401, 16, "Auth token invalid");
    for (const authorization of [
      "Bearer abc",
      "Bearer a.b.c",
      `Bearer ${token}x`,
      `Bearer ${refreshToken}`,
      SERVER_KEY,
    ]) {
      expect(await outcome("GET", "/v2/account", { authorization })).toEqual(invalid);
    }
  });
});

describe("bodies", () => {
  it("A1 · that are not JSON, or do not fit, are 400, code 3", async () => {
    const bodies = [
      "nope",
      "[]",
      "null",
      '{"id":5}',
      '{"id":"abcdefghij","vars":{"a":1}}',
      '{"id":"abcdefghij","vars":[]}',
    ];
    for (const body of bodies) {
      expect(await outcome("POST", DEVICE, { body, authorization: SERVER_KEY })).toMatchObject({
        status: 400,
        json: { code: 3 },
      });
    }
  });

  it("A1 · are read before the key is checked", async () => {
    expect(await outcome("POST", DEVICE, { body: "nope" })).toMatchObject({ status: 400, json: { code: 3 } });
  });

  it("A1 · may hold unknown fields", async () => {
    const body = { id: unique("device"), unknown: { deep: [1, 2] } };
    expect(await call("POST", DEVICE, { body, authorization: SERVER_KEY })).toMatchObject({ status: 200 });
  });

  it("A1 · of 262,144 bytes pass, one byte more is refused", async () => {
    const start = `{"id":"${unique("device")}","unknown":"`;
    const bodyOf = (bytes: number): string => `${start}${"x".repeat(bytes - start.length - 2)}"}`;
    const authorization = SERVER_KEY;
    expect(await call("POST", DEVICE, { body: bodyOf(262_144), authorization })).toMatchObject({
      status: 200,
    });
    expect(await outcome("POST", DEVICE, { body: bodyOf(262_145), authorization })).toEqual(
      refusal(400, 3, "http: request body too large"),
    );
  });
});

describe("query values", () => {
  it("A1 · that do not parse are 400, code 3, with the parser's text", async () => {
    const body = { id: unique("device") };
    const ask = (query: string): Promise<unknown> =>
      outcome("POST", `${DEVICE}?${query}`, { body, authorization: SERVER_KEY });
    expect(await ask("create=maybe")).toEqual(
      refusal(400, 3, 'parsing field "create": strconv.ParseBool: parsing "maybe": invalid syntax'),
    );
    expect(await ask("create=")).toEqual(
      refusal(400, 3, 'parsing field "create": strconv.ParseBool: parsing "": invalid syntax'),
    );
    expect(await ask("create=true&create=false")).toEqual(
      refusal(400, 3, 'too many values for field "create": true, false'),
    );
    expect(await ask("unknown=1&")).toMatchObject({ status: 200 });
  });
});

describe("pages of other origins", () => {
  const ask = (headers: Readonly<Record<string, string>>): ReturnType<typeof call> =>
    call("OPTIONS", "/v2/account", { headers: { origin: "http://game.example", ...headers } });

  it("A1 · may send the headers that a client needs", async () => {
    const answer = await ask({
      "access-control-request-method": "PUT",
      "access-control-request-headers": "authorization, content-type",
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-headers")).toBe("Authorization,Content-Type");
    expect(answer.headers.get("access-control-allow-methods")).toBe("PUT");
  });

  it("A1 · may not send other headers or methods", async () => {
    const headers = { "access-control-request-method": "PUT", "access-control-request-headers": "x-mine" };
    expect(await ask(headers)).toMatchObject({ status: 403 });
    expect(await ask({ "access-control-request-method": "PATCH" })).toMatchObject({ status: 405 });
    expect(await ask({})).toMatchObject({ status: 400 });
  });

  it("A1 · may read every answer, errors too", async () => {
    for (const path of ["/healthcheck", "/v2/account", "/nothing"]) {
      const { headers } = await call("GET", path, { headers: { origin: "null" } });
      expect(headers.get("access-control-allow-origin")).toBe("*");
    }
  });

  it("A1 · no answer of the API may be cached", async () => {
    const { headers } = await call("GET", "/healthcheck");
    expect(headers.get("cache-control")).toBe("no-store, no-cache, must-revalidate");
    expect(headers.get("content-type")).toBe("application/json");
  });
});
