import type { NetworkScene } from "@nakodo/adapters-three";
import { t } from "@nakodo/core";
import { HOST, remotes } from "@nakodo/match-rpc";
import type { ArenaMatch } from "./arena-match.js";
import { BallLook } from "./ball-look.js";
import { goalOf, kickBall, kickOff, pushBall, restingBall, stepBall } from "./ball-physics.js";
import type { Quality } from "./quality.js";
import type { Team } from "./teams.js";

const STEP_S = 1 / 120;
/** A frame that lasts longer, because the page was hidden, is not made up for. */
const MAX_FRAME_S = 0.1;
const PUSH_SPEED = 6.6;
const KICK_SPEED = 13;
const KICK_LIFT = 5;
/** The farthest that a player can be from a ball that it touches: an arm's length, and what the network delays. */
const REACH_M = 3.2;
/** Over what time the shown ball's speed is averaged, in seconds. */
const SPEED_MEMORY_S = 0.08;
const JUMP_M = 2;

/** What the ball needs to know of the rest of the game. */
export interface BallSurroundings {
  /** How far a player is from a point on the ground, in metres; infinite for one that is not there. */
  distanceOf(peerId: number, x: number, z: number): number;
  /** The ball, which this peer simulates, went in. `by` last touched it; 0: nobody did. */
  scored(team: Team, by: number): void;
}

/**
 * The ball. The host simulates it; the others show it and ask the host to push or kick. Who becomes host goes on from
 * where it showed the ball, as fast as it saw it go.
 */
export class Ball {
  readonly look: BallLook;
  readonly #match: ArenaMatch;
  readonly #around: BallSurroundings;
  readonly #body = restingBall();
  readonly #binding: { teleport(): void };
  #isSimulating = false;
  #leftoverS = 0;
  #touchedBy = 0;

  constructor(match: ArenaMatch, network: NetworkScene, around: BallSurroundings, quality: Quality) {
    this.#match = match;
    this.#around = around;
    this.look = new BallLook(quality);
    match.add("/arena/ball", this, { authority: HOST });
    this.#binding = network.bind(this.look.object, { path: "/arena/ball" });
  }

  /** Remote, anyone to the host: the sender walks into the ball, towards `angle`. */
  push(angle: number): void {
    if (!this.#mayTouch()) return;
    pushBall(this.#body, Math.sin(angle), Math.cos(angle), PUSH_SPEED);
  }

  /** Remote, anyone to the host: the sender kicks the ball, towards `angle`. */
  kick(angle: number): void {
    if (!this.#mayTouch()) return;
    kickBall(this.#body, Math.sin(angle), Math.cos(angle), KICK_SPEED, KICK_LIFT);
  }

  /** Lays the ball on the centre spot, for a match that begins. */
  reset(): void {
    Object.assign(this.#body, restingBall());
    this.#show();
    this.#isSimulating = false;
  }

  /** Moves the ball, where this peer is host; else measures how it moves. */
  update(dtS: number): void {
    if (!this.#match.isHost) {
      this.#isSimulating = false;
      this.#touchedBy = 0;
      this.#observe(dtS);
      return;
    }
    if (!this.#isSimulating) this.#takeOver();
    this.#leftoverS += Math.min(dtS, MAX_FRAME_S);
    while (this.#leftoverS >= STEP_S) {
      this.#leftoverS -= STEP_S;
      const team = stepBall(this.#body, STEP_S);
      if (team !== undefined) this.#goal(team);
    }
    this.#show();
  }

  #takeOver(): void {
    this.#isSimulating = true;
    this.#leftoverS = 0;
    // A goal that the last host saw has been counted: only the kick-off is missing.
    if (goalOf(this.#body) !== undefined) this.#kickOff();
  }

  #goal(team: Team): void {
    this.#around.scored(team, this.#touchedBy);
    this.#touchedBy = 0;
    this.#kickOff();
  }

  #kickOff(): void {
    kickOff(this.#body);
    this.#show();
    this.#binding.teleport();
  }

  /** A touch is only believed on the host, and from somebody who is near. */
  #mayTouch(): boolean {
    const { isHost, sender } = this.#match;
    if (!isHost || this.#around.distanceOf(sender, this.#body.x, this.#body.z) > REACH_M) return false;
    this.#touchedBy = sender;
    return true;
  }

  #observe(dtS: number): void {
    const body = this.#body;
    const { x, y, z } = this.look.object.position;
    const jumped = Math.hypot(x - body.x, y - body.y, z - body.z) > JUMP_M;
    if (jumped) Object.assign(body, { vx: 0, vy: 0, vz: 0 });
    else if (dtS > 0) {
      const share = 1 - Math.exp(-dtS / SPEED_MEMORY_S);
      body.vx += ((x - body.x) / dtS - body.vx) * share;
      body.vy += ((y - body.y) / dtS - body.vy) * share;
      body.vz += ((z - body.z) / dtS - body.vz) * share;
    }
    Object.assign(body, { x, y, z });
  }

  #show(): void {
    const { x, y, z } = this.#body;
    this.look.object.position.set(x, y, z);
  }
}

export const BallRemotes = remotes("Ball", Ball, {
  push: { mode: "anyPeer", callLocal: true, transfer: "unreliable", args: [t.angle(10)] },
  kick: { mode: "anyPeer", callLocal: true, args: [t.angle(10)] },
});
