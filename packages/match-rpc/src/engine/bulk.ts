import * as LIMITS from "./limits.js";
import type { Way } from "./way.js";

/** How long what a host says of what waits there counts. */
const WAITING_MS = 500;

/** When parts of large messages may go: so that what is small waits behind one at most, and not much waits at the host of a star (PROTOCOL.md, S7, R6). */
export class Bulk {
  /** KiB that waited at the host, by its own word, and when it said so. */
  #waitingKib = 0;
  #waitingAtMs = 0;
  /** When no large message was under way last, and when the last part went. */
  #idleAtMs = 0;
  #partAtMs = 0;

  /** The host of a star says how many KiB wait there. */
  noteWaiting(kib: number, nowMs: number): void {
    this.#waitingKib = kib;
    this.#waitingAtMs = nowMs;
  }

  /** No large message is under way. */
  noteIdle(nowMs: number): void {
    this.#idleAtMs = nowMs;
  }

  /** A part goes. */
  notePart(nowMs: number): void {
    this.#partAtMs = nowMs;
  }

  /** Whether a part may go by this way, where each of `count` others may have as much to say. */
  mayGo(way: Way, count: number, nowMs: number): boolean {
    if (way.star === undefined || way.isCentre) return true;
    // It may have passed that on, long after it said so.
    const isNews = nowMs < this.#waitingAtMs + WAITING_MS;
    if (isNews && this.#waitingKib >= LIMITS.relayedKibInBulk) return false;
    // Each takes its share of what the host can pass on, until it says that it has time.
    const isIdle = this.#waitingKib === 0 && this.#waitingAtMs > this.#idleAtMs;
    return nowMs >= this.#partAtMs + ((isIdle ? 1 : count) * 1000) / LIMITS.framesPerSecond;
  }
}
