import { describe, expect, it } from "vitest";
import { restingBall } from "./ball-physics.js";
import { MotionWatch } from "./motion-watch.js";

/** Shows a ball that goes 6 m/s along x for `frames` frames of `dtS`. */
function watched(frames: number, dtS: number) {
  const watch = new MotionWatch();
  const ball = restingBall();
  for (let i = 1; i <= frames; i++) watch.observe(ball, { x: 6 * dtS * i, y: ball.y, z: 0 }, dtS);
  return { watch, ball };
}

describe("watching a ball that another simulates", () => {
  it("C7 · finds its speed, with many frames a second and with few", () => {
    expect(watched(30, 1 / 60).ball.vx).toBeCloseTo(6, 1);
    expect(watched(5, 1 / 8).ball.vx).toBeCloseTo(6, 1);
  });

  it("C7 · keeps the speed while nothing is heard of a host that is going", () => {
    const { watch, ball } = watched(30, 1 / 60);
    const { x, y, z } = ball;
    for (let i = 0; i < 60; i++) watch.observe(ball, { x, y, z }, 1 / 60);
    expect(ball.vx).toBeCloseTo(6, 1);
    for (let i = 0; i < 60; i++) watch.observe(ball, { x, y, z }, 1 / 60);
    expect(ball.vx).toBe(0);
  });

  it("C7 · takes a jump to another place for no speed", () => {
    const { watch, ball } = watched(30, 1 / 60);
    watch.observe(ball, { x: -9, y: 4, z: 0 }, 1 / 60);
    expect(ball).toEqual({ x: -9, y: 4, z: 0, vx: 0, vy: 0, vz: 0 });
  });
});
