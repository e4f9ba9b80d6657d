import type { DottedId } from "../presence/dotted-id.js";
import { NODE_NAME } from "../runtime/node-name.js";
import type { RunningMatch } from "./running-match.js";

/** A running match, whatever its state is. */
export type AnyMatch = Pick<
  RunningMatch<unknown>,
  | "uuid"
  | "id"
  | "label"
  | "handlerName"
  | "tickRate"
  | "stream"
  | "attempt"
  | "changed"
  | "receive"
  | "signal"
  | "stop"
>;

/** The matches that the server runs. */
export class MatchRegistry {
  readonly #matches = new Map<string, AnyMatch>();

  /** Adds a match. */
  add(match: AnyMatch): void {
    this.#matches.set(match.uuid, match);
  }

  /** Forgets a match. */
  remove(uuid: string): void {
    this.#matches.delete(uuid);
  }

  /** The match with this id. */
  find({ uuid, node }: DottedId): AnyMatch | undefined {
    return node === NODE_NAME ? this.#matches.get(uuid) : undefined;
  }

  /** Every match, the newest first. */
  all(): readonly AnyMatch[] {
    return [...this.#matches.values()].reverse();
  }

  /** Ends every match. */
  stopAll(): void {
    for (const match of this.all()) match.stop();
  }
}
