import type { Tracked } from "../presence/presence-tracker.js";
import { type Stream, StreamMode, stream } from "../presence/stream.js";
import { NODE_NAME } from "../runtime/node-name.js";
import { readPartyLabel } from "./party-label.js";
import { PartyRefusal } from "./party-refusal.js";

/** How a party is created. */
export interface PartyWish {
  readonly open: boolean;
  readonly hidden: boolean;
  readonly maxSize: number;
  /** A JSON object as text, or empty. */
  readonly label: string;
}

/** Who someone says a member is. All of it must be right. */
export interface ClaimedPresence {
  readonly user_id: string;
  readonly session_id: string;
  readonly username: string;
}

/** Who is in a party, who leads it and who asks to be let in. */
export class Party {
  readonly uuid: string;
  readonly maxSize: number;
  #open: boolean;
  #hidden: boolean;
  #label: string;
  #labelJson: unknown;
  #leader: Tracked;
  #members: readonly Tracked[] = [];
  #requests: readonly Tracked[] = [];

  /** @throws PartyRefusal when the label is none. */
  constructor(uuid: string, wish: PartyWish, creator: Tracked) {
    const label = readPartyLabel(wish.label);
    this.uuid = uuid;
    this.maxSize = wish.maxSize;
    this.#open = wish.open;
    this.#hidden = wish.hidden;
    this.#label = label.text;
    this.#labelJson = label.json;
    this.#leader = creator;
    this.admit(creator);
  }

  get id(): string {
    return `${this.uuid}.${NODE_NAME}`;
  }

  /** The stream that its members are in. */
  get stream(): Stream {
    return stream(StreamMode.party, this.uuid, NODE_NAME);
  }

  get open(): boolean {
    return this.#open;
  }

  /** Whether it is left out of listings. */
  get hidden(): boolean {
    return this.#hidden;
  }

  get label(): string {
    return this.#label;
  }

  /** The label, parsed. */
  get labelJson(): unknown {
    return this.#labelJson;
  }

  get leader(): Tracked {
    return this.#leader;
  }

  /** Members, who has been in it longest first. */
  get members(): readonly Tracked[] {
    return this.#members;
  }

  /** Who has asked to be let in, the first first. */
  get requests(): readonly Tracked[] {
    return this.#requests;
  }

  /** Takes someone in; says false when it is full. A member stays one. */
  admit(who: Tracked): boolean {
    if (this.#members.some((member) => member.id === who.id)) return true;
    if (this.isFull) return false;
    this.#members = [...this.#members, who];
    return true;
  }

  get isFull(): boolean {
    return this.#members.length >= this.maxSize;
  }

  /** Asks to be let in. @throws PartyRefusal */
  request(who: Tracked): void {
    if (this.#requests.length >= this.maxSize) throw new PartyRefusal("party join requests full");
    if (this.#requests.some((request) => request.userId === who.userId)) {
      throw new PartyRefusal("party join request duplicate");
    }
    this.#requests = [...this.#requests, who];
  }

  /** Forgets who has asked to be let in. */
  endRequest(who: Tracked): void {
    this.#requests = this.#requests.filter((request) => request !== who);
  }

  /** Lets a member go; says whether there was one. */
  release(sessionId: string): boolean {
    const left = this.#members.filter((member) => member.id !== sessionId);
    const isChange = left.length < this.#members.length;
    this.#members = left;
    return isChange;
  }

  /** Makes a member the leader. */
  promote(member: Tracked): void {
    this.#leader = member;
  }

  /** Only the leader may. @throws PartyRefusal */
  requireLeader(sessionId: string): void {
    if (this.#leader.id !== sessionId) throw new PartyRefusal("party leader only");
  }

  /** Changes how it is found and joined. @throws PartyRefusal when the label is none. */
  update(change: Omit<PartyWish, "maxSize">): void {
    const label = readPartyLabel(change.label);
    this.#open = change.open;
    this.#hidden = change.hidden;
    this.#label = label.text;
    this.#labelJson = label.json;
  }
}

/** Whom a client means among these; `undefined` unless everything that it says of them is right. */
export function whoIs(claimed: ClaimedPresence, among: readonly Tracked[]): Tracked | undefined {
  return among.find(
    (one) =>
      one.id === claimed.session_id && one.userId === claimed.user_id && one.username === claimed.username,
  );
}
