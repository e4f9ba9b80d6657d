/** Something that was bought. What the shop does not tell is empty or `undefined`. */
export interface ValidatedPurchase {
  /** Whose it is. */
  readonly user_id: string;
  /** What was bought. */
  readonly product_id: string;
  /** The shop's name for the purchase. */
  readonly transaction_id: string;
  /** Nakama's `StoreProvider`: 0 Apple, 1 Google, 2 Huawei, 3 Facebook Instant, 4 Samsung. */
  readonly store: number;
  /** Nakama's `StoreEnvironment`: 0 unknown, 1 sandbox, 2 production. */
  readonly environment: number;
  /** The shop's answer, as it gave it. */
  readonly provider_response: string;
  /** Whether the server knew it before. */
  readonly seen_before: boolean;
  /** When it was bought. */
  readonly purchase_time: Date | undefined;
  /** When the server kept it. */
  readonly create_time: Date | undefined;
  /** When that changed last. */
  readonly update_time: Date | undefined;
  /** When it was given back. */
  readonly refund_time: Date | undefined;
}

/** What a receipt stands for. */
export interface ValidatedPurchases {
  /** One at least. */
  readonly validated_purchases: readonly ValidatedPurchase[];
}

/** A subscription. What the shop does not tell is empty or `undefined`. */
export interface ValidatedSubscription {
  /** Whose it is. */
  readonly user_id: string;
  /** What is subscribed to. */
  readonly product_id: string;
  /** The shop's name for the first purchase. */
  readonly original_transaction_id: string;
  /** As in {@link ValidatedPurchase}. */
  readonly store: number;
  /** As in {@link ValidatedPurchase}. */
  readonly environment: number;
  /** The shop's answer, as it gave it. */
  readonly provider_response: string;
  /** What the shop told the server of its own accord. */
  readonly provider_notification: string;
  /** Whether it runs. */
  readonly active: boolean;
  /** When it was bought. */
  readonly purchase_time: Date | undefined;
  /** When the server kept it. */
  readonly create_time: Date | undefined;
  /** When that changed last. */
  readonly update_time: Date | undefined;
  /** When it ends. */
  readonly expiry_time: Date | undefined;
  /** When it was given back. */
  readonly refund_time: Date | undefined;
}

/** A subscription that a receipt stands for. */
export interface ValidatedSubscriptionAnswer {
  /** Which. */
  readonly validated_subscription: ValidatedSubscription;
}

/** A page of subscriptions. */
export interface SubscriptionList {
  /** Up to as many as were asked for. */
  readonly validated_subscriptions: readonly ValidatedSubscription[];
  /** Gives the next page; empty with the last one. */
  readonly cursor: string;
  /** Gives the page before; empty with the first one. */
  readonly prev_cursor: string;
}
