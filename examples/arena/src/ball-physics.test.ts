import { describe, expect, it } from "vitest";
import {
  type BallBody,
  kickBall,
  kickOff,
  MAX_BALL_SPEED,
  pushBall,
  restingBall,
  stepBall,
} from "./ball-physics.js";
import { BALL_RADIUS, PITCH } from "./pitch.js";

const DT_S = 1 / 120;

/** Steps until `done`, for 30 simulated seconds at most; gives the goal that was scored on the way. */
function run(ball: BallBody, done: (ball: BallBody) => boolean): string | undefined {
  for (let i = 0; i < 30 / DT_S; i++) {
    const goal = stepBall(ball, DT_S);
    if (goal !== undefined) return goal;
    if (done(ball)) return undefined;
  }
  throw new Error(`not reached: ${JSON.stringify(ball)}`);
}

const isAtRest = ({ vx, vy, vz }: BallBody): boolean => vx === 0 && vy === 0 && vz === 0;

describe("the ball", () => {
  it("L3 · a dropped ball bounces lower each time and comes to rest on the floor", () => {
    const ball = restingBall();
    kickOff(ball);
    const tops: number[] = [];
    let rising = false;
    run(ball, (now) => {
      if (rising && now.vy <= 0) tops.push(now.y);
      rising = now.vy > 0;
      return isAtRest(now);
    });
    expect(tops.length).toBeGreaterThan(2);
    expect([...tops].sort((a, b) => b - a)).toEqual(tops);
    expect(ball.y).toBe(BALL_RADIUS);
  });

  it("L3 · a rolling ball slows down and stops", () => {
    const ball = restingBall();
    pushBall(ball, 0, 1, 3);
    run(ball, isAtRest);
    expect(ball.z).toBeGreaterThan(1);
    expect(ball.x).toBe(0);
  });

  it("L3 · walls throw the ball back and never let it through, at any speed", () => {
    const ball = restingBall();
    for (let turn = 0; turn < 16; turn++) {
      const angle = turn * 2.399;
      kickOff(ball);
      kickBall(ball, Math.cos(angle), Math.sin(angle), MAX_BALL_SPEED, 6);
      run(ball, (now) => {
        expect(Math.abs(now.z)).toBeLessThanOrEqual(PITCH.halfWidth - BALL_RADIUS);
        expect(Math.abs(now.x)).toBeLessThanOrEqual(PITCH.halfLength + PITCH.goalDepth - BALL_RADIUS);
        return isAtRest(now);
      });
    }
    const high = { ...restingBall(), y: PITCH.goalHeight + 3 };
    kickBall(high, 1, 0, MAX_BALL_SPEED, 12);
    run(high, (now) => now.vx < 0);
    expect(high.x).toBeLessThanOrEqual(PITCH.halfLength);
  });

  it("L3 · over the right line blue scores, over the left line coral does", () => {
    const right = restingBall();
    kickBall(right, 1, 0, 14, 0);
    expect(run(right, isAtRest)).toBe("blue");
    const left = restingBall();
    kickBall(left, -1, 0, 14, 0);
    expect(run(left, isAtRest)).toBe("coral");
  });

  it("L3 · beside the goal the ball bounces off the end wall", () => {
    const ball = { ...restingBall(), z: PITCH.goalHalfWidth + 1 };
    kickBall(ball, 1, 0, 14, 0);
    expect(run(ball, (now) => now.vx < 0)).toBeUndefined();
  });

  it("L3 · a push only ever speeds the ball up, a kick sets its way, and neither passes the limit", () => {
    const ball = restingBall();
    pushBall(ball, 1, 0, 4);
    pushBall(ball, 1, 0, 2);
    expect(ball.vx).toBe(4);
    kickBall(ball, 0, -1, 500, 500);
    expect(Math.hypot(ball.vx, ball.vy, ball.vz)).toBeCloseTo(MAX_BALL_SPEED, 6);
    expect(ball.vx).toBe(0);
  });
});
