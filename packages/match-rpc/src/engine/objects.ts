import { hash32, NakodoError } from "@nakodo/core";
import { HOST } from "../ids.js";
import type { RemoteType } from "../remotes/remotes.js";
import * as LIMITS from "./limits.js";

/** An object that takes part in the match, under the path by which every peer calls it. */
export interface NetworkedObject {
  readonly path: string;
  /** The path's number on the wire. */
  readonly pathId: number;
  readonly object: object;
  readonly type: RemoteType | undefined;
  /** What `add` said; `undefined`: inherited from the parent path. */
  readonly declaredAuthority: number | undefined;
}

/** An authority that was handed over in the running match, which goes before what `add` said. */
export interface HandedAuthority {
  readonly peerId: number;
  readonly epoch: number;
}

/** Hears of objects that come and go. */
export interface ObjectsWatcher {
  added(node: NetworkedObject): void;
  removed(node: NetworkedObject): void;
}

/** The objects of a match by path, and who has authority over each. */
export class Objects {
  readonly #byPath = new Map<string, NetworkedObject>();
  readonly #byId = new Map<number, NetworkedObject>();
  readonly #byObject = new Map<object, NetworkedObject>();
  readonly #handed = new Map<string, HandedAuthority>();
  /** Authorities that were looked up since one of them may have changed. */
  readonly #authorities = new Map<string, number>();
  #handedUnits = 0;
  #watcher: ObjectsWatcher | undefined;

  /** Tells `watcher`, and nobody else, what comes and goes. Gives back the function that ends it. */
  watch(watcher: ObjectsWatcher): () => void {
    this.#watcher = watcher;
    return () => {
      if (this.#watcher === watcher) this.#watcher = undefined;
    };
  }

  get all(): Iterable<NetworkedObject> {
    return this.#byPath.values();
  }

  /** @throws {NakodoError} `invalid-argument` for a bad path, `path-taken` when path or object are there already. */
  add(
    path: string,
    object: object,
    type: RemoteType | undefined,
    authority: number | undefined,
  ): NetworkedObject {
    assertPath(path);
    const pathId = hash32(path);
    const at = this.#byObject.get(object);
    const other = this.#byId.get(pathId);
    const taken =
      at !== undefined
        ? `this object is in the match already, at ${at.path}`
        : other?.path === path
          ? `there is an object at ${path} already`
          : other && `${path} and ${other.path} have one number on the wire: rename either`;
    if (taken !== undefined) throw new NakodoError("path-taken", taken);
    const node: NetworkedObject = { path, pathId, object, type, declaredAuthority: authority };
    this.#authorities.clear();
    this.#byPath.set(path, node);
    this.#byId.set(pathId, node);
    this.#byObject.set(object, node);
    this.#watcher?.added(node);
    return node;
  }

  remove(node: NetworkedObject): void {
    if (this.#byPath.get(node.path) !== node) return;
    this.#authorities.clear();
    this.#byPath.delete(node.path);
    this.#byId.delete(node.pathId);
    this.#byObject.delete(node.object);
    this.#watcher?.removed(node);
  }

  byId(pathId: number): NetworkedObject | undefined {
    return this.#byId.get(pathId);
  }

  byPath(path: string): NetworkedObject | undefined {
    return this.#byPath.get(path);
  }

  /** @throws {NakodoError} `not-added` */
  of(object: object): NetworkedObject {
    const node = this.#byObject.get(object);
    if (node === undefined)
      throw new NakodoError("not-added", "this object is not in the match: add it at a path first");
    return node;
  }

  has(object: object): boolean {
    return this.#byObject.has(object);
  }

  /** The peer id with authority over `path`: its own, else that of the nearest parent that has one, else the host's address. */
  authorityOf(path: string): number {
    let authority = this.#authorities.get(path);
    if (authority === undefined) {
      authority = this.#findAuthority(path);
      // Peers can ask for the authority over paths that no object has.
      if (this.#byPath.has(path)) this.#authorities.set(path, authority);
    }
    return authority;
  }

  #findAuthority(path: string): number {
    for (let at = path; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
      const authority = this.#handed.get(at)?.peerId ?? this.#byPath.get(at)?.declaredAuthority;
      if (authority !== undefined) return authority;
    }
    return HOST;
  }

  /** How often the authority over `path` itself has been handed over. */
  epochOf(path: string): number {
    return this.#handed.get(path)?.epoch ?? 0;
  }

  /** Notes what the host decided. False when that is nothing new, or there is no room for another path. */
  handOver(path: string, peerId: number, epoch: number): boolean {
    if (!this.hasRoomFor(path)) return false;
    const before = this.#handed.get(path)?.peerId;
    this.takeBack(path);
    this.#handed.set(path, { peerId, epoch });
    this.#handedUnits += path.length;
    return before !== peerId;
  }

  /** Whether the authority over one more path can be handed over. */
  hasRoomFor(path: string): boolean {
    if (this.#handed.has(path)) return true;
    return this.#handed.size < LIMITS.authorities && this.#handedUnits + path.length <= LIMITS.authorityUnits;
  }

  /** Forgets one handover: the host does not know of it. */
  takeBack(path: string): void {
    this.#authorities.clear();
    if (this.#handed.delete(path)) this.#handedUnits -= path.length;
  }

  /** Forgets the handovers of a match that is over. */
  forgetHanded(): void {
    this.#authorities.clear();
    this.#handed.clear();
    this.#handedUnits = 0;
  }

  /** Whether `path` itself has an authority, and does not inherit its parent's. */
  hasOwnAuthority(path: string): boolean {
    return this.#handed.has(path) || this.#byPath.get(path)?.declaredAuthority !== undefined;
  }

  /** All handovers, for one who joins. */
  get handed(): { path: string; peerId: number; epoch: number }[] {
    return [...this.#handed].map(([path, { peerId, epoch }]) => ({ path, peerId, epoch }));
  }
}

/** @throws {NakodoError} `invalid-argument` when `path` is not of the form `/a/b/c`. */
export function assertPath(path: string): void {
  if (!isPath(path)) {
    throw new NakodoError(
      "invalid-argument",
      `"${path}" is no path: /a/b/c, at most ${LIMITS.pathBytes / 4} characters`,
    );
  }
}

/** Whether `path` has the form `/a/b/c` and fits on the wire in any script. */
export function isPath(path: string): boolean {
  return path.length <= LIMITS.pathBytes / 4 && /^(\/[^/\s]+)+$/.test(path);
}
