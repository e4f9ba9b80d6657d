import type { Transport } from "@nakodo/core";
import type { SimulatedNetwork } from "@nakodo/core/testing";
import type { MatchClock } from "../src/driver.js";
import { MatchMode, MatchState } from "../src/online/match-events.js";
import type { MatchPlugin, MatchPluginHost } from "../src/online/match-plugin.js";

/** A clock whose time is a simulated network's. */
export class NetworkClock implements MatchClock {
  readonly #network: SimulatedNetwork;
  readonly #timers = new Set<{ readonly atMs: number; readonly fire: () => void }>();

  constructor(network: SimulatedNetwork) {
    this.#network = network;
  }

  nowMs(): number {
    return this.#network.nowMs;
  }

  setTimer(delayMs: number, fire: () => void): () => void {
    const timer = { atMs: this.nowMs() + delayMs, fire };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets time pass: what arrives, and timers, each at its time. */
  run(ms: number): void {
    const network = this.#network;
    const untilMs = network.nowMs + ms;
    for (;;) {
      const timer = [...this.#timers].sort((a, b) => a.atMs - b.atMs)[0];
      const nextMs = Math.min(untilMs, timer?.atMs ?? untilMs, network.nextDeliveryMs ?? untilMs);
      network.advance(Math.max(0, nextMs - network.nowMs));
      if (timer !== undefined && timer.atMs <= network.nowMs) {
        if (this.#timers.delete(timer)) timer.fire();
      } else if (network.nowMs >= untilMs && (network.nextDeliveryMs ?? Number.POSITIVE_INFINITY) > untilMs)
        return;
    }
  }
}

/** The layer that a plugin puts around a transport. */
export function layered(plugin: MatchPlugin, inner: Transport, clock: MatchClock): Transport {
  let transport = inner;
  const host: MatchPluginHost = {
    match: {
      on: () => () => {},
      once: () => new Promise(() => {}),
      counters: { sentFrames: 0, sentBytes: 0, droppedCalls: 0, violations: 0 },
      hostId: undefined,
      isHost: false,
      matchId: undefined,
      mode: MatchMode.NONE,
      peerId: 0,
      player: () => undefined,
      players: [],
      send: () => false,
      state: MatchState.LOBBY,
    },
    clock,
    opCodeBase: 9011,
    wrapTransport: (layer) => {
      transport = layer(transport);
    },
    onCall: () => {},
    makeEngine: () => {},
  };
  plugin.install(host);
  return transport;
}
