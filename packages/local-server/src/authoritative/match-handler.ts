/** Someone in a match, or about to be. */
export interface MatchPresence {
  /** The session's id. */
  readonly id: string;
  /** The account's id. */
  readonly userId: string;
  /** The account's name. */
  readonly username: string;
}

/** Data that a player has sent to a match. */
export interface MatchInput {
  /** Who sent it, as the server knows the player. */
  readonly sender: MatchPresence;
  /** The game's own number for what this is. */
  readonly opCode: bigint;
  /** The match's to keep. */
  readonly data: Uint8Array;
  /** What the sender asked for; a WebSocket loses nothing either way. */
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
  /** `<uuid>.<node>`. */
  readonly matchId: string;
  /** Rises by one with each loop. */
  readonly tick: number;
  /** What `init` made, as it is by now. */
  readonly state: State;
  /** By which the match speaks to its players. */
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
  /** Decides whether one who asks may come in. */
  joinAttempt(
    turn: MatchTurn<State>,
    presence: MatchPresence,
    metadata: Readonly<Record<string, string>>,
  ): JoinDecision;
  /** These players are in. */
  joined?(turn: MatchTurn<State>, presences: readonly MatchPresence[]): void;
  /** These players are gone. */
  left?(turn: MatchTurn<State>, presences: readonly MatchPresence[]): void;
  /** What has come since the last loop. Returning "end" ends the match. */
  loop(turn: MatchTurn<State>, inputs: readonly MatchInput[]): "end" | undefined;
  /** Answers `server.signalMatch`. */
  signal?(turn: MatchTurn<State>, data: string): string;
}
