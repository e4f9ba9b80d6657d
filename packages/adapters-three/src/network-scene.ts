import { NakodoError } from "@nakodo/core";
import type { Object3D } from "three";
import { BoundObject, type BoundObjectOwner } from "./bound-object.js";
import type { SceneBinding } from "./scene-binding.js";
import type { SceneMatch } from "./scene-match.js";
import { scenePath } from "./scene-path.js";
import { SenderClock } from "./smoothing/sender-clock.js";

/** How a scene is sent and shown. Everything has a default. */
export interface NetworkSceneOptions {
  /** Poses a second that are sent of a moving object, 1 to 60 (default 20). A resting one sends nothing. */
  readonly rateHz?: number;
  /**
   * Least delay with which others' objects are shown, in ms (default: one and a half of the sender's intervals, 75 ms at
   * 20 Hz). It grows by itself with the jitter of the link.
   */
  readonly minDelayMs?: number;
  /** Greatest such delay, in ms (default 500): a worse link shows jerks rather than a longer past. */
  readonly maxDelayMs?: number;
  /** For how long a moving object is carried on when nothing newer has come, in ms (default 100); then it waits. */
  readonly extrapolateMs?: number;
  /** How long it takes to get from such a guess to what turned out to be true, in ms (default 150). */
  readonly correctionMs?: number;
  /** Farther apart than this, in metres, is a jump and shown as one (default 5). `bind` may say otherwise. */
  readonly teleportDistance?: number;
}

/** How one object is bound. Everything has a default. */
export interface BindOptions {
  /** `/a/b/c`, the same on every peer (default: the names from below the scene's root down to the object). */
  readonly path?: string;
  /** Who moves it: a player's id, or `HOST` (default: who has authority over the path, else the host). */
  readonly authority?: number;
  /** Whether the scale travels, too, at 12 bytes a pose (default false). The same on every peer. */
  readonly scale?: boolean;
  /** As in {@link NetworkSceneOptions}, for this object. */
  readonly teleportDistance?: number;
}

/** In how many ticks every binding's authority has been looked up anew, for a parent that was added without a word. */
const TICKS_TO_CHECK_ALL = 10;

/**
 * Three.js objects whose transforms travel: position, rotation and, where asked for, scale, each relative to the
 * object's parent. Whoever has authority over an object moves it as it likes; at all others it follows smoothly, a
 * little in the past. Replaces Godot's `MultiplayerSynchronizer` for transforms.
 *
 * ```ts
 * const network = new NetworkScene(match);
 * network.bind(avatar, { path: `/players/${player.peerId}`, authority: player.peerId });
 * renderer.setAnimationLoop((nowMs) => {
 *   moveOwnAvatar();
 *   network.update(nowMs);
 *   renderer.render(scene, camera);
 * });
 * ```
 */
export class NetworkScene {
  readonly #match: SceneMatch;
  readonly #options: Required<Omit<NetworkSceneOptions, "minDelayMs">> & { minDelayMs: number | undefined };
  readonly #bound: BoundObject[] = [];
  readonly #clocks = new Map<number, SenderClock>();
  /** The same clocks in a list: going over a list makes no garbage. */
  #clockList: SenderClock[] = [];
  readonly #newcomers = new Set<number>();
  readonly #departed = new Set<number>();
  readonly #unsubscribe: (() => void)[];
  readonly #owner: BoundObjectOwner;
  #lastMs = Number.NaN;
  #nextTickMs = Number.NEGATIVE_INFINITY;
  #peerId = 0;
  #authorityStale = true;
  #checked = 0;
  #disposed = false;

  /**
   * `match` must have `TransformRemotes` among its `remotes`. May be made before a match is entered, and serves one
   * after the other.
   *
   * @throws {NakodoError} `invalid-argument` for a rate or a bound that makes no sense
   */
  constructor(match: SceneMatch, options: NetworkSceneOptions = {}) {
    this.#match = match;
    this.#options = readOptions(options);
    this.#owner = {
      match,
      clockOf: (peerId) => this.#clockOf(peerId),
      onDisposed: (bound) => this.#forget(bound),
    };
    const stale = (): void => {
      this.#authorityStale = true;
    };
    this.#unsubscribe = [
      match.on("authorityChanged", stale),
      match.on("hostChanged", stale),
      match.on("playerJoined", stale),
      match.on("playerLeft", ({ peerId }) => {
        stale();
        this.#departed.add(peerId);
        this.#onAway(peerId);
      }),
      match.on("playerStatusChanged", ({ player, status }) => {
        if (status === "connected") this.#newcomers.add(player.peerId);
        else this.#onAway(player.peerId);
      }),
      match.on("reconnected", stale),
      match.on("left", () => this.#leave()),
    ];
  }

  /**
   * Makes `object`'s transform travel. Call it on every peer, for the same object at the same path, before or in a
   * match; where this peer is not the authority, the present pose arrives by itself.
   *
   * @throws {NakodoError} `invalid-argument` when the object's names give no path, or the path is none; `path-taken`
   *   when another object is bound there; `closed` after `dispose`
   */
  bind(object: Object3D, options: BindOptions = {}): SceneBinding {
    if (this.#disposed) throw new NakodoError("closed", "this NetworkScene was disposed: make another");
    const { extrapolateMs, correctionMs } = this.#options;
    const bound = new BoundObject(object, this.#owner, {
      path: options.path ?? scenePath(object),
      authority: options.authority,
      scale: options.scale ?? false,
      teleportDistance: positive(
        "teleportDistance",
        options.teleportDistance ?? this.#options.teleportDistance,
      ),
      extrapolateMs,
      correctionMs,
    });
    this.#bound.push(bound);
    this.#authorityStale = true;
    return bound;
  }

  /**
   * Sends what this peer has authority over, at the scene's rate, and moves what others have. Call it once a frame from
   * the engine's own loop, after the game has moved its objects. `nowMs` only grows; the time that
   * `renderer.setAnimationLoop` gives is right.
   *
   * @throws {NakodoError} `not-declared` when the match does not know `TransformRemotes`; `wrong-arguments` when an own
   *   object's transform is not finite; `invalid-argument` when `nowMs` is no number
   */
  update(nowMs: number): void {
    if (!Number.isFinite(nowMs)) {
      throw new NakodoError(
        "invalid-argument",
        `update(${nowMs}): hand on the time that setAnimationLoop gives, in ms`,
      );
    }
    const elapsedMs = Number.isNaN(this.#lastMs) ? 0 : Math.max(0, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
    const { peerId } = this.#match;
    if (peerId === 0 || this.#disposed) return;
    if (peerId !== this.#peerId) {
      this.#peerId = peerId;
      this.#authorityStale = true;
    }
    if (this.#authorityStale) {
      this.#authorityStale = false;
      for (const bound of this.#bound) bound.checkAuthority();
    }
    for (const clock of this.#clockList) clock.update(nowMs, elapsedMs);
    for (const bound of this.#bound) bound.show(elapsedMs);
    if (nowMs >= this.#nextTickMs) this.#tick(nowMs);
  }

  /** Disposes all bindings, and hears the match no more. Safe to call twice. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const bound of [...this.#bound]) bound.dispose();
    this.#clocks.clear();
    this.#clockList = [];
  }

  #tick(nowMs: number): void {
    const intervalMs = 1000 / this.#options.rateHz;
    // In step with the rate, not with the frame that was late; after a pause, from now on.
    this.#nextTickMs =
      this.#nextTickMs + intervalMs > nowMs ? this.#nextTickMs + intervalMs : nowMs + intervalMs;
    this.#checkSome();
    if (this.#departed.size > 0) this.#forgetClocks(nowMs);
    for (const peerId of this.#newcomers) {
      if (peerId !== this.#peerId) for (const bound of this.#bound) bound.tell(peerId);
    }
    this.#newcomers.clear();
    const stamp = SenderClock.stampOf(nowMs);
    for (const bound of this.#bound) this.#send(bound, stamp);
  }

  #send(bound: BoundObject, stamp: number): void {
    try {
      bound.send(stamp);
    } catch (error) {
      throw explained(error, bound.path);
    }
  }

  /** Looks up some bindings' authority: an object added above them may have brought another, and nothing tells of it. */
  #checkSome(): void {
    const bound = this.#bound;
    for (let left = Math.ceil(bound.length / TICKS_TO_CHECK_ALL); left > 0; left--) {
      this.#checked = (this.#checked + 1) % bound.length;
      bound[this.#checked]?.checkAuthority();
    }
  }

  #clockOf(peerId: number): SenderClock {
    const known = this.#clocks.get(peerId);
    if (known !== undefined) return known;
    const { rateHz, minDelayMs, maxDelayMs } = this.#options;
    const clock = new SenderClock({ intervalMs: 1000 / rateHz, minDelayMs, maxDelayMs });
    this.#clocks.set(peerId, clock);
    this.#clockList.push(clock);
    return clock;
  }

  /** Forgets the clocks of players who are gone, once all that they said has been shown. */
  #forgetClocks(nowMs: number): void {
    for (const peerId of this.#departed) {
      const clock = this.#clocks.get(peerId);
      if (clock !== undefined && nowMs < clock.lastMs + this.#options.maxDelayMs * 2) continue;
      this.#departed.delete(peerId);
      this.#clocks.delete(peerId);
      this.#clockList = this.#clockList.filter((one) => one !== clock);
    }
  }

  #forget(bound: BoundObject): void {
    const index = this.#bound.indexOf(bound);
    if (index >= 0) this.#bound.splice(index, 1);
  }

  #onAway(peerId: number): void {
    this.#newcomers.delete(peerId);
    for (const bound of this.#bound) bound.onAway(peerId);
  }

  #leave(): void {
    this.#peerId = 0;
    this.#clocks.clear();
    this.#clockList = [];
    this.#departed.clear();
    this.#newcomers.clear();
    for (const bound of this.#bound) bound.forget();
  }
}

function readOptions(
  options: NetworkSceneOptions,
): Required<Omit<NetworkSceneOptions, "minDelayMs">> & { minDelayMs: number | undefined } {
  const rateHz = positive("rateHz", options.rateHz ?? 20);
  if (rateHz < 1 || rateHz > 60) throw new NakodoError("invalid-argument", `rateHz ${rateHz}: 1 to 60`);
  return {
    rateHz,
    minDelayMs: options.minDelayMs === undefined ? undefined : positive("minDelayMs", options.minDelayMs),
    maxDelayMs: positive("maxDelayMs", options.maxDelayMs ?? 500),
    extrapolateMs: positive("extrapolateMs", options.extrapolateMs ?? 100),
    correctionMs: positive("correctionMs", options.correctionMs ?? 150),
    teleportDistance: positive("teleportDistance", options.teleportDistance ?? 5),
  };
}

function positive(name: string, value: number): number {
  if (value >= 0) return value;
  throw new NakodoError("invalid-argument", `${name} ${value}: 0 or more`);
}

/** The match's error, saying which object it is about and what to do. */
function explained(error: unknown, path: string): unknown {
  if (!(error instanceof NakodoError)) return error;
  if (error.code === "not-declared") {
    return new NakodoError(
      "not-declared",
      `${path} cannot be sent: add TransformRemotes to the match's remotes (new OnlineMatch(online, { remotes: [TransformRemotes, …] }))`,
      { cause: error },
    );
  }
  return new NakodoError(error.code, `${path}: ${error.message}`, { cause: error });
}
