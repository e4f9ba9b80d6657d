import type { AbortSignalLike, NakodoError } from "@nakodo/core";
import type { Presence } from "./messages.js";

/** A match that is there: one that somebody is in, or the one that a matchmaker's token stands for, be it empty. */
export type JoinTarget =
  | {
      /** The id of a match that somebody is in. */
      readonly matchId: string;
      /** What the code of a match that the server runs is told of us, such as a password. Relayed matches ignore it. */
      readonly metadata?: Readonly<Record<string, string>>;
    }
  | {
      /** What the matchmaker gave. Lasts 30 s. */
      readonly token: string;
    };

/** Which match to enter: a new one, the one of a name, or one that is there. */
export type MatchTarget =
  | {
      /** Makes a match, or enters the one of the same name. */
      readonly create: true;
      /** Whoever gives the same name enters the same match. Without one the match is private until its id is shared. */
      readonly name?: string;
    }
  | JoinTarget;

/** What happens in a match, in the order in which it happens. */
export type MatchChannelEvent =
  | {
      /** We are in. Always the first event, and the first one after `down`. */
      readonly type: "joined";
      /** The id by which others enter. */
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
      /** Who came. */
      readonly joins: readonly Presence[];
      /** Who went, as they were told of when they came. */
      readonly leaves: readonly Presence[];
    }
  | {
      /** Somebody sent something. */
      readonly type: "data";
      /** The sender as the server stamped it; `undefined` when the server itself sent it. */
      readonly from: Presence | undefined;
      /** What the sender gave, 0 at least. */
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
      /** Why. */
      readonly error: NakodoError | undefined;
    };

/** What `openMatch` takes. */
export interface OpenMatchOptions {
  /** Gives up the join. A match that was entered meanwhile is left again. */
  readonly signal?: AbortSignalLike;
  /**
   * For how long a match is looked for that is not there after a reconnect, in ms (default 0). A relayed match ends when all
   * its players lose their connection at once, and is there again when one comes back who knows its name.
   */
  readonly returnMs?: number;
}

/** One match over the socket. Comes back by itself when the socket does. */
export interface MatchChannel {
  /** The id by which others enter. */
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
  /**
   * Asks the server for a sign of life. `answered` runs when it is there, which is after all that the server had sent
   * before; it never runs when the socket is lost first.
   */
  ping(answered: () => void): void;
  /** Leaves the match, and never fails. Safe to call twice, and in any state. */
  leave(): Promise<void>;
}
