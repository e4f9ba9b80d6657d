import { HOST } from "../ids.js";
import type { EngineState } from "./engine-state.js";
import { LIMITS } from "./limits.js";

/** Who had a right, and when it lost it. */
interface Former {
  readonly peerId: number;
  readonly untilMs: number;
}

/** Former hosts that are remembered. */
const MAX_FORMER_HOSTS = 8;

/**
 * Whose calls count where authority is needed. A right that moves from one peer to another moves at a different time on
 * every machine, so a former authority's calls that may have been on their way still count for a moment (PROTOCOL.md, C3).
 */
export class Rights {
  readonly #state: EngineState;
  readonly #paths = new Map<string, Former>();
  #hosts: Former[] = [];

  constructor(state: EngineState) {
    this.#state = state;
  }

  /** `peerId` is not host any more. */
  noteFormerHost(peerId: number): void {
    this.#hosts = [...this.#hosts.filter((one) => one.peerId !== peerId), this.#former(peerId)].slice(
      -MAX_FORMER_HOSTS,
    );
  }

  /** The authority over `path` is about to change. */
  noteFormer(path: string): void {
    const authority = this.#state.objects.authorityOf(path);
    const peerId = authority === HOST ? this.#state.hostId : authority;
    if (peerId !== undefined) this.#paths.set(path, this.#former(peerId));
  }

  /** Whether a call that `senderId` made to an object at `path` counts, where authority is needed. */
  mayCall(senderId: number, path: string): boolean {
    const { objects } = this.#state;
    if (this.#state.hasAuthority(senderId, path)) return true;
    if (
      objects.authorityOf(path) === HOST &&
      this.#hosts.some((one) => one.peerId === senderId && this.#counts(one))
    )
      return true;
    for (let at = path; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
      const former = this.#paths.get(at);
      if (former?.peerId === senderId && this.#counts(former)) return true;
      if (objects.hasOwnAuthority(at)) return false;
    }
    return false;
  }

  /** Forgets what does not count any more. */
  trim(): void {
    for (const [path, former] of this.#paths) {
      if (!this.#mayCountYet(former)) this.#paths.delete(path);
    }
  }

  clear(): void {
    this.#paths.clear();
    this.#hosts = [];
  }

  #former(peerId: number): Former {
    return { peerId, untilMs: this.#state.nowMs + LIMITS.formerAuthorityMs };
  }

  /** What was said before it knew comes within a moment; after a gap, within a moment of its return. */
  #counts(former: Former): boolean {
    const { nowMs, streams } = this.#state;
    if (nowMs < former.untilMs) return true;
    const link = streams.link(former.peerId);
    return (
      link?.inLive === true &&
      link.inLiveSinceMs >= former.untilMs - LIMITS.formerAuthorityMs &&
      nowMs < link.inLiveSinceMs + LIMITS.formerAuthorityMs
    );
  }

  #mayCountYet(former: Former): boolean {
    const { table, streams } = this.#state;
    if (this.#counts(former)) return true;
    return table.get(former.peerId) !== undefined && streams.link(former.peerId)?.inLive === false;
  }
}
