import type { Presence } from "@nakodo/session";
import type { MatchChannelEvent } from "@nakodo/session/services";

type DataEvent = Extract<MatchChannelEvent, { type: "data" }>;

/** Keeps what a match channel tells, and lets a test wait for it. */
export class MatchLog {
  readonly events: MatchChannelEvent[] = [];
  readonly data: DataEvent[] = [];
  /** The others, by session id. */
  readonly present = new Map<string, Presence>();
  #watchers: (() => void)[] = [];

  /** What `openMatch` takes. */
  readonly receive = (event: MatchChannelEvent): void => {
    this.events.push(event);
    if (event.type === "data") this.data.push(event);
    if (event.type === "joined") {
      this.present.clear();
      for (const one of event.presences) this.present.set(one.sessionId, one);
    }
    if (event.type === "presence") {
      for (const one of event.leaves) this.present.delete(one.sessionId);
      for (const one of event.joins) this.present.set(one.sessionId, one);
    }
    for (const look of [...this.#watchers]) look();
  };

  /** Resolves when `condition` holds, looked at with every event. */
  until(condition: (log: this) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition(this)) return;
        this.#watchers = this.#watchers.filter((one) => one !== look);
        resolve();
      };
      this.#watchers.push(look);
      look();
    });
  }

  /** How often this session id was told of as one of the others. */
  selvesSeen(sessionId: string): number {
    return this.events
      .flatMap((event) => {
        if (event.type === "joined") return event.presences;
        return event.type === "presence" ? [...event.joins, ...event.leaves] : [];
      })
      .filter((one) => one.sessionId === sessionId).length;
  }
}
