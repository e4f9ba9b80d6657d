import { type Kept, kept } from "../data-file/kept.js";
import { keptNotificationsTable } from "./kept-notifications.js";

/** One notification, as the server keeps it. */
export interface Notification {
  readonly id: string;
  readonly userId: string;
  readonly subject: string;
  /** A JSON text. */
  readonly content: string;
  /** Below 0 for the server's own. */
  readonly code: number;
  /** Whose doing it is; the nil UUID is the server's. */
  readonly senderId: string;
  readonly createdAtMs: number;
}

/** A kept notification with its place among all. */
export interface KeptNotification extends Notification {
  /** Later ones have greater ones. */
  readonly position: number;
}

/** The notifications that wait for their players. */
export class NotificationStore {
  readonly #byUser = new Map<string, Map<string, KeptNotification>>();
  readonly #changed: () => void;
  #lastPosition = 0;

  /** `changed` is called with every change. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Keeps a notification. */
  add(notification: Notification): void {
    const own = this.#byUser.get(notification.userId) ?? new Map<string, KeptNotification>();
    this.#byUser.set(notification.userId, own);
    own.set(notification.id, { ...notification, position: ++this.#lastPosition });
    this.#changed();
  }

  /** A user's notifications after a position, oldest first. */
  after(userId: string, position: number): KeptNotification[] {
    return [...(this.#byUser.get(userId)?.values() ?? [])].filter((one) => one.position > position);
  }

  /** All notifications, for a file. */
  get kept(): Kept {
    return kept(
      keptNotificationsTable,
      () => ({
        notifications: [...this.#byUser.values()].flatMap((own) =>
          [...own.values()].map((one) => ({
            ...one,
            user_id: one.userId,
            sender_id: one.senderId,
            created_at: one.createdAtMs,
          })),
        ),
        last_position: this.#lastPosition,
      }),
      ({ notifications, last_position }) => {
        this.#lastPosition = last_position;
        for (const {
          user_id: userId,
          sender_id: senderId,
          created_at: createdAtMs,
          ...row
        } of notifications) {
          const own = this.#byUser.get(userId) ?? new Map<string, KeptNotification>();
          this.#byUser.set(userId, own.set(row.id, { ...row, userId, senderId, createdAtMs }));
        }
      },
    );
  }

  /** Deletes one of a user's notifications, if it is there. */
  delete(userId: string, id: string): void {
    this.#byUser.get(userId)?.delete(id);
  }

  /** Deletes all of a user's notifications. */
  deleteAllOf(userId: string): void {
    this.#byUser.delete(userId);
  }
}
