import { expect, it } from "vitest";
import { call, outcome, refusal } from "../raw/api.js";
import { signIn } from "../raw/player.js";

it("B3 · an event of a client's is taken, with properties and a time or without", async () => {
  const player = await signIn();
  const event = { name: "fall", properties: { height: "3" }, timestamp: "2026-01-01T00:00:00Z" };
  for (const body of [{}, event]) {
    expect(await outcome("POST", "/v2/event", { ...player, body })).toEqual({ status: 200, json: {} });
  }
});

it("B3 · an event that does not fit, or of nobody, is refused", async () => {
  const player = await signIn();
  const { status, json } = await call("POST", "/v2/event", { ...player, body: { timestamp: "noon" } });
  expect(status).toBe(400);
  expect(json).toMatchObject({ code: 3 });
  expect(await outcome("POST", "/v2/event", { body: {} })).toEqual(refusal(401, 16, "Auth token required"));
});
