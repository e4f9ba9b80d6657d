import { t } from "@nakodo/core";
import { HOST, remotes } from "@nakodo/match-rpc";
import type { ArenaMatch } from "./arena-match.js";
import type { Team } from "./teams.js";

/** What the scoreboard shows of itself. */
export interface ScoreListener {
  changed(score: Readonly<Record<Team, number>>): void;
  goal(team: Team, by: number): void;
}

/**
 * The score. Only the host counts; everybody has the count, so that the next host counts on and tells whoever comes
 * later.
 */
export class Score {
  readonly #match: ArenaMatch;
  readonly #listener: ScoreListener;
  readonly #goals: Record<Team, number> = { blue: 0, coral: 0 };

  constructor(match: ArenaMatch, listener: ScoreListener) {
    this.#match = match;
    this.#listener = listener;
    match.add("/arena/score", this, { authority: HOST });
    match.on("playerJoined", ({ peerId }) => {
      if (match.isHost && peerId !== match.peerId)
        match.rpcId(peerId, this, "set", this.#goals.blue, this.#goals.coral);
    });
    // Whoever came while the old host went may not have been told.
    match.on("hostChanged", ({ isHost }) => {
      if (isHost) match.rpc(this, "set", this.#goals.blue, this.#goals.coral);
    });
  }

  get goals(): Readonly<Record<Team, number>> {
    return this.#goals;
  }

  /** Counts a goal, on every screen. Only the host may. */
  count(team: Team, by: number): void {
    const blue = this.#goals.blue + (team === "blue" ? 1 : 0);
    const coral = this.#goals.coral + (team === "coral" ? 1 : 0);
    this.#match.rpcSync(this, "goal", team, by, blue, coral);
  }

  /** Remote, from the host: a goal, and what stands now. */
  goal(team: Team, by: number, blue: number, coral: number): void {
    this.set(blue, coral);
    this.#listener.goal(team, by);
  }

  /** Remote, from the host: what stands. */
  set(blue: number, coral: number): void {
    Object.assign(this.#goals, { blue, coral });
    this.#listener.changed(this.#goals);
  }
}

export const ScoreRemotes = remotes("Score", Score, {
  goal: { mode: "authority", args: [t.oneOf("blue", "coral"), t.u32, t.u16, t.u16] },
  set: { mode: "authority", args: [t.u16, t.u16] },
});
