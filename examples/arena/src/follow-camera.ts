import * as THREE from "three";
import { PITCH } from "./pitch.js";

const FOLLOW_PER_S = 4;
/** It looks a little beyond what it follows: the far half of the pitch is smaller on the screen. */
const AHEAD_M = -0.9;
/** How much of its attention the ball has. */
const BALL_SHARE = 0.3;

/** Keeps the camera behind and above what it follows, and off the ends of the pitch. In the lobby it circles. */
export class FollowCamera {
  readonly #camera: THREE.PerspectiveCamera;
  readonly #target = new THREE.Vector3();
  readonly #look = new THREE.Vector3();
  readonly #from = new THREE.Vector3();
  #isNear = false;

  constructor(camera: THREE.PerspectiveCamera) {
    this.#camera = camera;
  }

  /** Goes after `position`, with an eye on the ball; without a position it circles slowly. */
  update(position: THREE.Vector3 | undefined, ball: THREE.Vector3, nowMs: number, dtS: number): void {
    if (position === undefined) {
      this.#circle(nowMs);
      return;
    }
    const { halfLength, halfWidth } = PITCH;
    this.#target.lerpVectors(position, ball, BALL_SHARE);
    const x = THREE.MathUtils.clamp(this.#target.x * 0.85, -halfLength * 0.6, halfLength * 0.6);
    const z = THREE.MathUtils.clamp(this.#target.z * 0.8, -halfWidth * 0.6, halfWidth * 0.6);
    this.#target.set(x, 0.6, z + AHEAD_M);
    const ease = this.#isNear ? 1 - Math.exp(-FOLLOW_PER_S * dtS) : 1;
    this.#isNear = true;
    this.#look.lerp(this.#target, ease);
    // A narrow window shows less to the sides: step back.
    const distance = 18.5 * Math.max(1, 1.45 / this.#camera.aspect) ** 0.6;
    this.#camera.position.copy(this.#look).add(this.#from.set(0, distance * 0.6, distance * 0.8));
    this.#camera.lookAt(this.#look);
  }

  #circle(nowMs: number): void {
    this.#isNear = false;
    const angle = nowMs / 14_000;
    this.#look.set(0, 0.5, 0);
    this.#camera.position.set(Math.sin(angle) * 27, 12.5, Math.cos(angle) * 27);
    this.#camera.lookAt(this.#look);
  }
}
