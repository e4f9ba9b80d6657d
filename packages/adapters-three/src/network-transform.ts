import { type Quat, t, type Vec3 } from "@nakodo/core";
import { remotes } from "@nakodo/match-rpc";

/** Who hears what other peers say about one object's transform. */
export interface TransformListener {
  /**
   * A pose of the sender's time `stamp` (tenths of a ms, wrapping). `scale` is `undefined` when it does not travel;
   * `jump` and `rest` as in {@link NetworkTransform.place}.
   */
  onPose(
    stamp: number,
    position: Vec3,
    rotation: Quat,
    scale: Vec3 | undefined,
    jump: boolean,
    rest: boolean,
  ): void;
  /** The peer that calls wants to know the present pose. */
  onAsk(): void;
}

/**
 * What a bound object is in the match, at `<path>/transform`: the methods by which its pose travels. Made and called by
 * {@link NetworkScene} only. Times are the sender's, in tenths of a ms in 32 bits; positions in metres, right-handed.
 */
export class NetworkTransform {
  readonly #listener: TransformListener;

  /** `listener` hears the calls. */
  constructor(listener: TransformListener) {
    this.#listener = listener;
  }

  /** Where a moving object is. */
  move(stamp: number, position: Vec3, rotation: Quat): void {
    this.#listener.onPose(stamp, position, rotation, undefined, false, false);
  }

  /** Where a moving object is, and how large. */
  moveAndScale(stamp: number, position: Vec3, rotation: Quat, scale: Vec3): void {
    this.#listener.onPose(stamp, position, rotation, scale, false, false);
  }

  /** A pose that must not be lost: `rest`, it stays there for now; `jump`, it did not get there by moving. */
  place(
    stamp: number,
    position: Vec3,
    rotation: Quat,
    scale: Vec3 | undefined,
    how: { readonly jump: boolean; readonly rest: boolean },
  ): void {
    this.#listener.onPose(stamp, position, rotation, scale, how.jump, how.rest);
  }

  /** Asks the authority for `place`. */
  ask(): void {
    this.#listener.onAsk();
  }
}

/**
 * The remote methods of bound objects: give it to the match besides the game's own types, or nothing can be sent.
 *
 * ```ts
 * const match = new OnlineMatch(online, { remotes: [FishRemotes, TransformRemotes] });
 * ```
 */
export const TransformRemotes = /* @__PURE__ */ remotes("NakodoTransform", NetworkTransform, {
  move: { mode: "authority", transfer: "unreliableOrdered", args: [t.u32, t.vec3, t.quat] },
  moveAndScale: { mode: "authority", transfer: "unreliableOrdered", args: [t.u32, t.vec3, t.quat, t.vec3] },
  place: {
    mode: "authority",
    args: [t.u32, t.vec3, t.quat, t.optional(t.vec3), t.flags("jump", "rest")],
  },
  ask: "anyPeer",
});
