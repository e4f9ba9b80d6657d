import { ApiError, invalidArgument } from "../http/api-error.js";
import { GrpcCode } from "../http/grpc-code.js";
import { emptyTable, type Route, route } from "../http/route.js";
import type { AnyMessage } from "../messages/field.js";
import {
  listSubscriptionsRequestTable,
  validatePurchaseSamsungTable,
  validatePurchaseTable,
  validateReceiptTable,
} from "../messages/purchase-tables.js";
import type { Area } from "./area.js";

const MAX_LIMIT = 1000;

/** Purchases and subscriptions. No shop is configured, so there are none, and whoever shows one is refused. */
export function purchasesArea(): Area {
  return {
    routes: [
      refused("purchase/apple", "Apple", validateReceiptTable),
      refused("purchase/google", "Google", validatePurchaseTable),
      refused("purchase/huawei", "Huawei", validatePurchaseTable),
      refused("purchase/facebookinstant", "Facebook Instant", validatePurchaseTable),
      samsungRoute(),
      refused("subscription/apple", "Apple", validateReceiptTable),
      refused("subscription/google", "Google", validateReceiptTable),
      route({
        method: "POST",
        path: "/v2/iap/subscription",
        access: "session",
        body: listSubscriptionsRequestTable,
        query: emptyTable,
        response: emptyTable,
        handle({ body: { limit } }) {
          if (limit !== undefined && (limit < 1 || limit > MAX_LIMIT)) {
            throw invalidArgument("Invalid limit - limit must be between 1 and 1000.");
          }
          return {};
        },
      }),
      route({
        method: "GET",
        path: "/v2/iap/subscription/{product_id}",
        access: "session",
        body: emptyTable,
        query: emptyTable,
        response: emptyTable,
        handle() {
          throw new ApiError(GrpcCode.notFound, "subscription not found");
        },
      }),
    ],
  };
}

/**
 * Samsung's shop needs no settings: the real server asks it about every purchase. This one asks nobody, and says what the
 * real one says where the shop cannot be reached.
 */
function samsungRoute(): Route {
  return route({
    method: "POST",
    path: "/v2/iap/purchase/samsung",
    access: "session",
    body: validatePurchaseSamsungTable,
    query: emptyTable,
    response: emptyTable,
    handle({ body }) {
      if (body.purchase_id === "") throw invalidArgument("Purchase ID cannot be empty.");
      throw new ApiError(
        GrpcCode.unknown,
        "Samsung IAP request failed: the local server asks no shop, status=0, payload=",
      );
    },
  });
}

/** Apple's purchases alone are looked at before the configuration is. */
function refused(path: string, shop: string, body: AnyMessage): Route {
  return route({
    method: "POST",
    path: `/v2/iap/${path}`,
    access: "session",
    body,
    query: emptyTable,
    response: emptyTable,
    handle({ body }) {
      const { receipt } = { receipt: undefined, ...body };
      if (path === "purchase/apple" && receipt === "") throw invalidArgument("Receipt cannot be empty.");
      throw new ApiError(GrpcCode.failedPrecondition, `${shop} IAP is not configured.`);
    },
  });
}
