import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { call, outcome, refusal, SERVER_KEY } from "../raw/api.js";
import { at } from "../raw/json.js";
import { createMatch, matchIdOf } from "../raw/match.js";
import { playerFrom, signIn, unique } from "../raw/player.js";
import { callOnSocket } from "../raw/rpc.js";
import { errorOf, RawSocket } from "../raw/socket.js";

function signInAs(id: string): Parameters<typeof outcome> {
  return ["POST", "/v2/account/authenticate/custom", { body: { id }, authorization: SERVER_KEY }];
}

describe("a hook on an HTTP call", () => {
  it("B3 · refuses it with a text and code of its own, or hides it", async () => {
    expect(await outcome(...signInAs(unique("barred")))).toEqual(refusal(403, 7, "barred by the game"));
    expect(await outcome(...signInAs(unique("hidden")))).toEqual(
      refusal(404, 5, "Requested resource was not found."),
    );
  });

  it("B3 · changes it before it is served", async () => {
    const name = randomUUID();
    const { json } = await call(...signInAs(`alias-${name}`));
    const account = await call("GET", "/v2/account", playerFrom(json));
    expect(at(account.json, "custom_id")).toBe(`real-${name}`);
  });

  it("B3 · is asked before a social network is", async () => {
    const player = await signIn();
    const facebook = (token: string): Promise<unknown> =>
      outcome("POST", "/v2/account/authenticate/facebook", { body: { token }, authorization: SERVER_KEY });
    const google = (token: string): Promise<unknown> =>
      outcome("POST", "/v2/account/link/google", { ...player, body: { token } });
    for (const ask of [facebook, google]) {
      expect(await ask(unique("barred"))).toEqual(refusal(403, 7, "barred by the game"));
      expect(await ask("other")).toMatchObject({ status: 401, json: { code: 16 } });
    }
  });

  it("B3 · is told of what was served", async () => {
    const socket = await RawSocket.open();
    await callOnSocket(socket, "stream_join", { label: socket.player.userId });
    await call("PUT", "/v2/account", { ...socket.player, body: { display_name: "Fox" } });
    expect(at(await socket.nextOf("stream_data"), "data")).toBe("renamed to Fox");
  });
});

describe("a hook on a socket message", () => {
  it("B3 · changes it before it is handled", async () => {
    const [one, two] = [await RawSocket.open(), await RawSocket.open()];
    const name = randomUUID();
    const aliased = await createMatch(one, `alias-${name}`);
    expect(matchIdOf(await createMatch(two, `real-${name}`))).toBe(matchIdOf(aliased));
  });

  it("B3 · fails it with its error, and the socket stays open", async () => {
    const socket = await RawSocket.open();
    expect(await errorOf(socket, { match_create: { name: "faulty" } })).toMatchObject({
      code: 7,
      message: expect.stringMatching(/a mistake/),
    });
    await socket.settle();
  });

  it("B3 · hides it, which closes the socket", async () => {
    const socket = await RawSocket.open();
    socket.send({ cid: "1", match_create: { name: "barred" } });
    expect(await socket.ended).toEqual({ code: 1000, reason: "error processing message" });
  });

  it("B3 · is told of what was handled, not of what was refused", async () => {
    const socket = await RawSocket.open();
    await callOnSocket(socket, "stream_join", { label: socket.player.userId });
    await socket.request({ match_leave: { match_id: "nonsense" } });
    const match_id = `${randomUUID()}.`;
    await socket.request({ match_leave: { match_id } });
    expect(at(await socket.nextOf("stream_data"), "data")).toBe(`left ${match_id}`);
  });
});
