import { expect, it } from "vitest";
import { call, outcome, refusal } from "../raw/api.js";
import { signIn } from "../raw/player.js";

const PURCHASE = { purchase: "x", signature: "y", signed_request: "z", receipt: "r" };

it.each([
  ["purchase/apple", "Apple"],
  ["purchase/google", "Google"],
  ["purchase/huawei", "Huawei"],
  ["purchase/facebookinstant", "Facebook Instant"],
  ["subscription/apple", "Apple"],
  ["subscription/google", "Google"],
])("B14 · %s reaches the server, which has no shop and says so", async (path, shop) => {
  const player = await signIn();
  expect(await outcome("POST", `/v2/iap/${path}`, { ...player, body: PURCHASE })).toEqual(
    refusal(400, 9, `${shop} IAP is not configured.`),
  );
});

it("B14 · a purchase of Samsung's reaches the server, which asks Samsung in vain", async () => {
  const player = await signIn();
  const path = "/v2/iap/purchase/samsung";
  const { status, json } = await call("POST", path, { ...player, body: { purchase_id: "none" } });
  expect(status).toBe(500);
  expect(json).toEqual({ code: 2, message: expect.stringMatching(/^Samsung IAP .*status=\d+, payload=/) });
  expect(await outcome("POST", path, { ...player, body: {} })).toEqual(
    refusal(400, 3, "Purchase ID cannot be empty."),
  );
});

it("B14 · an empty receipt of Apple's is refused as such", async () => {
  const player = await signIn();
  expect(await outcome("POST", "/v2/iap/purchase/apple", { ...player, body: {} })).toEqual(
    refusal(400, 3, "Receipt cannot be empty."),
  );
});

it("B14 · there are no subscriptions, neither listed nor by product", async () => {
  const player = await signIn();
  expect(await outcome("POST", "/v2/iap/subscription", { ...player, body: {} })).toEqual({
    status: 200,
    json: {},
  });
  expect(await outcome("POST", "/v2/iap/subscription", { ...player, body: { limit: 0 } })).toEqual(
    refusal(400, 3, "Invalid limit - limit must be between 1 and 1000."),
  );
  expect(await outcome("GET", "/v2/iap/subscription/gold", player)).toEqual(
    refusal(404, 5, "subscription not found"),
  );
});
