import { HOST } from "../ids.js";
import type { FormerAuthority, Table } from "../wire/control.js";
import type { EngineState } from "./engine-state.js";
import * as LIMITS from "./limits.js";

/** Who had a right, and when it lost it. */
interface Former extends FormerAuthority {
  readonly untilMs: number;
}

/** The path that stands for the host's role. */
const ROLE = "";

/**
 * Whose calls count where authority is needed. A right that moves from one peer to another moves at a different time on
 * every machine, so a former authority's calls that may have been on their way still count for a moment; and one who was
 * away hears from the host who had rights meanwhile (PROTOCOL.md, C3).
 */
export class Rights {
  readonly #state: EngineState;
  /** The newest last. */
  #former: Former[] = [];

  constructor(state: EngineState) {
    this.#state = state;
  }

  /** Rights that were lost of late, for one who comes back. */
  get former(): FormerAuthority[] {
    return this.#former.slice(-LIMITS.formerAuthoritiesTold).map(({ path, peerId }) => ({ path, peerId }));
  }

  /** `peerId` is not host any more. */
  noteFormerHost(peerId: number | undefined): void {
    if (peerId !== undefined) this.#note(ROLE, peerId);
  }

  /** The authority over `path` goes to `peerId`, by the host's word (C6). */
  hand(path: string, peerId: number, epoch: number): void {
    const { objects, table, events } = this.#state;
    // What belongs to one who is gone is the host's.
    const owner = peerId === HOST || table.get(peerId) !== undefined ? peerId : HOST;
    this.#noteFormer(path);
    if (objects.handOver(path, owner, epoch)) events.emit("authorityChanged", { path, peerId: owner });
  }

  /** Takes over who has which authority, and who had it while this peer was away, or frozen. */
  adopt({ authorities, former }: Table): void {
    const { objects, events } = this.#state;
    const known = new Set(authorities.map((one) => one.path));
    for (const { path } of objects.handed) {
      if (known.has(path)) continue;
      this.#noteFormer(path);
      objects.takeBack(path);
      events.emit("authorityChanged", { path, peerId: objects.authorityOf(path) });
    }
    for (const { path, peerId, epoch } of authorities) this.hand(path, peerId, epoch);
    for (const { path, peerId } of former) this.#note(path, peerId);
  }

  /** Whether a call that `senderId` made to an object at `path` counts, where authority is needed. */
  mayCall(senderId: number, path: string): boolean {
    const { objects } = this.#state;
    if (this.#state.hasAuthority(senderId, path)) return true;
    for (let at = path; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
      if (this.#had(senderId, at)) return true;
      if (objects.hasOwnAuthority(at)) break;
    }
    // A host may take any authority: whoever was host had a right to all.
    return this.wasHost(senderId);
  }

  /** Whether `peerId` was host a moment ago, or took itself for it. */
  wasHost(peerId: number): boolean {
    return this.#had(peerId, ROLE);
  }

  /** Forgets what nobody can come back to any more. */
  trim(nowMs: number): void {
    const keepMs = this.#state.streams.log.keepMs;
    if (this.#former.length > 0 && this.#former.some((one) => one.untilMs + keepMs < nowMs))
      this.#former = this.#former.filter((one) => one.untilMs + keepMs >= nowMs);
  }

  #noteFormer(path: string): void {
    const authority = this.#state.objects.authorityOf(path);
    const peerId = authority === HOST ? this.#state.hostId : authority;
    if (peerId !== undefined) this.#note(path, peerId);
  }

  #note(path: string, peerId: number): void {
    const untilMs = this.#state.nowMs + LIMITS.formerAuthorityMs;
    this.#former = [
      ...this.#former.filter((one) => one.path !== path || one.peerId !== peerId),
      { path, peerId, untilMs },
    ].slice(-LIMITS.formerAuthorities);
  }

  #had(senderId: number, path: string): boolean {
    return this.#former.some((one) => one.peerId === senderId && one.path === path && this.#stillCounts(one));
  }

  /** What was said before it knew comes within a moment; after a gap, within a moment of its return. */
  #stillCounts({ peerId, untilMs }: Former): boolean {
    const { nowMs, streams, table } = this.#state;
    if (nowMs < untilMs) return true;
    const lostAtMs = untilMs - LIMITS.formerAuthorityMs;
    const awakeSinceMs = table.get(peerId)?.awakeSinceMs ?? Number.NEGATIVE_INFINITY;
    if (awakeSinceMs >= lostAtMs && nowMs < awakeSinceMs + LIMITS.formerAuthorityMs) return true;
    const link = streams.links.get(peerId);
    return (
      link?.inLive === true &&
      link.inLiveSinceMs >= lostAtMs &&
      nowMs < link.inLiveSinceMs + LIMITS.formerAuthorityMs
    );
  }
}
