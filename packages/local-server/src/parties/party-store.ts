import type { DottedId } from "../presence/dotted-id.js";
import { NODE_NAME } from "../runtime/node-name.js";
import type { Party } from "./party.js";
import { PartyRefusal } from "./party-refusal.js";

/** All parties. */
export class PartyStore {
  readonly #parties = new Map<string, Party>();

  /** Adds a party. */
  add(party: Party): void {
    this.#parties.set(party.uuid, party);
  }

  /** Removes a party. */
  remove(party: Party): void {
    this.#parties.delete(party.uuid);
  }

  /** The party with this id. @throws PartyRefusal */
  find({ uuid, node }: DottedId): Party {
    const party = node === NODE_NAME ? this.#parties.get(uuid) : undefined;
    if (party === undefined) throw new PartyRefusal("party not found");
    return party;
  }

  /** The party whose members are in the stream of this subject. */
  get(uuid: string): Party | undefined {
    return this.#parties.get(uuid);
  }

  /** Every party, the oldest first. */
  all(): readonly Party[] {
    return [...this.#parties.values()];
  }
}
