import { type Kept, kept } from "../data-file/kept.js";
import { type Stream, streamKey } from "../presence/stream.js";
import { keptMessagesTable } from "./kept-messages.js";

/** One message of a channel's history. */
export interface StoredMessage {
  readonly id: string;
  readonly stream: Stream;
  readonly code: number;
  readonly senderId: string;
  readonly username: string;
  /** A JSON text. */
  readonly content: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** A message with its place in the history. */
export interface PlacedMessage extends StoredMessage {
  /** Decides between messages of the same time. */
  readonly position: number;
}

/** What was said in all channels. */
export class MessageStore {
  readonly #messages = new Map<string, PlacedMessage>();
  readonly #changed: () => void;
  #lastPosition = 0;

  /** `changed` is called with every change. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Adds a message. */
  add(message: StoredMessage): void {
    this.#messages.set(message.id, { ...message, position: ++this.#lastPosition });
    this.#changed();
  }

  /** A channel's messages, oldest first. */
  of(stream: Stream): PlacedMessage[] {
    const key = streamKey(stream);
    return [...this.#messages.values()].filter((one) => streamKey(one.stream) === key).sort(compareMessages);
  }

  /** Replaces what a sender said. Returns the changed message, or nothing when it is not theirs or not there. */
  update(
    id: string,
    senderId: string,
    change: Pick<StoredMessage, "username" | "content" | "updatedAtMs">,
  ): StoredMessage | undefined {
    const message = this.#messages.get(id);
    if (message === undefined || message.senderId !== senderId) return undefined;
    const changed = { ...message, ...change };
    this.#messages.set(id, changed);
    this.#changed();
    return changed;
  }

  /** Removes what a sender said. Returns what it was, or nothing when it is not theirs or not there. */
  remove(id: string, senderId: string): StoredMessage | undefined {
    const message = this.#messages.get(id);
    if (message === undefined || message.senderId !== senderId) return undefined;
    this.#messages.delete(id);
    this.#changed();
    return message;
  }

  /** All that was said, for a file. */
  get kept(): Kept {
    return kept(
      keptMessagesTable,
      () => ({
        messages: [...this.#messages.values()].map(({ stream, ...one }) => ({
          ...stream,
          ...one,
          sender_id: one.senderId,
          created_at: one.createdAtMs,
          updated_at: one.updatedAtMs,
        })),
        last_position: this.#lastPosition,
      }),
      ({ messages, last_position }) => {
        this.#lastPosition = last_position;
        for (const {
          mode,
          subject,
          subcontext,
          label,
          id,
          code,
          username,
          content,
          position,
          ...row
        } of messages) {
          this.#messages.set(id, {
            id,
            stream: { mode, subject, subcontext, label },
            code,
            senderId: row.sender_id,
            username,
            content,
            createdAtMs: row.created_at,
            updatedAtMs: row.updated_at,
            position,
          });
        }
      },
    );
  }

  /** Removes everything that a sender said. */
  removeAllOf(senderId: string): void {
    for (const [id, message] of this.#messages) if (message.senderId === senderId) this.#messages.delete(id);
  }
}

/** Orders messages from the oldest to the youngest. */
export function compareMessages(
  a: Pick<PlacedMessage, "createdAtMs" | "position">,
  b: Pick<PlacedMessage, "createdAtMs" | "position">,
): number {
  return a.createdAtMs - b.createdAtMs || a.position - b.position;
}
