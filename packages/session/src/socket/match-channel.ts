import type { AbortSignalLike, NakodoError } from "@nakodo/core";
import type { Presence } from "./messages.js";

/**
 * Which match to enter:
 * - `{ create: true }` makes one; with a `name`, whoever gives the same name enters the same match;
 * - `{ matchId }` enters one that somebody is in;
 * - `{ token }` enters the match that a matchmaker's token stands for, be it empty.
 */
export type MatchTarget =
  | { readonly create: true; readonly name?: string }
  | { readonly matchId: string }
  | { readonly token: string };

/** What happens in a match, in the order in which it happens. */
export type MatchChannelEvent =
  | {
      /** We are in. Always the first event, and the first one after `down`. */
      readonly type: "joined";
      readonly matchId: string;
      /** Ourselves, with a session id of this connection. */
      readonly self: Presence;
      /** All others in the match. Never ourselves, and no former connection of ours. */
      readonly presences: readonly Presence[];
      /** Whether we were in this match before, by an earlier connection. */
      readonly rejoined: boolean;
    }
  | {
      /** Others came, or went. Each is told once; neither list has ourselves in it. */
      readonly type: "presence";
      readonly joins: readonly Presence[];
      readonly leaves: readonly Presence[];
    }
  | {
      /** Somebody sent something. */
      readonly type: "data";
      /** The sender as the server stamped it; `undefined` when the server itself sent it. */
      readonly from: Presence | undefined;
      readonly opCode: number;
      /** Exactly the bytes that were sent, in a buffer of the receiver's own. */
      readonly data: Uint8Array<ArrayBuffer>;
    }
  | {
      /** The socket was lost. `joined` or `closed` follows. */
      readonly type: "down";
    }
  | {
      /** The end of this channel: no event follows. `error` is `undefined` after `leave()`. */
      readonly type: "closed";
      readonly error: NakodoError | undefined;
    };

/** What `openMatch` takes. */
export interface OpenMatchOptions {
  /** Gives up the join. A match that was entered meanwhile is left again. */
  readonly signal?: AbortSignalLike;
}

/** One match over the socket. Comes back by itself when the socket does. */
export interface MatchChannel {
  readonly matchId: string;
  /** Ourselves. The session id is another one after each reconnect. */
  readonly self: Presence;
  /** Bytes on their way out of the socket: grows when the network cannot keep up. */
  readonly bufferedBytes: number;
  /**
   * Sends `data` to all others, or to those in `to` (an empty list: to nobody). The bytes are copied before this
   * returns; of a view, exactly what it shows is sent. Gives `false`, and sends nothing, while the channel is down
   * or closed. There is no receipt.
   *
   * @param opCode - 0 to 99999
   * @throws {NakodoError} `message-too-large` above `maxDataBytes(to.length)`; `invalid-argument` for a bad op code
   */
  send(opCode: number, data: Uint8Array, to?: readonly Presence[]): boolean;
  /** Most bytes that one `send` takes: to everyone, or to `recipients` of the others. */
  maxDataBytes(recipients?: number): number;
  /** Leaves the match, and never fails. Safe to call twice, and in any state. */
  leave(): Promise<void>;
}
