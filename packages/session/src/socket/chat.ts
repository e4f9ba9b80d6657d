import { type AbortSignalLike, type EventSource, Events, type NakodoError } from "@nakodo/core";
import type { Fields } from "../fields.js";
import { reportUncaught } from "../report-uncaught.js";
import { ChatChannel, type ChatMessage, channelOfMessage } from "./chat-channel.js";
import type { Presence } from "./messages.js";
import type { OnlineSocket } from "./online-socket.js";
import { Subscriptions } from "./subscriptions.js";

/** The events of {@link Chat}. */
export interface ChatEvents {
  /** Somebody wrote, changed or removed something, ourselves too: see `kind`. Comes before `send` resolves. */
  message: {
    /** Which channel. */
    readonly channel: ChatChannel;
    /** What was written, changed or removed. */
    readonly message: ChatMessage;
  };
  /** Others came or went. */
  presence: {
    /** Which channel. */
    readonly channel: ChatChannel;

    /** Who came. */
    readonly joins: readonly Presence[];

    /** Who went. */
    readonly leaves: readonly Presence[];
  };
  /** The socket was lost. `restored` or `closed` follows. */
  down: {
    /** Which channel. */
    readonly channel: ChatChannel;
  };
  /** We are in again. What was written meanwhile is in the history: `online.api.listChannelMessages`. */
  restored: {
    /** Which channel. */
    readonly channel: ChatChannel;
  };
  /** We are out of it, and not because we left: `error` says why. */
  closed: {
    /** Which channel. */
    readonly channel: ChatChannel;
    /** Why. */
    readonly error: NakodoError;
  };
}

/** How to enter a channel. */
export interface ChatOptions {
  /** Whether the server keeps what we write (default true). */
  readonly persistence?: boolean;
  /** Whether the others do not see us (default false). */
  readonly hidden?: boolean;
  /** Gives up waiting for the answer. */
  readonly signal?: AbortSignalLike;
}

/** Values of `type` in Nakama's `ChannelJoin`. */
const ROOM = 1;
const DIRECT = 2;
const GROUP = 3;

/**
 * Chat over `socket`. Make one, add the listeners, then join: so that nothing is missed. Channels come back by
 * themselves when the socket does.
 *
 * ```ts
 * const talk = chat(online.socket);
 * talk.on("message", ({ message }) => show(message.username, message.content));
 * const den = await talk.joinRoom("den");
 * await den.send({ text: "hello" });
 * ```
 */
export function chat(socket: OnlineSocket): Chat {
  return new Chat(socket);
}

/** All chat channels that one socket is in. Made by {@link chat}. */
export class Chat implements EventSource<ChatEvents> {
  readonly #socket: OnlineSocket;
  readonly #events = new Events<ChatEvents>(reportUncaught);
  readonly #channels: Subscriptions<ChatChannel>;

  /** @internal Use {@link chat}. */
  constructor(socket: OnlineSocket) {
    this.#socket = socket;
    this.#channels = new Subscriptions(socket, channelOfMessage);
  }

  on<Type extends keyof ChatEvents>(type: Type, listener: (event: ChatEvents[Type]) => void): () => void {
    return this.#events.on(type, listener);
  }

  once<Type extends keyof ChatEvents>(
    type: Type,
    options?: { where?: (event: ChatEvents[Type]) => boolean; signal?: AbortSignalLike },
  ): Promise<ChatEvents[Type]> {
    return this.#events.once(type, options);
  }

  /**
   * Enters the room of this name, 1 to 64 bytes: whoever gives the same name is in the same room. A channel that we
   * are in already is given again.
   *
   * @throws {NakodoError} `invalid-argument`; what `OnlineSocket.request` throws
   */
  joinRoom(name: string, options?: ChatOptions): Promise<ChatChannel> {
    return this.#join(ROOM, name, options);
  }

  /**
   * Enters the channel of a group that we are a member of.
   *
   * @throws {NakodoError} `invalid-argument` (not a member); what `OnlineSocket.request` throws
   */
  joinGroup(groupId: string, options?: ChatOptions): Promise<ChatChannel> {
    return this.#join(GROUP, groupId, options);
  }

  /**
   * Enters the channel between us and one other. The other gets a notification when it is not there.
   *
   * @throws {NakodoError} `invalid-argument` (no such player, or we are blocked); what `OnlineSocket.request` throws
   */
  joinDirect(userId: string, options?: ChatOptions): Promise<ChatChannel> {
    return this.#join(DIRECT, userId, options);
  }

  #join(type: number, target: string, options: ChatOptions = {}): Promise<ChatChannel> {
    const { persistence = true, hidden = false, signal } = options;
    const ask = async (limits: { readonly signal?: AbortSignalLike } = {}): Promise<Fields> => {
      const request = { target, type, persistence, hidden };
      return (await this.#socket.request("channel_join", request, limits)).body;
    };
    return this.#channels.add(async () => {
      const answer = await ask(signal === undefined ? {} : { signal });
      return new ChatChannel(answer, {
        socket: this.#socket,
        events: this.#events,
        ask,
        left: (channel) => this.#channels.delete(channel),
      });
    });
  }
}
