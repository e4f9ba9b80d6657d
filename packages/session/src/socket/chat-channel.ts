import { type Events, NakodoError } from "@nakodo/core";
import { readDate } from "../api/shapes.js";
import { type Fields, readText } from "../fields.js";
import type { ChatEvents } from "./chat.js";
import { type Presence, readPresence, readPresences } from "./messages.js";
import type { OnlineSocket } from "./online-socket.js";
import { Roster } from "./roster.js";
import type { SocketMessage } from "./socket-events.js";

/** What a message in a channel is. Those from `groupJoined` on are the server's own, in a group's channel. */
export type ChatMessageKind =
  | "chat"
  | "updated"
  | "removed"
  | "groupJoined"
  | "groupAdded"
  | "groupLeft"
  | "groupKicked"
  | "groupPromoted"
  | "groupBanned"
  | "groupDemoted"
  | "unknown";

/** By Nakama's `code` of a channel message. */
const KINDS: readonly ChatMessageKind[] = [
  "chat",
  "updated",
  "removed",
  "groupJoined",
  "groupAdded",
  "groupLeft",
  "groupKicked",
  "groupPromoted",
  "groupBanned",
  "groupDemoted",
];

/** A message in a channel. */
export interface ChatMessage {
  /** What it is. For `updated` and `removed`, `messageId` is that of the message concerned. */
  readonly kind: ChatMessageKind;
  /** Names it in `update` and `remove`. */
  readonly messageId: string;
  /** The account that wrote it. */
  readonly senderId: string;
  /** Its name then. */
  readonly username: string;
  /** What was written, as its sender gave it; `undefined` when it cannot be read. */
  readonly content: unknown;
  /** When, by the server's clock. */
  readonly createTime: Date | undefined;
  /** When it was changed last. */
  readonly updateTime: Date | undefined;
  /** Whether the server keeps it. */
  readonly persistent: boolean;
}

/** What a {@link ChatChannel} works with. */
export interface ChatChannelParts {
  readonly socket: OnlineSocket;
  readonly events: Events<ChatEvents>;
  /** Asks the server to let us in, and gives its answer. */
  readonly ask: () => Promise<Fields>;
  readonly left: (channel: ChatChannel) => void;
}

/** A room, a group's channel, or the one between two players. Its events are those of `Chat`. */
export class ChatChannel {
  /** The id by which the history is read. */
  readonly id: string;
  readonly #parts: ChatChannelParts;
  readonly #roster = new Roster();
  #self: Presence;

  /** @internal Made by `Chat`. */
  constructor(answer: Fields, parts: ChatChannelParts) {
    this.#parts = parts;
    this.id = readText(answer["id"]);
    this.#self = this.#enter(answer);
  }

  /** Ourselves. The session id is another one after each reconnect. */
  get self(): Presence {
    return this.#self;
  }

  /** The others who are there and not hidden. */
  get presences(): readonly Presence[] {
    return this.#roster.others;
  }

  /**
   * Writes. `content` is an object of JSON; with its envelope it must fit into one message of the server (4096
   * bytes unless it is set otherwise).
   *
   * @returns the message's id
   * @throws {NakodoError} `message-too-large`, `invalid-argument` (no object, or we left); what
   * `OnlineSocket.request` throws
   */
  send(content: object): Promise<string> {
    return this.#write("channel_message_send", { content: JSON.stringify(content) });
  }

  /**
   * Changes a message of our own.
   *
   * @throws {NakodoError} `invalid-argument` (no such message of ours); what `send` throws
   */
  async update(messageId: string, content: object): Promise<void> {
    await this.#write("channel_message_update", { message_id: messageId, content: JSON.stringify(content) });
  }

  /**
   * Removes a message of our own.
   *
   * @throws {NakodoError} `invalid-argument` (no such message of ours); what `OnlineSocket.request` throws
   */
  async remove(messageId: string): Promise<void> {
    await this.#write("channel_message_remove", { message_id: messageId });
  }

  /**
   * Leaves it. No event follows. Safe to call twice.
   *
   * @throws {NakodoError} what `OnlineSocket.request` throws; we are out all the same
   */
  async leave(): Promise<void> {
    this.#parts.left(this);
    if (this.#parts.socket.state !== "connected") return;
    await this.#parts.socket.request("channel_leave", { channel_id: this.id });
  }

  /** @internal */
  take({ type, body }: SocketMessage): void {
    const { events } = this.#parts;
    if (type === "channel_message") {
      events.emit("message", { channel: this, message: readChatMessage(body) });
      return;
    }
    const change = this.#roster.change(body);
    if (change !== undefined) events.emit("presence", { channel: this, ...change });
  }

  /** @internal */
  down(): void {
    this.#parts.events.emit("down", { channel: this });
  }

  /** @internal */
  async enterAgain(): Promise<void> {
    this.#self = this.#enter(await this.#parts.ask());
  }

  /** @internal */
  restored(): void {
    this.#parts.events.emit("restored", { channel: this });
  }

  /** @internal */
  close(error: NakodoError): void {
    this.#parts.events.emit("closed", { channel: this, error });
  }

  #enter(answer: Fields): Presence {
    const self = readPresence(answer["self"]);
    if (self === undefined || this.id === "") {
      throw new NakodoError("bad-response", "the server's answer to a join names neither channel nor player");
    }
    this.#roster.enter(self, readPresences(answer["presences"]));
    return self;
  }

  async #write(type: string, body: Fields): Promise<string> {
    const answer = await this.#parts.socket.request(type, { channel_id: this.id, ...body });
    return readText(answer.body["message_id"]);
  }
}

/** The id of the channel that a message is meant for; `undefined` for what is no message of a channel. */
export function channelOfMessage({ type, body }: SocketMessage): string | undefined {
  if (type !== "channel_message" && type !== "channel_presence_event") return undefined;
  return readText(body["channel_id"]);
}

function readChatMessage(body: Fields): ChatMessage {
  return {
    kind: KINDS[Number(body["code"] ?? 0)] ?? "unknown",
    messageId: readText(body["message_id"]),
    senderId: readText(body["sender_id"]),
    username: readText(body["username"]),
    content: readJson(body["content"]),
    createTime: readDate(body["create_time"]),
    updateTime: readDate(body["update_time"]),
    persistent: body["persistent"] === true,
  };
}

function readJson(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
