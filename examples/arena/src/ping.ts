import { t } from "@nakodo/core";
import { HOST, remotes } from "@nakodo/match-rpc";
import type { ArenaMatch } from "./arena-match.js";

/** How long a call to another player and its answer take: to the host, or, for the host, to the first of the others. */
export class Ping {
  readonly #match: ArenaMatch;
  #rttMs: number | undefined;

  constructor(match: ArenaMatch) {
    this.#match = match;
    match.add("/arena/ping", this);
    match.on("left", () => {
      this.#rttMs = undefined;
    });
  }

  /** The last measurement, in ms; `undefined` while there is none. */
  get rttMs(): number | undefined {
    return this.#rttMs;
  }

  /** Asks for an answer. */
  measure(): void {
    const { isHost, players, peerId } = this.#match;
    const other = players.find((player) => player.peerId !== peerId && player.status === "connected");
    if (other === undefined || this.#match.hostId === undefined) this.#rttMs = undefined;
    else this.#match.rpcId(isHost ? other.peerId : HOST, this, "ping", performance.now());
  }

  /** Remote: somebody wants an answer. */
  ping(sentAtMs: number): void {
    this.#match.rpcId(this.#match.sender, this, "pong", sentAtMs);
  }

  /** Remote: the answer. */
  pong(sentAtMs: number): void {
    const rttMs = performance.now() - sentAtMs;
    if (rttMs >= 0 && rttMs < 60_000) this.#rttMs = rttMs;
  }
}

export const PingRemotes = remotes("Ping", Ping, {
  ping: { mode: "anyPeer", transfer: "unreliable", args: [t.f64] },
  pong: { mode: "anyPeer", transfer: "unreliable", args: [t.f64] },
});
