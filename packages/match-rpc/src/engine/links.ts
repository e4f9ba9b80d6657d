import type { FrameLog } from "./frame-log.js";
import * as LIMITS from "./limits.js";
import { Link } from "./link.js";
import { keepNewest } from "./newest.js";
import type { PeerRow } from "./peer-table.js";

/** The peers that this one has streams with, and those that are gone: should a new host know one of them still, nothing is run twice. */
export class Links extends Map<number, Link> {
  readonly #log: FrameLog;
  readonly #gone = new Map<number, Link>();

  constructor(log: FrameLog) {
    super();
    this.#log = log;
  }

  /** A peer is known, connected or not: what is said from now on is for it, too. */
  meet({ peerId, userId }: Pick<PeerRow, "peerId" | "userId">): Link {
    let link = this.get(peerId) ?? this.#gone.get(peerId);
    if (link === undefined || link.userId !== userId) link = new Link(peerId, userId, this.#log.lastSeq);
    else if (this.#gone.has(peerId)) link.away();
    this.#gone.delete(peerId);
    this.set(peerId, link);
    return link;
  }

  /** A peer is gone for good. What has come of its large messages is kept, as far as there is room. */
  forget(link: Link): void {
    let bytes = 0;
    for (const { parts } of [link, ...this.#gone.values()])
      for (const part of parts.values()) bytes += part.bytes;
    if (bytes > LIMITS.goneBytes) {
      link.isTorn = true;
      link.parts.clear();
    }
    this.delete(link.peerId);
    keepNewest(this.#gone, link.peerId, link, LIMITS.peers);
  }

  override clear(): void {
    super.clear();
    this.#gone.clear();
  }
}
