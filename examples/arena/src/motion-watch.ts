import type { BallBody } from "./ball-physics.js";

/** Over what time the speed is averaged, in seconds. */
const MEMORY_S = 0.06;
/** Farther in one frame is a new place, no movement. */
const JUMP_M = 2;
/** A ball that stands for less long waits for news; for longer, it lies. */
const WAIT_S = 1.5;

/** Finds out, from where a ball is shown, how fast it goes: what is needed to simulate it on from there. */
export class MotionWatch {
  #stillS = 0;

  /** Brings `body` to the shown place, `dtS` seconds after the last. */
  observe(
    body: BallBody,
    shown: { readonly x: number; readonly y: number; readonly z: number },
    dtS: number,
  ): void {
    const { x, y, z } = shown;
    const [dx, dy, dz] = [x - body.x, y - body.y, z - body.z];
    const moved = Math.hypot(dx, dy, dz);
    this.#stillS = moved === 0 ? this.#stillS + dtS : 0;
    if (moved > JUMP_M || this.#stillS > WAIT_S) Object.assign(body, { vx: 0, vy: 0, vz: 0 });
    else if (moved > 0 && dtS > 0) {
      // A ball that is not moved at all has not stopped: a rolling one slows down. Its host is late, or gone.
      const share = 1 - Math.exp(-dtS / MEMORY_S);
      body.vx += (dx / dtS - body.vx) * share;
      body.vy += (dy / dtS - body.vy) * share;
      body.vz += (dz / dtS - body.vz) * share;
    }
    Object.assign(body, { x, y, z });
  }
}
