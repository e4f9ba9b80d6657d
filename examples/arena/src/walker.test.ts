import { Object3D } from "three";
import { describe, expect, it } from "vitest";
import { BALL_RADIUS, CHARACTER_RADIUS, PITCH } from "./pitch.js";
import { type Touch, Walker } from "./walker.js";

const DT_S = 1 / 60;
const FAR_BALL = { x: 0, y: BALL_RADIUS, z: -6 };
const RIGHT = { x: 1, z: 0 };
const STILL = { x: 0, z: 0 };

describe("the walker", () => {
  it("L3 · walks to the boards and no farther, and looks where it goes", () => {
    const object = new Object3D();
    const walker = new Walker();
    for (let i = 0; i < 600; i++) walker.step(object, RIGHT, false, FAR_BALL, [], DT_S);
    expect(object.position.x).toBeCloseTo(PITCH.halfLength - CHARACTER_RADIUS, 6);
    expect(object.rotation.y).toBeCloseTo(Math.PI / 2, 3);
  });

  it("L3 · does not walk through another player", () => {
    const object = new Object3D();
    const walker = new Walker();
    const other = { x: 2, y: 0, z: 0 };
    for (let i = 0; i < 120; i++) {
      walker.step(object, RIGHT, false, FAR_BALL, [other], DT_S);
      expect(Math.hypot(object.position.x - 2, object.position.z)).toBeGreaterThan(
        CHARACTER_RADIUS * 2 - 1e-6,
      );
    }
  });

  it("L3 · pushes the ball that it walks into, and kicks it with the action key", () => {
    const object = new Object3D();
    const walker = new Walker();
    const ball = { x: 2, y: BALL_RADIUS, z: 0 };
    let touch: Touch | undefined;
    for (let i = 0; i < 120 && touch === undefined; i++) {
      touch = walker.step(object, RIGHT, false, ball, [], DT_S);
    }
    expect(touch).toEqual({ kind: "push", angle: Math.PI / 2 });
    expect(walker.step(object, STILL, true, ball, [], DT_S)).toEqual({ kind: "kick", angle: Math.PI / 2 });
    expect(object.position.y).toBe(0);
  });

  it("L3 · jumps with the action key where there is no ball, and lands", () => {
    const object = new Object3D();
    const walker = new Walker();
    walker.step(object, STILL, true, FAR_BALL, [], DT_S);
    expect(object.position.y).toBeGreaterThan(0);
    for (let i = 0; i < 120; i++) walker.step(object, STILL, false, FAR_BALL, [], DT_S);
    expect(object.position.y).toBe(0);
  });
});
