import { expect, it } from "vitest";
import { newPlayer } from "../session/players.js";

type Api = Awaited<ReturnType<typeof newPlayer>>["api"];

it.each<[string, (api: Api) => Promise<unknown>]>([
  ["Google", (api) => api.validatePurchaseGoogle("{}")],
  ["Huawei", (api) => api.validatePurchaseHuawei("{}", "signature")],
  ["Facebook Instant", (api) => api.validatePurchaseFacebookInstant("signed.request")],
])("B14 · a purchase at %s reaches the server, which has no such shop", async (shop, validate) => {
  const { api } = await newPlayer();
  await expect(validate(api)).rejects.toMatchObject({
    name: "NakodoError",
    httpStatus: 400,
    grpcCode: 9,
    serverMessage: `${shop} IAP is not configured.`,
  });
});

it("B14 · subscriptions are listed: none", async () => {
  const { api } = await newPlayer();
  expect((await api.listSubscriptions()).validated_subscriptions).toEqual([]);
});
