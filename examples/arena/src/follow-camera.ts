import * as THREE from "three";
import { PITCH } from "./pitch.js";

const FOLLOW_PER_S = 4;
/** It looks a little beyond what it follows: the far half of the pitch is smaller on the screen. */
const AHEAD_M = -1.6;

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

  /** Goes after `position`; without one it circles slowly. */
  update(position: THREE.Vector3 | undefined, nowMs: number, dtS: number): void {
    if (position === undefined) {
      this.#circle(nowMs);
      return;
    }
    this.#target.set(
      THREE.MathUtils.clamp(position.x * 0.75, -PITCH.halfLength * 0.6, PITCH.halfLength * 0.6),
      0.6,
      THREE.MathUtils.clamp(position.z * 0.6, -PITCH.halfWidth * 0.6, PITCH.halfWidth * 0.5) + AHEAD_M,
    );
    const ease = this.#isNear ? 1 - Math.exp(-FOLLOW_PER_S * dtS) : 1;
    this.#isNear = true;
    this.#look.lerp(this.#target, ease);
    // A narrow window shows less to the sides: step back.
    const distance = 17 * Math.max(1, 1.45 / this.#camera.aspect) ** 0.6;
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
