import type { NakodoError } from "../errors.js";

/** One connection in a match, as the server stamps it on all that it sends. */
export interface Presence {
  /** One socket's id: new after each reconnect. The only identity that is believed. */
  readonly sessionId: string;
  /** The account behind it; two sockets of one account share it. */
  readonly userId: string;
  /** The account's name, as the server has it: unique, and not checked for what it says. */
  readonly username: string;
}

/** What a transport tells its listener. Handle every `type`; the compiler checks it. */
export type TransportEvent =
  /**
   * In the match, for the first time or again after `down`: then with a new `self` and a fresh list of the
   * others.
   */
  | { readonly type: "up"; readonly self: Presence; readonly others: readonly Presence[] }
  /** The connection is lost; `up` or `closed` follows. Whoever else is present may hear this peer leave. */
  | { readonly type: "down" }
  | { readonly type: "joined"; readonly presence: Presence }
  | { readonly type: "left"; readonly presence: Presence }
  /** The answer to `probe`. */
  | { readonly type: "alive" }
  /** `bytes` are the listener's to keep. */
  | { readonly type: "message"; readonly from: Presence; readonly opCode: number; readonly bytes: Uint8Array }
  /** The end: nothing follows. `error` says why, and is absent after one's own `close`. */
  | { readonly type: "closed"; readonly error: NakodoError | undefined };

/**
 * Carries opaque messages between the peers of one match and says who is present. Everything above (ids, host,
 * calls, order after a reconnect) is the match engine's; a transport only moves bytes. Replaces Godot's
 * `MultiplayerPeer`.
 *
 * The contract (PROTOCOL.md, T), which `transportContract` from `@nakodo/core/testing` checks:
 *
 * - T1 Nothing is told before `start`; `up` comes first, then the rest in the order in which it happened.
 * - T2 Messages from one peer to another arrive once, whole and in order, as long as both stay connected.
 * - T3 `send` copies what it is given before it returns; received bytes are the listener's alone, to keep and
 *   to change.
 * - T4 A peer's messages come after its `joined` (or its place in `up`) and before its `left`.
 * - T5 A message goes to everyone else, or to those of `to` who are present (to nobody when `to` is empty);
 *   nobody hears himself.
 * - T6 More than `maxFrameBytes` bytes throw `message-too-large` and send nothing.
 * - T7 `close` is safe twice; after it nothing is told but one `closed` without error (on `start`, when it
 *   was closed before), and `send` throws `closed`.
 * - T8 While the connection is down, and before `start`, `send` sends nothing and gives back false. It comes
 *   up as another session.
 * - T9 Where there is `probe`, each one is answered by one `alive`, after all that the relay had for this peer before.
 */
export interface Transport {
  /** Largest message that `send` takes, in bytes. */
  readonly maxFrameBytes: number;
  /** Bytes that were sent and have not left this machine yet: what shows that the link is slower than the game. */
  readonly bufferedBytes: number;
  /** Begins to tell `listener`. Called once, by the match engine's owner. */
  start(listener: (event: TransportEvent) => void): void;
  /**
   * Sends `bytes` under the game's `opCode` (0 to 2^31 − 1).
   *
   * @param to - session ids of the receivers, nobody when it is empty; everyone else without it
   * @returns false when the connection is down and nothing was sent
   * @throws {NakodoError} `message-too-large`, `closed`
   */
  send(opCode: number, bytes: Uint8Array, to?: readonly string[]): boolean;
  /**
   * Asks the relay for a sign of life, which is told as `alive`: after all that the relay had for this peer before it was
   * asked, and never when the connection is lost first. So a peer knows whether another is silent or its own link is.
   * A transport without a relay has none.
   */
  probe?(): void;
  /** Leaves the match. Safe to call twice. */
  close(): void;
}
