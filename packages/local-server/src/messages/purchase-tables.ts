// The HTTP messages of purchases, as in Nakama's api.proto: as much as a server without shops reads and says.
import { message, scalar, wrapper } from "./field.js";

export const validateReceiptTable = message("ValidatePurchaseAppleRequest", {
  receipt: scalar("string", 1),
  persist: wrapper("bool", 2),
});

export const validatePurchaseTable = message("ValidatePurchaseGoogleRequest", {
  purchase: scalar("string", 1),
  persist: wrapper("bool", 2),
});

export const validatePurchaseSamsungTable = message("ValidatePurchaseSamsungRequest", {
  purchase_id: scalar("string", 1),
  persist: wrapper("bool", 2),
});

export const listSubscriptionsRequestTable = message("ListSubscriptionsRequest", {
  limit: wrapper("int32", 1),
  cursor: scalar("string", 2),
});
