import type { Link } from "./link.js";
import type { Random } from "./seeded-random.js";

/** How soon a connection sends again what got lost, at least. */
const MIN_RESEND_MS = 200;

/** One copy of a message on its way. Times in milliseconds. */
export interface Passage {
  /** When its last byte has left the sender. */
  readonly departMs: number;
  /** When it arrives. */
  readonly atMs: number;
}

/** The way from one sender to one receiver over a {@link Link}. */
export class LinkPipe {
  /** When the last byte so far has left the sender. */
  freeAtMs = 0;
  /** When the last message that keeps the order arrives. */
  lastAtMs = 0;
  /** Nothing arrives before this. */
  openAtMs = 0;

  /** When the copies of a message arrive: none when it is lost, two when it is doubled. */
  pass(link: Link, random: Random, nowMs: number, sizeBytes: number): Passage[] {
    const copies = chance(random, link.lossRatio) ? 0 : chance(random, link.duplicateRatio) ? 2 : 1;
    const passages: Passage[] = [];
    for (let i = 0; i < copies; i++) {
      const departMs = this.depart(link, nowMs, sizeBytes);
      let atMs = Math.max(departMs + travelMs(link, random), this.openAtMs);
      if (!chance(random, link.reorderRatio)) {
        atMs = Math.max(atMs, this.lastAtMs);
        this.lastAtMs = atMs;
      }
      passages.push({ departMs, atMs });
    }
    return passages;
  }

  /**
   * When a message arrives over a connection that keeps order and loses nothing, as a WebSocket: one that is lost on the
   * way is sent again after a while, and all that comes after it waits.
   */
  passInOrder(link: Link, random: Random, nowMs: number, sizeBytes: number): Passage {
    const departMs = this.depart(link, nowMs, sizeBytes);
    const againMs = chance(random, link.lossRatio) ? Math.max(MIN_RESEND_MS, 2 * link.latencyMs) : 0;
    const atMs = Math.max(departMs + travelMs(link, random) + againMs, this.lastAtMs, this.openAtMs);
    this.lastAtMs = atMs;
    return { departMs, atMs };
  }

  /** When something that is sent now has left the sender. */
  depart(link: Link, nowMs: number, sizeBytes: number): number {
    this.freeAtMs = Math.max(nowMs, this.freeAtMs) + (sizeBytes / link.bandwidthBytesPerSec) * 1000;
    return this.freeAtMs;
  }
}

/** How long a message that has left its sender takes. */
export function travelMs(link: Link, random: Random): number {
  return link.latencyMs + random() * link.jitterMs;
}

/** True for this share of the calls. Draws nothing where the share is 0. */
export function chance(random: Random, ratio: number): boolean {
  return ratio > 0 && random() < ratio;
}
