import { distanceSquared, mixPoses, POSE_SIZE, type PoseNumbers } from "./pose.js";

/** How a sampled pose came about. */
export const SampleKind = {
  /** There is no snapshot. */
  NONE: 0,
  /** At a snapshot, between two, or before the first. */
  BETWEEN: 1,
  /** After the newest, of an object that was moving: carried on, or held where that would go too far. */
  BEYOND: 2,
  /** After the newest, of an object that has come to rest. */
  AT_REST: 3,
} as const;

/** One of {@link SampleKind}. */
export type SampleKind = (typeof SampleKind)[keyof typeof SampleKind];

/** What a buffer is told once. */
export interface SnapshotBufferOptions {
  /** Two snapshots that are farther apart are a jump, in metres. */
  readonly teleportDistance: number;
  /** For how long an object that was moving is carried on when nothing newer has come, in ms. */
  readonly extrapolateMs: number;
}

/** Snapshots that a buffer keeps: half a second at 60 a second. A power of two. */
const CAPACITY = 32;
const MASK = CAPACITY - 1;
/** Two snapshots that are closer in time tell nothing about a speed. */
const MIN_SPEED_SPAN_MS = 5;
const JUMP = 1;
const REST = 2;

/**
 * The latest poses of one object by their sender's time, and the pose at any time among them. Numbers in, numbers out:
 * knows no engine, no clock and no network, and makes no garbage.
 */
export class SnapshotBuffer {
  readonly #options: SnapshotBufferOptions;
  readonly #times = new Float64Array(CAPACITY);
  readonly #flags = new Uint8Array(CAPACITY);
  readonly #values = new Float32Array(CAPACITY * POSE_SIZE);
  readonly #fraction = new Float64Array(1);
  /** Place of the oldest. */
  #head = 0;
  #count = 0;

  constructor(options: SnapshotBufferOptions) {
    this.#options = options;
  }

  /** Snapshots in it, 0 to 32. */
  get count(): number {
    return this.#count;
  }

  /** The newest snapshot's time; −∞ when there is none. */
  get newestMs(): number {
    return this.#count === 0 ? Number.NEGATIVE_INFINITY : this.#timeOf(this.#count - 1);
  }

  clear(): void {
    this.#head = 0;
    this.#count = 0;
  }

  /** Nothing follows the newest snapshot for now: the object rests there. */
  settle(): void {
    if (this.#count > 0) this.#flags[this.#slot(this.#count - 1)] = this.#flagsOf(this.#count - 1) | REST;
  }

  /**
   * Takes a snapshot of the sender's time `timeMs`; in any order, one for each time (a second one replaces the first).
   * The numbers are copied. `jump`: it is not reached by moving. `rest`: the object stays there until the next one.
   * `intervalMs` is the usual time between two: after a rest the object is taken to have stayed until that long before.
   */
  push(timeMs: number, pose: PoseNumbers, jump: boolean, rest: boolean, intervalMs: number): void {
    const newest = this.#count - 1;
    if (newest >= 0 && !jump && (this.#flagsOf(newest) & REST) !== 0) {
      const stayedMs = timeMs - intervalMs;
      if (stayedMs > this.#timeOf(newest)) this.#repeat(newest, stayedMs);
    }
    const slot = this.#slotFor(timeMs);
    if (slot < 0) return;
    this.#times[slot] = timeMs;
    this.#flags[slot] = (jump ? JUMP : 0) | (rest ? REST : 0);
    for (let i = 0; i < POSE_SIZE; i++) this.#values[slot * POSE_SIZE + i] = pose[i] as number;
  }

  /** Writes the pose at `timeMs` into `out`, and says how it came about. */
  sample(timeMs: number, out: Float64Array): SampleKind {
    const newest = this.#count - 1;
    if (newest < 0) return SampleKind.NONE;
    let at = newest;
    while (at >= 0 && (this.#times[this.#slot(at)] as number) > timeMs) at--;
    if (at < 0) {
      this.#copy(0, out);
      return SampleKind.BETWEEN;
    }
    if (at < newest) {
      if (this.#isJump(at + 1)) this.#copy(at, out);
      else this.#mix(at, timeMs, out);
      return SampleKind.BETWEEN;
    }
    if ((this.#flagsOf(newest) & REST) !== 0) {
      this.#copy(newest, out);
      return SampleKind.AT_REST;
    }
    if (newest === 0 || this.#isJump(newest)) this.#copy(newest, out);
    else this.#mix(newest - 1, timeMs, out);
    return SampleKind.BEYOND;
  }

  /** Whether the object jumps at a time after `fromMs` and not after `toMs`. */
  jumpsWithin(fromMs: number, toMs: number): boolean {
    for (let i = this.#count - 1; i > 0 && this.#timeOf(i) > fromMs; i--) {
      if (this.#timeOf(i) <= toMs && this.#isJump(i)) return true;
    }
    return false;
  }

  /** Whether the one at `index` is not reached by moving from the one before it. */
  #isJump(index: number): boolean {
    if ((this.#flagsOf(index) & JUMP) !== 0) return true;
    const { teleportDistance } = this.#options;
    const apart = distanceSquared(
      this.#values,
      this.#slot(index - 1) * POSE_SIZE,
      this.#values,
      this.#slot(index) * POSE_SIZE,
    );
    return apart > teleportDistance * teleportDistance;
  }

  /** A place for a snapshot of this time, the later ones moved up; −1 when it is older than all that a full buffer has. */
  #slotFor(timeMs: number): number {
    let index = this.#count;
    while (index > 0 && this.#timeOf(index - 1) > timeMs) index--;
    if (index > 0 && this.#timeOf(index - 1) === timeMs) return this.#slot(index - 1);
    if (this.#count === CAPACITY) {
      if (index === 0) return -1;
      this.#head = (this.#head + 1) & MASK;
      index--;
    } else this.#count++;
    for (let i = this.#count - 1; i > index; i--) this.#move(this.#slot(i - 1), this.#slot(i));
    return this.#slot(index);
  }

  /** The object was still where it is in the snapshot at `index` at a later time. */
  #repeat(index: number, timeMs: number): void {
    const from = this.#slot(index);
    const to = this.#slotFor(timeMs);
    this.#move(from, to);
    this.#times[to] = timeMs;
    this.#flags[to] = 0;
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from] as number;
    this.#flags[to] = this.#flags[from] as number;
    this.#values.copyWithin(to * POSE_SIZE, from * POSE_SIZE, (from + 1) * POSE_SIZE);
  }

  #copy(index: number, out: Float64Array): void {
    const at = this.#slot(index) * POSE_SIZE;
    for (let i = 0; i < POSE_SIZE; i++) out[i] = this.#values[at + i] as number;
  }

  /** The pose at `timeMs` on the way from the snapshot at `index` to the next one, and a little beyond that. */
  #mix(index: number, timeMs: number, out: Float64Array): void {
    const from = this.#slot(index);
    const to = this.#slot(index + 1);
    const fromMs = this.#times[from] as number;
    const toMs = this.#times[to] as number;
    const spanMs = toMs - fromMs;
    const beyondMs = spanMs < MIN_SPEED_SPAN_MS ? 0 : this.#options.extrapolateMs;
    this.#fraction[0] = (Math.min(timeMs, toMs + beyondMs) - fromMs) / spanMs;
    mixPoses(this.#values, from * POSE_SIZE, to * POSE_SIZE, this.#fraction, out);
  }

  #slot(index: number): number {
    return (this.#head + index) & MASK;
  }

  #timeOf(index: number): number {
    return this.#times[this.#slot(index)] as number;
  }

  #flagsOf(index: number): number {
    return this.#flags[this.#slot(index)] as number;
  }
}
