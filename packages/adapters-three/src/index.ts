/**
 * Three.js objects as networked nodes. Start at {@link NetworkScene}.
 *
 * @packageDocumentation
 */
export { type BindOptions, NetworkScene, type NetworkSceneOptions } from "./network-scene.js";
export { NetworkTransform, type TransformListener, TransformRemotes } from "./network-transform.js";
export type { SceneBinding } from "./scene-binding.js";
export type { MoveAndScaleArguments, MoveArguments, PlaceArguments, SceneMatch } from "./scene-match.js";
