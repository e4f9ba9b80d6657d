import { NakodoError } from "@nakodo/core";
import type { Object3D } from "three";

/**
 * An object's path by its place in the scene: the names from below the scene's root down to it, `/players/ayu`.
 *
 * @throws {NakodoError} `invalid-argument` when it or an object above it has no name, or one with a slash or a space
 */
export function scenePath(object: Object3D): string {
  let path = "";
  for (let at: Object3D | null = object; at !== null; at = at.parent) {
    if (at.parent === null && at !== object) break;
    if (at.name === "" || /[/\s]/.test(at.name)) {
      const which = at === object ? "the object" : `a parent of "${object.name}"`;
      throw new NakodoError(
        "invalid-argument",
        `${which} is called "${at.name}", which gives no path: name it (no slash, no space), or bind with a path of your own`,
      );
    }
    path = `/${at.name}${path}`;
  }
  return path;
}
