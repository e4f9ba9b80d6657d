import type { Clock, Timer } from "../runtime/clock.js";

/** The times of one socket's heartbeat. */
export interface HeartbeatTimes {
  readonly pingPeriodMs: number;
  readonly pongWaitMs: number;
  /** Every so many messages from the client both timers start anew. */
  readonly pingBackoffThreshold: number;
}

/** What a heartbeat does. */
export interface HeartbeatActions {
  readonly ping: () => void;
  /** No pong came in time. */
  readonly expire: () => void;
}

/**
 * Notices a client that has gone silent, with the real server's timing: one ping after a period, sent again only when
 * a pong, or enough messages, have started the timers anew; ordinary messages alone do not keep a socket alive.
 */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #times: HeartbeatTimes;
  readonly #actions: HeartbeatActions;
  #untilRestart: number;
  #pingTimer: Timer | undefined;
  #expiryTimer: Timer | undefined;

  constructor(clock: Clock, times: HeartbeatTimes, actions: HeartbeatActions) {
    this.#clock = clock;
    this.#times = times;
    this.#actions = actions;
    this.#untilRestart = times.pingBackoffThreshold;
    this.restart();
  }

  /** A pong came. */
  restart(): void {
    this.stop();
    this.#pingTimer = this.#clock.setTimer(this.#times.pingPeriodMs, this.#actions.ping);
    this.#expiryTimer = this.#clock.setTimer(this.#times.pongWaitMs, this.#actions.expire);
  }

  /** A message came. */
  countMessage(): void {
    this.#untilRestart--;
    if (this.#untilRestart > 0) return;
    this.#untilRestart = this.#times.pingBackoffThreshold;
    this.restart();
  }

  /** Ends both timers. */
  stop(): void {
    this.#pingTimer?.cancel();
    this.#expiryTimer?.cancel();
  }
}
