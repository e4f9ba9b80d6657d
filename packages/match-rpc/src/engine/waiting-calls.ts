import * as LIMITS from "./limits.js";
import type { Reply } from "./reply.js";

/** A call to a path where there is no object yet. */
export interface WaitingCall {
  readonly senderId: number;
  readonly pathId: number;
  /** The entry's body after the path: method and arguments. */
  readonly body: Uint8Array;
  readonly atMs: number;
  /** Where the caller asks for the result. */
  readonly reply?: Reply | undefined;
}

/** Calls that came before their object, bounded in number, bytes and time (L). */
export class WaitingCalls {
  #calls: WaitingCall[] = [];
  #bytes = 0;

  /** False when there is no room: the call is lost, and to be reported. */
  add(call: WaitingCall): boolean {
    const bytes = this.#bytes + call.body.byteLength;
    if (this.#calls.length >= LIMITS.waitingCalls || bytes > LIMITS.waitingCallBytes) return false;
    this.#calls.push(call);
    this.#bytes = bytes;
    return true;
  }

  /**
   * Takes out the newest call of whoever takes more room than `senderId` would with one more: one that floods pays for it
   * itself. `undefined` when that is nobody.
   */
  makeRoomFor({ senderId, body }: WaitingCall): WaitingCall | undefined {
    const room = new Map([[senderId, roomOf(body)]]);
    for (const call of this.#calls)
      room.set(call.senderId, (room.get(call.senderId) ?? 0) + roomOf(call.body));
    let largest = senderId;
    for (const [one, bytes] of room) if (bytes > (room.get(largest) ?? 0)) largest = one;
    if (largest === senderId) return undefined;
    const newest = this.#calls.findLast((call) => call.senderId === largest);
    return this.#remove((call) => call === newest)[0];
  }

  /** Takes out the calls to `pathId`, oldest first. */
  take(pathId: number): WaitingCall[] {
    return this.#remove((call) => call.pathId === pathId);
  }

  /** Takes out what has waited too long. */
  takeExpired(nowMs: number): WaitingCall[] {
    if ((this.nextDueMs ?? nowMs + 1) > nowMs) return [];
    return this.#remove((call) => call.atMs + LIMITS.waitingCallMs <= nowMs);
  }

  /** When the oldest has waited too long. */
  get nextDueMs(): number | undefined {
    const oldest = this.#calls[0];
    return oldest === undefined ? undefined : oldest.atMs + LIMITS.waitingCallMs;
  }

  #remove(which: (call: WaitingCall) => boolean): WaitingCall[] {
    const taken = this.#calls.filter(which);
    for (const call of taken) this.#bytes -= call.body.byteLength;
    if (taken.length > 0) this.#calls = this.#calls.filter((call) => !taken.includes(call));
    return taken;
  }
}

/** What a call takes of both limits, in bytes. */
function roomOf(body: Uint8Array): number {
  return body.byteLength + LIMITS.waitingCallBytes / LIMITS.waitingCalls;
}
