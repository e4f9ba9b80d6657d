/** What a process of bots is asked. One at a time: each is answered before the next. */
export type Order =
  | { readonly kind: "signIn"; readonly host: string; readonly port: number; readonly bots: number }
  /** The first bot makes a match. */
  | { readonly kind: "create"; readonly match: MatchShape }
  /** All others join it, one after the other. */
  | { readonly kind: "join"; readonly match: MatchShape; readonly matchId: string }
  /** Done when each bot sees everyone. */
  | { readonly kind: "see" }
  /** Each says a reliable word to all. Done when each has heard everyone's. */
  | { readonly kind: "greet" }
  /** Each calls once. Done when each has heard everyone's. */
  | { readonly kind: "round" }
  /** Each calls at its pace for so long. */
  | { readonly kind: "play"; readonly forMs: number; readonly perSecond: number }
  /** What has been counted since it was asked last. */
  | { readonly kind: "account" };

/** The match that all are in. */
export interface MatchShape {
  readonly route: "mesh" | "star";
  readonly players: number;
}

/** What a process of bots has counted. */
export interface Account {
  readonly bots: readonly BotAccount[];
  /** From a call to its method, for each that arrived: how many took so many quarters of a millisecond. */
  readonly latencies: readonly number[];
  /** Processor time of the process. */
  readonly cpuMs: number;
  /** The longest time that its event loop did not turn. */
  readonly stallMs: number;
}

/** What one bot has counted. */
export interface BotAccount {
  readonly isHost: boolean;
  /** Bytes that came to its socket's connection. */
  readonly receivedBytes: number;
  /** Calls that it made. */
  readonly called: number;
  /** Calls of others that ran here. */
  readonly heard: number;
  /** What must not happen: connections lost, players dropped or silent, frames refused. */
  readonly troubles: readonly string[];
}

/** What it answers. */
export type Answer =
  | { readonly kind: "done" }
  | { readonly kind: "created"; readonly matchId: string }
  | { readonly kind: "account"; readonly account: Account }
  | { readonly kind: "failed"; readonly error: string };
