import * as LIMITS from "./limits.js";

/** Of the next message, what may be earned beforehand: who speaks in a rhythm, and was late once, is not late from then on. */
const CARRIED = 0.5;

/**
 * How fast this peer may send (PROTOCOL.md, S9): a bucket of messages, smaller the more senders a receiver's queue at the
 * server is shared by. What one sender may send at once, and in a second, is so small that all of them together never
 * fill a queue of 64.
 */
export class Pace {
  /** 0 to 1: sets the turns of this peer apart from those of others where there are many. */
  phase = 0;
  /** Not in the match yet: the server tells all of each who comes, and many may come at once. */
  isNewcomer = false;
  /** What this peer says goes to the host alone, which is there in time; else each message is one for everybody. */
  isStar = false;
  #others = 1;
  #tokens: number = LIMITS.framesPerBurst;
  #atMs = 0;
  /** When what waits may go at the earliest. */
  #turnAtMs: number | undefined;

  /** Messages that may go at once after a rest. */
  get burst(): number {
    return Math.min(LIMITS.framesPerBurst, Math.max(1, Math.floor(LIMITS.queuedMessages / this.#others)));
  }

  /** Messages a second, on average. */
  get perSecond(): number {
    return Math.min(LIMITS.framesPerSecond, LIMITS.messagesPerSecond / this.#others);
  }

  /** Counts what was earned by `nowMs`; `others` are present, and may send to the same receivers. */
  refill(nowMs: number, others: number): void {
    this.#others = Math.max(1, others);
    const earned = (Math.max(0, nowMs - this.#atMs) * this.perSecond) / 1000;
    this.#atMs = nowMs;
    this.#tokens = Math.min(this.burst + CARRIED, this.#tokens + earned);
  }

  /** Something waits, or nothing does: where many may speak at one moment, each waits for a turn of its own. */
  ask(waits: boolean): void {
    if (!waits || this.#others <= LIMITS.queuedMessages) this.#turnAtMs = undefined;
    else this.#turnAtMs ??= this.#nextTurnMs(this.#atMs);
  }

  /** Whether a message may go, if not in whose turn it is. */
  get hasRoom(): boolean {
    return this.#tokens >= 1;
  }

  /** Whether a message may go now. */
  get mayGo(): boolean {
    return this.hasRoom && (this.#turnAtMs ?? 0) <= this.#atMs;
  }

  /** Whether a part of a large message may go now: half of the burst is left to what is small. */
  get mayGoInBulk(): boolean {
    return this.mayGo && this.#tokens >= 1 + this.#reserve;
  }

  spend(): void {
    this.#tokens -= 1;
  }

  /** When something that waits may go. */
  dueMs(nowMs: number, bulk: boolean): number {
    const missing = Math.max(0, (bulk ? 1 + this.#reserve : 1) - this.#tokens);
    return Math.max(nowMs + (missing * 1000) / this.perSecond, this.#turnAtMs ?? 0);
  }

  /** Before leaving: a little more at once than pacing would let it. */
  grantLast(): void {
    this.#turnAtMs = undefined;
    this.#tokens = Math.min(LIMITS.framesBeforeLeaving, Math.max(2, this.burst));
  }

  get #reserve(): number {
    return Math.floor(this.burst / 2);
  }

  #nextTurnMs(atMs: number): number {
    const meshTurnMs = (this.#others * 1000) / LIMITS.messagesPerSecond;
    const settledTurnMs = this.isStar ? LIMITS.turnMs : meshTurnMs;
    const turnMs = this.isNewcomer ? this.#others * LIMITS.newcomerTurnMs : settledTurnMs;
    return (Math.ceil(atMs / turnMs - this.phase) + this.phase) * turnMs;
  }
}
