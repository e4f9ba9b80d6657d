import type { Presence } from "@nakodo/core";
import * as LIMITS from "./limits.js";

/** Who said a frame: a connection, or a peer whose frame a host has passed on. */
export interface Speaker extends Presence {
  /** The peer, where the frame came through a host. */
  readonly origin?: number;
}

/** A frame whose sender's right to speak is not decided yet. */
export interface HeldMessage {
  readonly from: Speaker;
  readonly bytes: Uint8Array;
  /** When it came first. */
  readonly atMs: number;
}

const NONE: readonly string[] = [];

/**
 * Frames of connections whose claim waits for what others will show, bounded (L): of a new host, until the old one is
 * seen to be gone; of one with a new authority, until the host says so.
 */
export class HeldMessages {
  readonly #bySession = new Map<string, HeldMessage[]>();

  /** The frame for which all others of this connection wait. */
  first(sessionId: string): Uint8Array | undefined {
    return this.#bySession.get(sessionId)?.[0]?.bytes;
  }

  /** Connections of which something is held. */
  get size(): number {
    return this.#bySession.size;
  }

  get sessions(): string[] {
    return [...this.#bySession.keys()];
  }

  /** False when there is no room for it. */
  add(message: HeldMessage): boolean {
    const { sessionId } = message.from;
    const held = this.#bySession.get(sessionId);
    if (held === undefined) {
      if (this.#bySession.size >= LIMITS.peers) return false;
      this.#bySession.set(sessionId, [message]);
      return true;
    }
    if (held.length >= LIMITS.heldFrames) return false;
    held.push(message);
    return true;
  }

  /** Takes out all that is held of a connection. */
  take(sessionId: string): HeldMessage[] {
    const held = this.#bySession.get(sessionId) ?? [];
    this.#bySession.delete(sessionId);
    return held;
  }

  /** Connections whose frames are held for too long. */
  expired(nowMs: number): readonly string[] {
    if (this.#bySession.size === 0) return NONE;
    return this.sessions.filter((id) => this.#oldestMs(id) + LIMITS.heldFrameMs <= nowMs);
  }

  get nextDueMs(): number | undefined {
    if (this.#bySession.size === 0) return undefined;
    return Math.min(...this.sessions.map((id) => this.#oldestMs(id) + LIMITS.heldFrameMs));
  }

  clear(): void {
    this.#bySession.clear();
  }

  #oldestMs(sessionId: string): number {
    return this.#bySession.get(sessionId)?.[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }
}
