import { distanceSquared, multiplyQuaternions, POSE_SIZE, type PoseNumbers, slerp } from "./pose.js";
import { SampleKind, SnapshotBuffer, type SnapshotBufferOptions } from "./snapshot-buffer.js";

/** What a smoother is told once. */
export interface PoseSmootherOptions extends SnapshotBufferOptions {
  /** How long it takes to get from what was guessed to what turned out to be true, in ms. */
  readonly correctionMs: number;
}

/** Numbers that are as close as this are what single precision makes of one number. */
const SAME = 1e-6;
const NO_TURN = new Float64Array([0, 0, 0, 1]);

/**
 * What to show of one object that another peer moves: its snapshots at the time to show, and, where those contradict
 * what was shown already (a guess that went wrong, another sender), a short blend from the one to the other.
 */
export class PoseSmoother {
  readonly #options: PoseSmootherOptions;
  readonly #buffer: SnapshotBuffer;
  /** The pose that is shown, ten numbers; meaningful once `advance` was true. */
  readonly shown = new Float64Array(POSE_SIZE);
  readonly #true = new Float64Array(POSE_SIZE);
  /** What was shown minus what was true when a correction began: positions and scales by difference, the turn by factor. */
  readonly #error = new Float64Array(POSE_SIZE);
  readonly #turn = new Float64Array(4);
  readonly #share = new Float64Array(1);
  #errorLeftMs = 0;
  #kind: SampleKind = SampleKind.NONE;
  #timeMs = Number.NEGATIVE_INFINITY;
  #hasNew = false;
  #hasShown = false;

  constructor(options: PoseSmootherOptions) {
    this.#options = options;
    this.#buffer = new SnapshotBuffer(options);
  }

  /** Whether nothing will change until the next snapshot. */
  get isSettled(): boolean {
    return this.#kind === SampleKind.AT_REST && !this.#hasNew && this.#errorLeftMs === 0;
  }

  /** As {@link SnapshotBuffer.push}. */
  push(timeMs: number, pose: PoseNumbers, jump: boolean, rest: boolean, intervalMs: number): void {
    this.#buffer.push(timeMs, pose, jump, rest, intervalMs);
    this.#hasNew = true;
    if (jump && this.#kind === SampleKind.NONE) this.#hasShown = false;
  }

  /** Nobody moves the object for now: it comes to rest at its newest pose, and is not carried on. */
  settle(): void {
    this.#buffer.settle();
    this.#hasNew = true;
  }

  /** What comes next is of another sender or another clock. It is reached smoothly from what is shown now. */
  restart(): void {
    this.#buffer.clear();
    this.#kind = SampleKind.NONE;
    this.#hasNew = false;
    this.#errorLeftMs = 0;
  }

  /** The object is shown in this pose, which did not come from here; the numbers are copied. */
  showAs(pose: PoseNumbers): void {
    this.restart();
    this.shown.set(pose);
    this.#hasShown = true;
  }

  /** Forgets everything: the next pose is shown at once. */
  forget(): void {
    this.restart();
    this.#hasShown = false;
  }

  /** Brings `shown` to the sender's time `timeMs`, `elapsedMs` after the last call. False while there is nothing to show. */
  advance(timeMs: number, elapsedMs: number): boolean {
    if (this.#buffer.count === 0) return false;
    if (this.isSettled) return true;
    const beganAnew = this.#kind === SampleKind.NONE;
    if (this.#hasNew && this.#hasShown && (beganAnew || this.#kind !== SampleKind.BETWEEN)) {
      this.#beginCorrection(beganAnew ? timeMs : this.#timeMs);
    }
    this.#hasNew = false;
    this.#kind = this.#buffer.sample(timeMs, this.#true);
    if (this.#errorLeftMs > 0) {
      this.#errorLeftMs = Math.max(0, this.#errorLeftMs - elapsedMs);
      if (!beganAnew && this.#buffer.jumpsWithin(this.#timeMs, timeMs)) this.#errorLeftMs = 0;
    }
    this.#timeMs = timeMs;
    this.#hasShown = true;
    this.shown.set(this.#true);
    if (this.#errorLeftMs > 0) this.#applyError();
    return true;
  }

  /** Finds how far what is shown is from what, as is known now, was true at that time. */
  #beginCorrection(timeMs: number): void {
    this.#buffer.sample(timeMs, this.#true);
    const { teleportDistance, correctionMs } = this.#options;
    this.#errorLeftMs = 0;
    if (distanceSquared(this.shown, 0, this.#true, 0) > teleportDistance * teleportDistance) return;
    let differs = false;
    for (let i = 0; i < POSE_SIZE; i++) {
      const error = (this.shown[i] as number) - (this.#true[i] as number);
      this.#error[i] = error;
      if (Math.abs(error) > SAME) differs = true;
    }
    if (!differs) return;
    for (let i = 0; i < 3; i++) this.#turn[i] = -(this.#true[i + 3] as number);
    this.#turn[3] = this.#true[6] as number;
    multiplyQuaternions(this.shown, 3, this.#turn, 0, this.#turn, 0);
    this.#errorLeftMs = correctionMs;
  }

  #applyError(): void {
    const { shown } = this;
    const share = this.#errorLeftMs / this.#options.correctionMs;
    this.#share[0] = share;
    for (let i = 0; i < 3; i++) shown[i] = (shown[i] as number) + (this.#error[i] as number) * share;
    for (let i = 7; i < POSE_SIZE; i++) shown[i] = (shown[i] as number) + (this.#error[i] as number) * share;
    // The error's place for a rotation is free: the turn is kept apart.
    slerp(NO_TURN, 0, this.#turn, 0, this.#share, this.#error, 3);
    multiplyQuaternions(this.#error, 3, shown, 3, shown, 3);
  }
}
