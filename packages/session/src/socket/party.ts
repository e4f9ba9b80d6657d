import { type Events, NakodoError } from "@nakodo/core";
import { type Fields, readText } from "../fields.js";
import { type MatchmakerRequest, matchmakerAddBody } from "./matchmaking.js";
import { type Presence, readPresence, readPresences } from "./messages.js";
import type { OnlineSocket } from "./online-socket.js";
import type { PartyEvents } from "./parties.js";
import { Roster } from "./roster.js";
import type { SocketMessage } from "./socket-events.js";

/** What a {@link Party} works with. */
export interface PartyParts {
  readonly socket: OnlineSocket;
  readonly events: Events<PartyEvents>;
  /** Asks the server to let us in again, and gives the party as it then is. */
  readonly join: (partyId: string) => Promise<Fields>;
  readonly left: (party: Party) => boolean;
}

/** What only the leader can change. What is left out becomes as the server has it by default. */
export interface PartyUpdate {
  /** Whether anybody may join without being accepted. */
  readonly open: boolean;
  /** What `listParties` finds it by: JSON text of an object, up to 2048 bytes. */
  readonly label?: string;
  /** Whether `listParties` leaves it out. A hidden party has no label. */
  readonly hidden?: boolean;
}

/** Players who stay together, led by one of them. Its events are those of `Parties`. */
export class Party {
  /** The id by which others join. */
  readonly id: string;
  readonly #parts: PartyParts;
  readonly #roster = new Roster();
  #self: Presence;
  #leader: Presence | undefined;
  #open = false;
  #maxSize = 0;
  #label = "";

  /** @internal Made by `Parties`. */
  constructor(fields: Fields, parts: PartyParts) {
    this.#parts = parts;
    this.id = readText(fields["party_id"]);
    this.#self = this.#enter(fields);
  }

  /** Ourselves. The session id is another one after each reconnect. */
  get self(): Presence {
    return this.#self;
  }

  /** All members, ourselves first. */
  get members(): readonly Presence[] {
    return [this.#self, ...this.#roster.others];
  }

  /** Who leads; `undefined` for a moment after a leader has gone. */
  get leader(): Presence | undefined {
    return this.#leader;
  }

  /** Whether that is us. */
  get isLeader(): boolean {
    return this.#leader?.sessionId === this.#self.sessionId;
  }

  /** Whether anybody may join without being accepted. */
  get open(): boolean {
    return this.#open;
  }

  /** Most members. */
  get maxSize(): number {
    return this.#maxSize;
  }

  /** What `listParties` finds it by. The server does not tell it to those who join: empty until it changes. */
  get label(): string {
    return this.#label;
  }

  /**
   * Sends `data` to all other members.
   *
   * @param opCode - a whole number, 0 at least
   * @throws {NakodoError} `message-too-large`; `invalid-argument` when we are no member; what
   * `OnlineSocket.request` throws
   */
  async send(opCode: number, data: Uint8Array): Promise<void> {
    // A copy, because Node's Buffer turns itself into JSON in a way of its own.
    await this.#request("party_data_send", { op_code: opCode, data: new Uint8Array(data) });
  }

  /** Makes another member the leader. Only the leader can. Throws as `send`. */
  async promote(member: Presence): Promise<void> {
    await this.#request("party_promote", { presence: onWire(member) });
  }

  /** Lets in somebody who asked, see `joinRequest`. Only the leader can. Throws as `send`. */
  async accept(asker: Presence): Promise<void> {
    await this.#request("party_accept", { presence: onWire(asker) });
  }

  /** Removes a member, or refuses somebody who asked, who is not told. Only the leader can. Throws as `send`. */
  async remove(member: Presence): Promise<void> {
    await this.#request("party_remove", { presence: onWire(member) });
  }

  /** Those who asked to join and wait. Only the leader can see them. Throws as `send`. */
  async joinRequests(): Promise<readonly Presence[]> {
    return readPresences((await this.#request("party_join_request_list", {}))["presences"]);
  }

  /** Changes what can be changed. Only the leader can. Throws as `send`. */
  async update({ open, label, hidden }: PartyUpdate): Promise<void> {
    const given = { ...(label === undefined ? {} : { label }), ...(hidden === undefined ? {} : { hidden }) };
    await this.#request("party_update", { open, ...given });
  }

  /**
   * Searches for other players, as one party. Only the leader can. All members get the ticket by `ticket`, and what
   * is found by `onMatched`. Any change of members ends the search.
   *
   * @returns the ticket
   * @throws {NakodoError} as `send`
   */
  async addMatchmaker(request: MatchmakerRequest): Promise<string> {
    return readText((await this.#request("party_matchmaker_add", matchmakerAddBody(request)))["ticket"]);
  }

  /** Ends a search. Only the leader can. Throws as `send`. */
  async removeMatchmaker(ticket: string): Promise<void> {
    await this.#request("party_matchmaker_remove", { ticket });
  }

  /** Ends the party for all. Only the leader can. Throws as `send`. */
  async end(): Promise<void> {
    await this.#request("party_close", {});
  }

  /**
   * Leaves it. No event follows. Safe to call twice.
   *
   * @throws {NakodoError} what `OnlineSocket.request` throws; we are out all the same
   */
  async leave(): Promise<void> {
    this.#parts.left(this);
    if (this.#parts.socket.state === "connected") await this.#request("party_leave", {});
  }

  /** @internal */
  take({ type, body }: SocketMessage): void {
    const { events } = this.#parts;
    if (type === "party_presence_event") {
      const change = this.#roster.change(body);
      if (change !== undefined) events.emit("presence", { party: this, ...change });
    } else if (type === "party_leader") {
      this.#leader = readPresence(body["presence"]);
      if (this.#leader !== undefined) events.emit("leader", { party: this, leader: this.#leader });
    } else if (type === "party_data") {
      const { op_code: opCode, data } = body;
      const from = readPresence(body["presence"]);
      if (typeof opCode !== "number" || !(data instanceof Uint8Array)) return;
      events.emit("data", { party: this, from, opCode, data });
    } else if (type === "party_join_request") {
      const askers = readPresences(body["presences"]);
      if (askers.length > 0) events.emit("joinRequest", { party: this, askers });
    } else if (type === "party_matchmaker_ticket") {
      events.emit("ticket", { party: this, ticket: readText(body["ticket"]) });
    } else if (type === "party_update") {
      this.#open = body["open"] === true;
      this.#label = readText(body["label"]);
      events.emit("updated", { party: this });
    } else if (type === "party_close" && this.#parts.left(this)) {
      this.close(new NakodoError("kicked", "the party was ended, or we were removed from it"));
    }
  }

  /** @internal */
  down(): void {
    this.#leader = undefined;
    this.#parts.events.emit("down", { party: this });
  }

  /** @internal */
  async enterAgain(): Promise<void> {
    this.#self = this.#enter(await this.#parts.join(this.id));
  }

  /** @internal */
  restored(): void {
    this.#parts.events.emit("restored", { party: this });
  }

  /** @internal */
  close(error: NakodoError): void {
    this.#parts.events.emit("closed", { party: this, error });
  }

  #enter(fields: Fields): Presence {
    const self = readPresence(fields["self"]);
    if (self === undefined || this.id === "") {
      throw new NakodoError("bad-response", "the server's answer names neither party nor player");
    }
    this.#roster.enter(self, readPresences(fields["presences"]));
    this.#leader = readPresence(fields["leader"]);
    this.#open = fields["open"] === true;
    this.#maxSize = Number(fields["max_size"] ?? 0);
    this.#label = readText(fields["label"]) || this.#label;
    return self;
  }

  async #request(type: string, body: Fields): Promise<Fields> {
    return (await this.#parts.socket.request(type, { party_id: this.id, ...body })).body;
  }
}

/** All three are compared, and any other field ends the socket. */
function onWire({ userId, sessionId, username }: Presence): Fields {
  return { user_id: userId, session_id: sessionId, username };
}
