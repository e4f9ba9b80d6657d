import type { EventSource, Quat, Vec3 } from "@nakodo/core";
import type { AddOptions, OnlineMatchEvents } from "@nakodo/match-rpc";
import type { NetworkTransform } from "./network-transform.js";

/** Arguments of {@link NetworkTransform.move}. */
export type MoveArguments = [stamp: number, position: Vec3, rotation: Quat];
/** Arguments of {@link NetworkTransform.moveAndScale}. */
export type MoveAndScaleArguments = [...MoveArguments, scale: Vec3];
/** Arguments of {@link NetworkTransform.place}. */
export type PlaceArguments = [
  ...MoveArguments,
  scale: Vec3 | undefined,
  how: { readonly jump: boolean; readonly rest: boolean },
];

/**
 * What a {@link NetworkScene} needs of a match. An `OnlineMatch` is one, whatever else its `remotes` are, when
 * `TransformRemotes` is among them.
 */
export interface SceneMatch {
  /** As in `OnlineMatch`. */
  readonly peerId: number;
  /** As in `OnlineMatch`. */
  readonly sender: number;
  /** As in `OnlineMatch`. */
  on: EventSource<OnlineMatchEvents>["on"];
  /** As in `OnlineMatch`. */
  add(path: string, object: object, options?: AddOptions): () => void;
  /** As in `OnlineMatch`. */
  authorityOf(object: object): number;
  /** As in `OnlineMatch`. */
  isNetworkMaster(object: object): boolean;
  /** As in `OnlineMatch`. */
  setAuthority(object: object, peerId: number): void;
  /** As in `OnlineMatch`. */
  rpc(object: NetworkTransform, method: "move", ...args: MoveArguments): void;
  /** As in `OnlineMatch`. */
  rpc(object: NetworkTransform, method: "moveAndScale", ...args: MoveAndScaleArguments): void;
  /** As in `OnlineMatch`. */
  rpc(object: NetworkTransform, method: "place", ...args: PlaceArguments): void;
  /** As in `OnlineMatch`. */
  rpcId(target: number, object: NetworkTransform, method: "place", ...args: PlaceArguments): void;
  /** As in `OnlineMatch`. */
  rpcId(target: number, object: NetworkTransform, method: "ask"): void;
}
