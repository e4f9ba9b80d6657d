import type { Object3D } from "three";
import { BALL_RADIUS, CHARACTER_RADIUS, PITCH } from "./pitch.js";

const WALK_SPEED = 5.5;
const ACCELERATION_PER_S = 14;
const TURN_PER_S = 14;
const JUMP_SPEED = 6.2;
const GRAVITY = -18;
const KICK_REACH_M = 1.75;
const CHARACTER_HEIGHT = 1.7;
/** Touching starts a little before the shapes meet. */
const SKIN_M = 0.08;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** What a step did to the ball; `angle` is the direction from the player to the ball. */
export interface Touch {
  readonly kind: "push" | "kick";
  readonly angle: number;
}

/** Moves the player's own character: walking, turning, jumping, and not through walls, players and the ball. */
export class Walker {
  #vx = 0;
  #vy = 0;
  #vz = 0;

  /**
   * Moves `object` for a frame of `dtS` seconds.
   *
   * @param wish - where to, with a length of at most 1
   * @param action - kick if the ball is near, else jump
   */
  step(
    object: Object3D,
    wish: { readonly x: number; readonly z: number },
    action: boolean,
    ball: Point,
    others: Iterable<Point>,
    dtS: number,
  ): Touch | undefined {
    const { position } = object;
    const ease = 1 - Math.exp(-ACCELERATION_PER_S * dtS);
    this.#vx += (wish.x * WALK_SPEED - this.#vx) * ease;
    this.#vz += (wish.z * WALK_SPEED - this.#vz) * ease;
    position.x += this.#vx * dtS;
    position.z += this.#vz * dtS;
    if (wish.x !== 0 || wish.z !== 0) turn(object, Math.atan2(wish.x, wish.z), dtS);
    for (const other of others) keepApart(position, other, CHARACTER_RADIUS * 2);
    const touch = this.#meetBall(object, wish, action, ball);
    if (action && touch?.kind !== "kick" && position.y === 0) this.#vy = JUMP_SPEED;
    this.#vy += GRAVITY * dtS;
    position.y = Math.max(0, position.y + this.#vy * dtS);
    if (position.y === 0) this.#vy = Math.max(0, this.#vy);
    position.x = clamp(position.x, PITCH.halfLength - CHARACTER_RADIUS);
    position.z = clamp(position.z, PITCH.halfWidth - CHARACTER_RADIUS);
    return touch;
  }

  #meetBall(
    object: Object3D,
    wish: { readonly x: number; readonly z: number },
    action: boolean,
    ball: Point,
  ): Touch | undefined {
    const { position } = object;
    const dx = ball.x - position.x;
    const dz = ball.z - position.z;
    const distance = Math.hypot(dx, dz);
    if (action && distance < KICK_REACH_M && ball.y < CHARACTER_HEIGHT + 1) {
      object.rotation.y = Math.atan2(dx, dz);
      return { kind: "kick", angle: Math.atan2(dx, dz) };
    }
    const overlaps =
      ball.y - BALL_RADIUS < position.y + CHARACTER_HEIGHT && ball.y + BALL_RADIUS > position.y;
    const reach = CHARACTER_RADIUS + BALL_RADIUS;
    if (!overlaps || distance > reach + SKIN_M) return undefined;
    keepApart(position, ball, reach);
    return wish.x * dx + wish.z * dz > 0 ? { kind: "push", angle: Math.atan2(dx, dz) } : undefined;
  }
}

function turn(object: Object3D, angle: number, dtS: number): void {
  const apart = angle - object.rotation.y;
  const shortest = Math.atan2(Math.sin(apart), Math.cos(apart));
  object.rotation.y += shortest * (1 - Math.exp(-TURN_PER_S * dtS));
}

/** Moves `position` on the ground so that it is no nearer than `distance` to `other`. */
function keepApart(position: { x: number; z: number }, other: Point, distance: number): void {
  const dx = position.x - other.x;
  const dz = position.z - other.z;
  const now = Math.hypot(dx, dz);
  if (now >= distance || now === 0) return;
  position.x = other.x + (dx / now) * distance;
  position.z = other.z + (dz / now) * distance;
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
