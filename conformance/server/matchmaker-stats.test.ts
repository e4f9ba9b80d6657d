import { expect, it } from "vitest";
import { call, outcome, refusal } from "../raw/api.js";
import { at } from "../raw/json.js";
import { unique } from "../raw/player.js";
import { openSockets } from "../raw/socket.js";

it("B12 · the matchmaker tells how long those waited who have found a match last", async () => {
  const [one, two] = await openSockets(2);
  const name = unique("stats");
  for (const socket of [one, two]) {
    await socket.request({
      matchmaker_add: {
        min_count: 2,
        max_count: 2,
        query: `+properties.name:${name}`,
        string_properties: { name },
      },
    });
  }
  await one.nextOf("matchmaker_matched");
  await expect
    .poll(async () => (await call("GET", "/v2/matchmaker/stats", one.player)).json, { timeout: 10_000 })
    .toMatchObject({
      completions: expect.arrayContaining([
        { create_time: expect.any(String), complete_time: expect.any(String) },
      ]),
    });
  const { json } = await call("GET", "/v2/matchmaker/stats", one.player);
  const last = Object.values(Object(at(json, "completions"))).at(-1);
  const waitedMs =
    Date.parse(String(at(last, "complete_time"))) - Date.parse(String(at(last, "create_time")));
  expect(waitedMs).toBeGreaterThanOrEqual(0);
});

it("B12 · its state is for players only", async () => {
  expect(await outcome("GET", "/v2/matchmaker/stats")).toEqual(refusal(401, 16, "Auth token required"));
});
