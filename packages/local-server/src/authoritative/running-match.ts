import type { Presence, PresenceTracker } from "../presence/presence-tracker.js";
import { type Stream, StreamMode, stream } from "../presence/stream.js";
import type { Clock, Timer } from "../runtime/clock.js";
import { NODE_NAME } from "../runtime/node-name.js";
import type { SocketRegistry } from "../socket/socket-registry.js";
import type {
  JoinDecision,
  MatchDispatcher,
  MatchHandler,
  MatchInput,
  MatchPresence,
  MatchTurn,
} from "./match-handler.js";

const MAX_WAITING_INPUTS = 128;
const MAX_TICK_RATE = 60;

/** What a match needs of its server. */
export interface MatchHost {
  readonly clock: Clock;
  readonly tracker: PresenceTracker;
  readonly sockets: SocketRegistry;
  /** Takes what a handler throws. */
  warn(text: string, error: unknown): void;
  /** The match is over. */
  ended(uuid: string): void;
}

/** A match that the server runs: its state, its players and its loop. */
export class RunningMatch<State> {
  readonly uuid: string;
  /** The name that its handler was registered by. */
  readonly handlerName: string;
  readonly tickRate: number;
  readonly #host: MatchHost;
  readonly #handler: MatchHandler<State>;
  readonly #state: State;
  #label: string;
  #tick = 0;
  #inputs: MatchInput[] = [];
  #timer: Timer | undefined;
  #over = false;

  /** Throws an Error when the handler's `init` does, or wants an impossible tick rate. */
  constructor(
    uuid: string,
    handlerName: string,
    handler: MatchHandler<State>,
    params: Readonly<Record<string, unknown>>,
    host: MatchHost,
  ) {
    const { state, tickRate, label = "" } = handler.init(params);
    if (!Number.isInteger(tickRate) || tickRate < 1 || tickRate > MAX_TICK_RATE) {
      throw new Error(`tickRate is ${tickRate}: give a whole number from 1 to ${MAX_TICK_RATE}.`);
    }
    this.uuid = uuid;
    this.handlerName = handlerName;
    this.tickRate = tickRate;
    this.#host = host;
    this.#handler = handler;
    this.#state = state;
    this.#label = label;
    this.#plan();
  }

  get id(): string {
    return `${this.uuid}.${NODE_NAME}`;
  }

  get label(): string {
    return this.#label;
  }

  /** The stream that its players are in. */
  get stream(): Stream {
    return stream(StreamMode.matchAuthoritative, this.uuid, NODE_NAME);
  }

  /** Asks the match whether someone may join. */
  attempt(presence: MatchPresence, metadata: ReadonlyMap<string, string>): JoinDecision {
    const refused: JoinDecision = { accept: false };
    return this.#run(
      () => this.#handler.joinAttempt(this.#turn(), presence, Object.fromEntries(metadata)),
      refused,
    );
  }

  /** Tells the match who has come and gone. */
  changed(joins: readonly Presence[], leaves: readonly Presence[]): void {
    if (joins.length > 0)
      this.#run(() => this.#handler.joined?.(this.#turn(), joins.map(playerOf)), undefined);
    if (leaves.length > 0)
      this.#run(() => this.#handler.left?.(this.#turn(), leaves.map(playerOf)), undefined);
  }

  /** Keeps data for the next loop; what is too much is dropped. */
  receive(input: MatchInput): void {
    if (this.#inputs.length < MAX_WAITING_INPUTS) this.#inputs.push(input);
  }

  /** Says something to the match and returns its answer. */
  signal(data: string): string {
    return this.#run(() => this.#handler.signal?.(this.#turn(), data) ?? "", "");
  }

  /** Ends the match; nobody is told. */
  stop(): void {
    if (this.#over) return;
    this.#over = true;
    this.#timer?.cancel();
    this.#host.tracker.clear(this.stream);
    this.#host.ended(this.uuid);
  }

  #plan(): void {
    this.#timer = this.#host.clock.setTimer(1000 / this.tickRate, () => {
      const inputs = this.#inputs;
      this.#inputs = [];
      const outcome = this.#run(() => this.#handler.loop(this.#turn(), inputs), "end");
      this.#tick++;
      if (outcome === "end") this.stop();
      else if (!this.#over) this.#plan();
    });
  }

  /** A handler that throws ends its match. */
  #run<Result>(call: () => Result, otherwise: Result): Result {
    try {
      return call();
    } catch (error) {
      this.#host.warn(`error in the match "${this.handlerName}", which ends`, error);
      this.stop();
      return otherwise;
    }
  }

  #turn(): MatchTurn<State> {
    return { matchId: this.id, tick: this.#tick, state: this.#state, dispatcher: this.#dispatcher };
  }

  readonly #dispatcher: MatchDispatcher = {
    broadcast: (opCode, data, to, sender) => {
      const present = this.#host.tracker.sessionIds(this.stream);
      const receivers =
        to === undefined ? present : to.map((one) => one.id).filter((id) => present.includes(id));
      const presence =
        sender === undefined
          ? undefined
          : { user_id: sender.userId, session_id: sender.id, username: sender.username };
      this.#host.sockets.sendTo(receivers, {
        match_data: { match_id: this.id, presence, op_code: BigInt(opCode), data, reliable: true },
      });
    },
    kick: (presences) => {
      for (const { id } of presences) this.#host.tracker.untrack(id, this.stream);
    },
    updateLabel: (label) => {
      this.#label = label;
    },
  };
}

function playerOf({ sessionId, userId, username }: Presence): MatchPresence {
  return { id: sessionId, userId, username };
}
