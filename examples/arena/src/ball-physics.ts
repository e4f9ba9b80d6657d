import { BALL_RADIUS, PITCH } from "./pitch.js";
import type { Team } from "./teams.js";

/** Where the ball is and how fast it goes, in metres and metres per second. */
export interface BallBody {
  x: number;
  y: number;
  z: number;
  vx: number;
  vy: number;
  vz: number;
}

const GRAVITY = -18;
/** What a bounce leaves of the speed across the surface. */
const FLOOR_BOUNCE = 0.58;
const WALL_BOUNCE = 0.78;
/** A slower fall than this ends in rolling. */
const REST_SPEED = 0.9;
/** How fast rolling and flying slow down, per second. */
const ROLL_DRAG = 0.75;
const AIR_DRAG = 0.12;
const STOP_SPEED = 0.04;
export const MAX_BALL_SPEED = 20;
/** Height from which the ball drops on the centre spot. */
const KICK_OFF_HEIGHT = 4;

/** Moves the ball by `dtS` seconds (at most about 1/60). Tells which side scored when the ball is over a line. */
export function stepBall(ball: BallBody, dtS: number): Team | undefined {
  ball.vy += GRAVITY * dtS;
  ball.x += ball.vx * dtS;
  ball.y += ball.vy * dtS;
  ball.z += ball.vz * dtS;
  const onFloor = bounceOnFloor(ball);
  const drag = Math.exp(-(onFloor ? ROLL_DRAG : AIR_DRAG) * dtS);
  ball.vx *= drag;
  ball.vz *= drag;
  if (onFloor && Math.hypot(ball.vx, ball.vz) < STOP_SPEED) {
    ball.vx = 0;
    ball.vz = 0;
  }
  keepInside(ball);
  return goalOf(ball);
}

/** The side that has scored with the ball where it is. */
export function goalOf(ball: Readonly<BallBody>): Team | undefined {
  if (Math.abs(ball.x) < PITCH.halfLength + BALL_RADIUS) return undefined;
  return ball.x > 0 ? "blue" : "coral";
}

/** Makes the ball go at least `speed` along the unit vector (`dx`, `dz`), as one who walks into it does. */
export function pushBall(ball: BallBody, dx: number, dz: number, speed: number): void {
  const along = ball.vx * dx + ball.vz * dz;
  const missing = speed - along;
  if (missing <= 0) return;
  ball.vx += dx * missing;
  ball.vz += dz * missing;
  limitSpeed(ball);
}

/** Shoots the ball along the unit vector (`dx`, `dz`), and up a little. */
export function kickBall(ball: BallBody, dx: number, dz: number, speed: number, lift: number): void {
  ball.vx = dx * speed;
  ball.vz = dz * speed;
  ball.vy = Math.max(ball.vy, lift);
  limitSpeed(ball);
}

/** Drops the ball on the centre spot. */
export function kickOff(ball: BallBody): void {
  Object.assign(ball, { x: 0, y: KICK_OFF_HEIGHT, z: 0, vx: 0, vy: 0, vz: 0 });
}

/** A ball at rest on the centre spot. */
export function restingBall(): BallBody {
  return { x: 0, y: BALL_RADIUS, z: 0, vx: 0, vy: 0, vz: 0 };
}

function bounceOnFloor(ball: BallBody): boolean {
  if (ball.y > BALL_RADIUS) return false;
  ball.y = BALL_RADIUS;
  if (ball.vy < 0) ball.vy = ball.vy < -REST_SPEED ? -ball.vy * FLOOR_BOUNCE : 0;
  return true;
}

function keepInside(ball: BallBody): void {
  const { halfLength, halfWidth, goalHalfWidth, goalHeight, goalDepth } = PITCH;
  const inMouth = Math.abs(ball.z) <= goalHalfWidth - BALL_RADIUS && ball.y <= goalHeight - BALL_RADIUS;
  const inGoal = Math.abs(ball.x) > halfLength - BALL_RADIUS && inMouth;
  bounceBetween(ball, "z", "vz", (inGoal ? goalHalfWidth : halfWidth) - BALL_RADIUS);
  bounceBetween(ball, "x", "vx", (inGoal ? halfLength + goalDepth : halfLength) - BALL_RADIUS);
}

function bounceBetween(ball: BallBody, place: "x" | "z", speed: "vx" | "vz", limit: number): void {
  if (Math.abs(ball[place]) <= limit) return;
  const side = Math.sign(ball[place]);
  ball[place] = side * limit;
  if (ball[speed] * side > 0) ball[speed] *= -WALL_BOUNCE;
}

function limitSpeed(ball: BallBody): void {
  const speed = Math.hypot(ball.vx, ball.vy, ball.vz);
  if (speed <= MAX_BALL_SPEED) return;
  const factor = MAX_BALL_SPEED / speed;
  ball.vx *= factor;
  ball.vy *= factor;
  ball.vz *= factor;
}
