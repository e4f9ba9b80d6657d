import type { Tracked } from "../presence/presence-tracker.js";

/** Someone in a match, or about to be. `id` is the session's. */
export type MatchPresence = Tracked;

/** Data that a player has sent to a match. */
export interface MatchInput {
  readonly sender: MatchPresence;
  readonly opCode: bigint;
  readonly data: Uint8Array;
  readonly reliable: boolean;
}

/** What a match does to its players and to itself. */
export interface MatchDispatcher {
  /** Sends data to these players, to all when none are given, in the name of `sender` if there is one. */
  broadcast(
    opCode: number | bigint,
    data: Uint8Array,
    to?: readonly MatchPresence[],
    sender?: MatchPresence,
  ): void;
  /** Takes players out of the match. */
  kick(presences: readonly MatchPresence[]): void;
  /** Changes the label by which the match is found, a JSON object as text at best. */
  updateLabel(label: string): void;
}

/** One look of a match at its world. */
export interface MatchTurn<State> {
  readonly matchId: string;
  /** Rises by one with each loop. */
  readonly tick: number;
  readonly state: State;
  readonly dispatcher: MatchDispatcher;
}

/** What a match answers to one who wants to join. */
export type JoinDecision = { readonly accept: true } | { readonly accept: false; readonly reason?: string };

/** A kind of match that the server runs. Every function may change the state in place. */
export interface MatchHandler<State> {
  /** Makes the first state. `tickRate` is the number of loops a second, 1 to 60. */
  init(params: Readonly<Record<string, unknown>>): {
    readonly state: State;
    readonly tickRate: number;
    readonly label?: string;
  };
  joinAttempt(
    turn: MatchTurn<State>,
    presence: MatchPresence,
    metadata: Readonly<Record<string, string>>,
  ): JoinDecision;
  joined?(turn: MatchTurn<State>, presences: readonly MatchPresence[]): void;
  left?(turn: MatchTurn<State>, presences: readonly MatchPresence[]): void;
  /** What has come since the last loop. Returning "end" ends the match. */
  loop(turn: MatchTurn<State>, inputs: readonly MatchInput[]): "end" | undefined;
  /** Answers `server.signalMatch`. */
  signal?(turn: MatchTurn<State>, data: string): string;
}
