/** What a player notes when it knows that the host is gone. */
export const HOST_GONE = "knows no host";

/** What the storm asks of a player's process. */
export type Order = { readonly kind: "hush" } | { readonly kind: "tell" };

/** What a player's process has done and heard. */
export interface Account {
  readonly kind: "account";
  readonly peerId: number;
  readonly hostId: number | undefined;
  /** `id/status` of everyone, as this player sees them. */
  readonly table: string;
  /** Under which name it speaks (another one after it came as somebody new), and how often it has spoken. */
  readonly name: string;
  readonly said: number;
  /** Last number heard from each name. */
  readonly heard: Readonly<Record<string, number>>;
  /** What came twice, or not in order. */
  readonly faults: readonly string[];
}

/** What a player's process tells. */
export type Report =
  | Account
  | { readonly kind: "in" }
  | { readonly kind: "host"; readonly isHost: boolean }
  | { readonly kind: "connection"; readonly isUp: boolean }
  /** It heard the first order of the host of this term, at this time of the machine's clock. */
  | { readonly kind: "order"; readonly hostId: number; readonly atMs: number }
  /** What happened to it, and when by the machine's clock: for the story of a loss that took too long. */
  | { readonly kind: "note"; readonly text: string; readonly atMs: number };
