import { NakodoError, type Quat, type Vec3 } from "@nakodo/core";
import { HOST } from "@nakodo/match-rpc";
import type { Object3D } from "three";
import { NetworkTransform, type TransformListener } from "./network-transform.js";
import type { SceneBinding } from "./scene-binding.js";
import type { SceneMatch } from "./scene-match.js";
import { POSE_SIZE } from "./smoothing/pose.js";
import { PoseSmoother, type PoseSmootherOptions } from "./smoothing/pose-smoother.js";
import type { SenderClock } from "./smoothing/sender-clock.js";

/** How an object is bound. */
export interface BoundObjectOptions extends PoseSmootherOptions {
  readonly path: string;
  readonly authority: number | undefined;
  readonly scale: boolean;
}

/** What a bound object asks of its scene. */
export interface BoundObjectOwner {
  readonly match: SceneMatch;
  /** The clock of the peer with this id. */
  clockOf(peerId: number): SenderClock;
  onDisposed(bound: BoundObject): void;
}

/** Less than this is no movement: in metres, in parts of a unit quaternion, in parts of the scale. */
const STILL = 0.0005;
/** Ticks without movement after which an object counts as resting. */
const TICKS_TO_REST = 3;

/** One object in the scene: sends its pose where this peer has authority over it, shows the authority's where not. */
export class BoundObject implements SceneBinding, TransformListener {
  readonly path: string;
  readonly #object: Object3D;
  readonly #owner: BoundObjectOwner;
  readonly #scale: boolean;
  readonly #node = new NetworkTransform(this);
  readonly #remove: () => void;
  readonly #smoother: PoseSmoother;
  /** The pose that was sent last, or one on its way in. */
  readonly #pose = new Float64Array(POSE_SIZE);
  readonly #askers = new Set<number>();
  #clock: SenderClock | undefined;
  #senderId = 0;
  #epoch = 0;
  #isMaster = false;
  /** Ticks without movement, up to `TICKS_TO_REST`. */
  #stillTicks = 0;
  #mustPlace = false;
  #mustJump = false;
  #mustAsk: boolean;
  #disposed = false;

  /** @throws {NakodoError} `path-taken`, `invalid-argument` */
  constructor(object: Object3D, owner: BoundObjectOwner, options: BoundObjectOptions) {
    this.path = options.path;
    this.#object = object;
    this.#owner = owner;
    this.#scale = options.scale;
    this.#smoother = new PoseSmoother(options);
    // Who is in already when the object appears has missed what was said of it.
    this.#mustAsk = owner.match.peerId !== 0;
    const { authority } = options;
    this.#remove = owner.match.add(
      `${this.path}/transform`,
      this.#node,
      authority === undefined ? {} : { authority },
    );
  }

  get authority(): number {
    return this.#disposed ? HOST : this.#owner.match.authorityOf(this.#node);
  }

  get isMaster(): boolean {
    return !this.#disposed && this.#owner.match.isNetworkMaster(this.#node);
  }

  setAuthority(peerId: number): void {
    this.#owner.match.setAuthority(this.#node, peerId);
  }

  teleport(): void {
    this.#mustJump = true;
    this.#mustPlace = true;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#remove();
    this.#owner.onDisposed(this);
  }

  onPose(
    stamp: number,
    position: Vec3,
    rotation: Quat,
    scale: Vec3 | undefined,
    jump: boolean,
    rest: boolean,
  ): void {
    const senderId = this.#owner.match.sender;
    const clock = this.#owner.clockOf(senderId);
    const timeMs = clock.receive(stamp);
    if (senderId !== this.#senderId || clock.epoch !== this.#epoch) this.#smoother.restart();
    this.#senderId = senderId;
    this.#clock = clock;
    this.#epoch = clock.epoch;
    this.#mustAsk = false;
    const pose = this.#pose;
    pose[0] = position.x;
    pose[1] = position.y;
    pose[2] = position.z;
    pose[3] = rotation.x;
    pose[4] = rotation.y;
    pose[5] = rotation.z;
    pose[6] = rotation.w;
    const { x, y, z } = scale ?? this.#object.scale;
    pose[7] = x;
    pose[8] = y;
    pose[9] = z;
    this.#smoother.push(timeMs, pose, jump, rest, clock.intervalMs);
  }

  onAsk(): void {
    this.#askers.add(this.#owner.match.sender);
  }

  /** Someone came who has to be told the present pose. */
  tell(peerId: number): void {
    this.#askers.add(peerId);
  }

  /** A player is away: what it moved rests where it was last. */
  onAway(peerId: number): void {
    if (peerId === this.#senderId) this.#smoother.settle();
  }

  /** Out of the match: what was heard in it counts no more. */
  forget(): void {
    this.#isMaster = false;
    this.#askers.clear();
    this.#clock = undefined;
    this.#senderId = 0;
    this.#mustAsk = false;
    this.#smoother.forget();
  }

  /** Finds out anew who has the authority. */
  checkAuthority(): void {
    const isMaster = this.isMaster;
    if (isMaster === this.#isMaster) return;
    this.#isMaster = isMaster;
    if (isMaster) {
      this.#mustAsk = false;
      this.#mustPlace = true;
      this.#stillTicks = TICKS_TO_REST;
      this.#readObject(this.#pose);
      this.#smoother.forget();
    } else {
      this.#askers.clear();
      this.#mustPlace = false;
      this.#mustJump = false;
      // From where it is now, the new authority's poses are reached smoothly.
      this.#readObject(this.#pose);
      this.#smoother.showAs(this.#pose);
    }
  }

  /** Moves the object to where its authority has it, unless that is this peer. */
  show(elapsedMs: number): void {
    const clock = this.#clock;
    if (this.#isMaster || clock === undefined || clock.epoch !== this.#epoch) return;
    const timeMs = clock.shownMs;
    if (timeMs === undefined || !this.#smoother.advance(timeMs, elapsedMs)) return;
    this.#writeObject(this.#smoother.shown);
  }

  /** It is time to send: says what there is to say of the object. `stamp` is the present time as it travels. */
  send(stamp: number): void {
    if (this.#isMaster) this.#sendPose(stamp);
    else {
      if (this.#askers.size > 0) this.#askers.clear();
      this.#mustJump = false;
      this.#mustPlace = false;
      if (this.#mustAsk) this.#sendAsk();
    }
  }

  #sendPose(stamp: number): void {
    const { match } = this.#owner;
    const { position, quaternion, scale } = this.#object;
    const moved = this.#hasMoved();
    this.#stillTicks = moved ? 0 : Math.min(TICKS_TO_REST + 1, this.#stillTicks + 1);
    const rests = this.#stillTicks === TICKS_TO_REST;
    if (this.#mustPlace || rests) {
      const how = { jump: this.#mustJump, rest: !moved };
      this.#mustPlace = false;
      this.#mustJump = false;
      match.rpc(this.#node, "place", stamp, position, quaternion, this.#scale ? scale : undefined, how);
      // Everyone has heard it now.
      if (this.#askers.size > 0) this.#askers.clear();
    } else if (this.#stillTicks <= 1) {
      // Once more where it stopped, so that nobody carries it on.
      if (this.#scale) match.rpc(this.#node, "moveAndScale", stamp, position, quaternion, scale);
      else match.rpc(this.#node, "move", stamp, position, quaternion);
    }
    if (this.#askers.size > 0) this.#answer(stamp, !moved);
    this.#readObject(this.#pose);
  }

  #answer(stamp: number, rest: boolean): void {
    const { position, quaternion, scale } = this.#object;
    for (const peerId of this.#askers) {
      ifThere(() =>
        this.#owner.match.rpcId(
          peerId,
          this.#node,
          "place",
          stamp,
          position,
          quaternion,
          this.#scale ? scale : undefined,
          { jump: false, rest },
        ),
      );
    }
    this.#askers.clear();
  }

  #sendAsk(): void {
    this.#mustAsk = false;
    const { match } = this.#owner;
    ifThere(() => match.rpcId(match.authorityOf(this.#node), this.#node, "ask"));
  }

  /** Whether the object has left the pose that was sent last. */
  #hasMoved(): boolean {
    const { position: p, quaternion: q, scale: s } = this.#object;
    const last = this.#pose;
    return (
      differ(p.x, last[0]) ||
      differ(p.y, last[1]) ||
      differ(p.z, last[2]) ||
      differ(q.x, last[3]) ||
      differ(q.y, last[4]) ||
      differ(q.z, last[5]) ||
      differ(q.w, last[6]) ||
      (this.#scale && (differ(s.x, last[7]) || differ(s.y, last[8]) || differ(s.z, last[9])))
    );
  }

  #readObject(pose: Float64Array): void {
    const { position: p, quaternion: q, scale: s } = this.#object;
    pose[0] = p.x;
    pose[1] = p.y;
    pose[2] = p.z;
    pose[3] = q.x;
    pose[4] = q.y;
    pose[5] = q.z;
    pose[6] = q.w;
    pose[7] = s.x;
    pose[8] = s.y;
    pose[9] = s.z;
  }

  /** Writes only what differs: a quaternion that is set makes Three work out the Euler angles. */
  #writeObject(pose: Float64Array): void {
    const { position: p, quaternion: q, scale: s } = this.#object;
    const px = pose[0] as number;
    const py = pose[1] as number;
    const pz = pose[2] as number;
    if (p.x !== px || p.y !== py || p.z !== pz) p.set(px, py, pz);
    const qx = pose[3] as number;
    const qy = pose[4] as number;
    const qz = pose[5] as number;
    const qw = pose[6] as number;
    if (q.x !== qx || q.y !== qy || q.z !== qz || q.w !== qw) q.set(qx, qy, qz, qw);
    if (!this.#scale) return;
    const sx = pose[7] as number;
    const sy = pose[8] as number;
    const sz = pose[9] as number;
    if (s.x !== sx || s.y !== sy || s.z !== sz) s.set(sx, sy, sz);
  }
}

function differ(a: number, b: number | undefined): boolean {
  return Math.abs(a - (b ?? 0)) > STILL;
}

/** Does something for a peer that may have left meanwhile. */
function ifThere(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof NakodoError) || error.code !== "unknown-peer") throw error;
  }
}
