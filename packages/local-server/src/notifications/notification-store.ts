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
  #lastPosition = 0;

  /** Keeps a notification. */
  add(notification: Notification): void {
    const own = this.#byUser.get(notification.userId) ?? new Map<string, KeptNotification>();
    this.#byUser.set(notification.userId, own);
    own.set(notification.id, { ...notification, position: ++this.#lastPosition });
  }

  /** A user's notifications after a position, oldest first. */
  after(userId: string, position: number): KeptNotification[] {
    return [...(this.#byUser.get(userId)?.values() ?? [])].filter((one) => one.position > position);
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
