import type { Fields } from "../fields.js";
import { type Presence, readPresences } from "./messages.js";

/** Who came and who went. */
export interface RosterChange {
  readonly joins: readonly Presence[];
  readonly leaves: readonly Presence[];
}

/**
 * The others who are in a match, a channel or a party, each once and never ourselves: the server repeats itself, and
 * tells us of ourselves and of our connections that have died.
 */
export class Roster {
  readonly #others = new Map<string, Presence>();
  readonly #selves = new Set<string>();

  get others(): readonly Presence[] {
    return [...this.#others.values()];
  }

  /** We are in as `self`, and these are there. */
  enter(self: Presence, presences: readonly Presence[]): void {
    this.#selves.add(self.sessionId);
    this.#others.clear();
    for (const one of presences) if (!this.isSelf(one.sessionId)) this.#others.set(one.sessionId, one);
  }

  /** Whether this is our connection, or was. */
  isSelf(sessionId: string): boolean {
    return this.#selves.has(sessionId);
  }

  get(sessionId: string): Presence | undefined {
    return this.#others.get(sessionId);
  }

  /** Takes the `joins` and `leaves` of a message. `undefined` when they say nothing new. */
  change(body: Fields): RosterChange | undefined {
    const leaves = readPresences(body["leaves"])
      .map((one) => this.#others.get(one.sessionId))
      .filter((one) => one !== undefined);
    for (const one of leaves) this.#others.delete(one.sessionId);
    const joins: Presence[] = [];
    for (const one of readPresences(body["joins"])) {
      if (this.isSelf(one.sessionId) || this.#others.has(one.sessionId)) continue;
      this.#others.set(one.sessionId, one);
      joins.push(one);
    }
    return joins.length + leaves.length > 0 ? { joins, leaves } : undefined;
  }
}
