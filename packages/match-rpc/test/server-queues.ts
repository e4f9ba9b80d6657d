import type { SimulatedMatch, SimulatedPeer } from "./simulated-match.js";

/** Messages that a server keeps for one receiver before it closes its socket. */
export const QUEUE_MESSAGES = 64;

/**
 * A model of the queues that a server keeps for each receiver: filled at the moment of sending, whatever the link, and
 * written out at a bounded speed.
 */
export class ServerQueues {
  /** Most messages that ever waited for one receiver. */
  highest = 0;
  readonly #match: SimulatedMatch;
  readonly #writtenPerSecond: number;
  readonly #queues = new Map<string, { level: number; atMs: number }>();
  readonly #watched = new Set<SimulatedPeer>();

  constructor(match: SimulatedMatch, writtenPerSecond: number) {
    this.#match = match;
    this.#writtenPerSecond = writtenPerSecond;
  }

  /** Watches all peers that there are now. */
  watch(): void {
    for (const peer of this.#match.peers) {
      if (this.#watched.has(peer)) continue;
      this.#watched.add(peer);
      const { transport } = peer;
      const send = transport.send.bind(transport);
      transport.send = (opCode, bytes, to) => {
        for (const receiver of to ?? this.#othersThan(peer)) this.#fill(receiver);
        return send(opCode, bytes, to);
      };
    }
  }

  #othersThan(sender: SimulatedPeer): string[] {
    return this.#match.peers.flatMap((peer) => (peer === sender ? [] : peer.transport.self.sessionId || []));
  }

  #fill(sessionId: string): void {
    const { nowMs } = this.#match.network;
    const { level, atMs } = this.#queues.get(sessionId) ?? { level: 0, atMs: nowMs };
    const left = Math.max(0, level - ((nowMs - atMs) * this.#writtenPerSecond) / 1000);
    this.#queues.set(sessionId, { level: left + 1, atMs: nowMs });
    this.highest = Math.max(this.highest, left + 1);
  }
}
