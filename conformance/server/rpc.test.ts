import { describe, expect, it } from "vitest";
import { basic, call, outcome, refusal } from "../raw/api.js";
import { at, textAt } from "../raw/json.js";
import { signIn } from "../raw/player.js";
import { errorOf, RawSocket, socketError } from "../raw/socket.js";

const HTTP_KEY = "defaulthttpkey";

/** What an answer of this route with an error is: unlike others it has the text twice. */
function rpcRefusal(status: number, code: number, message: string): unknown {
  return { status, json: { code, message, error: message } };
}

describe("a function over HTTP", () => {
  it("B3 · gets the text in the body and gives text back, in any spelling of its name", async () => {
    const player = await signIn();
    const body = JSON.stringify('{"a":1} é 🎲');
    for (const id of ["echo", "ECHO"]) {
      expect(await outcome("POST", `/v2/rpc/${id}`, { ...player, body })).toEqual({
        status: 200,
        json: { payload: '{"a":1} é 🎲' },
      });
    }
  });

  it("B3 · gets and gives empty text where there is none", async () => {
    const player = await signIn();
    const empty = { status: 200, json: { payload: "" } };
    expect(await outcome("POST", "/v2/rpc/echo", player)).toEqual(empty);
    expect(await outcome("GET", "/v2/rpc/echo?payload=ignored", player)).toEqual(empty);
    expect(await outcome("POST", "/v2/rpc/nothing", { ...player, body: '"x"' })).toEqual(empty);
  });

  it("B3 · gets any text and gives it bare with `unwrap`", async () => {
    const player = await signIn();
    const plain = await call("POST", "/v2/rpc/echo?unwrap", {
      ...player,
      body: '{"a":1}',
      headers: { "content-type": "application/json" },
    });
    expect({ status: plain.status, text: plain.text }).toEqual({ status: 200, text: '{"a":1}' });
    expect(plain.headers.get("content-type")).toBe("application/json");
  });

  it("B3 · refuses a body that is no JSON text", async () => {
    const player = await signIn();
    const refused = rpcRefusal(400, 3, "json: cannot unmarshal object into Go value of type string");
    for (const body of ['{"a":1}', "5", "nonsense"]) {
      expect(await outcome("POST", "/v2/rpc/echo", { ...player, body })).toEqual(refused);
    }
  });

  it("B3 · knows its caller and the query", async () => {
    const player = await signIn();
    const { json } = await call("GET", "/v2/rpc/context?level=1&level=2", player);
    expect(JSON.parse(textAt(json, "payload"))).toMatchObject({
      userId: player.userId,
      username: player.username,
      queryParams: { level: ["1", "2"] },
    });
    expect(JSON.parse(textAt(json, "payload"))).not.toHaveProperty("sessionId");
  });

  it("B3 · can be called by another server with the server's own key, as nobody", async () => {
    const nobody = { status: 200, json: { payload: '{"queryParams":{"a":["1"]}}' } };
    expect(await outcome("POST", `/v2/rpc/context?http_key=${HTTP_KEY}&a=1`)).toEqual(nobody);
    expect(await outcome("POST", "/v2/rpc/context?a=1", { authorization: basic(HTTP_KEY) })).toEqual(nobody);
  });

  it("B3 · is refused without a key or a token, and with wrong ones", async () => {
    const refused = (message: string): unknown => rpcRefusal(401, 16, message);
    expect(await outcome("POST", "/v2/rpc/echo")).toEqual(refused("Auth token or HTTP key required"));
    expect(await outcome("POST", "/v2/rpc/echo?http_key=wrong")).toEqual(refused("HTTP key invalid"));
    expect(await outcome("POST", "/v2/rpc/echo", { authorization: basic("wrong") })).toEqual(
      refused("HTTP key invalid"),
    );
    expect(await outcome("POST", "/v2/rpc/echo", { authorization: "Bearer wrong" })).toEqual(
      refused("Auth token invalid"),
    );
  });

  it("B3 · is refused by a name that is none, or missing", async () => {
    const player = await signIn();
    expect(await outcome("POST", "/v2/rpc/no_such", player)).toEqual(
      rpcRefusal(404, 5, "RPC function not found"),
    );
    expect(await outcome("POST", "/v2/rpc/", player)).toEqual(rpcRefusal(400, 3, "RPC ID must be set"));
    expect(await outcome("PUT", "/v2/rpc/echo", player)).toEqual(refusal(501, 12, "Method Not Allowed"));
  });

  it("B3 · fails with its own text and code, or as a mistake", async () => {
    const player = await signIn();
    expect(await outcome("POST", "/v2/rpc/refuse", player)).toMatchObject({
      status: 400,
      json: { code: 9, message: "the den is closed" },
    });
    expect(await outcome("POST", "/v2/rpc/fail", player)).toMatchObject({
      status: 500,
      json: { code: 13, message: expect.stringMatching(/^Error: a mistake/) },
    });
    expect(await outcome("POST", "/v2/rpc/number", player)).toMatchObject({
      status: 500,
      json: {
        code: 13,
        message: "Runtime function returned invalid data - only allowed one return value of type string.",
      },
    });
  });
});

describe("a function over the socket", () => {
  it("B3 · gives back its payload with the name as it was sent", async () => {
    const socket = await RawSocket.open();
    expect(await socket.request({ rpc: { id: "Echo", payload: "hello" } })).toEqual({
      cid: expect.any(String),
      rpc: { id: "Echo", payload: "hello" },
    });
    expect(at(await socket.request({ rpc: { id: "nothing" } }), "rpc")).toEqual({ id: "nothing" });
  });

  it("B3 · knows its caller and the socket", async () => {
    const socket = await RawSocket.open();
    const answer = await socket.request({ rpc: { id: "context" } });
    expect(JSON.parse(textAt(answer, "rpc", "payload"))).toMatchObject({
      userId: socket.player.userId,
      username: socket.player.username,
      sessionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it("B3 · is refused by a name that is none, or missing", async () => {
    const socket = await RawSocket.open();
    expect(await errorOf(socket, { rpc: { payload: "x" } })).toEqual(socketError(3, "RPC ID must be set"));
    expect(await errorOf(socket, { rpc: { id: "no_such" } })).toEqual(
      socketError(6, "RPC function not found"),
    );
  });

  it("B3 · fails with its own text, or as a mistake; the socket stays open", async () => {
    const socket = await RawSocket.open();
    expect(await errorOf(socket, { rpc: { id: "refuse" } })).toEqual(socketError(7, "the den is closed"));
    expect(await errorOf(socket, { rpc: { id: "fail" } })).toMatchObject({
      code: 7,
      message: expect.stringMatching(/^Error: a mistake/),
    });
    await socket.settle();
  });
});
