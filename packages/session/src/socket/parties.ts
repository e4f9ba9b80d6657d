import { type AbortSignalLike, type EventSource, Events, NakodoError } from "@nakodo/core";
import { type Fields, readText } from "../fields.js";
import { reportUncaught } from "../report-uncaught.js";
import { restated } from "../restated.js";
import { Waiting } from "../waiting.js";
import type { Presence } from "./messages.js";
import type { OnlineSocket } from "./online-socket.js";
import { Party } from "./party.js";
import type { SocketMessage } from "./socket-events.js";
import { Subscriptions } from "./subscriptions.js";

/** The events of {@link Parties}. */
export interface PartyEvents {
  /** Others came or went. */
  presence: {
    /** Which party. */
    readonly party: Party;

    /** Who came. */
    readonly joins: readonly Presence[];

    /** Who went. */
    readonly leaves: readonly Presence[];
  };
  /** Another member leads, perhaps ourselves. Comes before the `presence` of a leader that left. */
  leader: {
    /** Which party. */
    readonly party: Party;
    /** Who leads now. */
    readonly leader: Presence;
  };
  /** Another member sent something. The bytes are the listener's. */
  data: {
    /** Which party. */
    readonly party: Party;

    /** Who sent it. */
    readonly from: Presence | undefined;

    /** What the sender gave. */
    readonly opCode: number;

    /** Exactly the bytes that were sent. */
    readonly data: Uint8Array;
  };
  /** Somebody asks to join a party that is not open. Only the leader hears it. */
  joinRequest: {
    /** Which party. */
    readonly party: Party;
    /** Who asks: give one to `accept` or `remove`. */
    readonly askers: readonly Presence[];
  };
  /** The leader searches for players. */
  ticket: {
    /** Which party. */
    readonly party: Party;
    /** The ticket of the search. */
    readonly ticket: string;
  };
  /** The leader changed `open` or `label`. */
  updated: {
    /** Which party. */
    readonly party: Party;
  };
  /** The socket was lost. `restored` or `closed` follows; in a party that is not open, once the leader accepts us. */
  down: {
    /** Which party. */
    readonly party: Party;
  };
  /** We are in again, though no longer its leader if others stayed. A search of the party has ended. */
  restored: {
    /** Which party. */
    readonly party: Party;
  };
  /**
   * We are out of it, and not because we left. `kicked`: removed, or the party was ended; `not-found`: nobody stayed
   * in it while the socket was down.
   */
  closed: {
    /** Which party. */
    readonly party: Party;
    /** Why. */
    readonly error: NakodoError;
  };
}

/** What {@link Parties.create} takes. */
export interface PartyOptions {
  /** Whether anybody may join without being accepted (default true). */
  readonly open?: boolean;
  /** Most members, 1 to 256. */
  readonly maxSize: number;
  /** What `listParties` finds it by: JSON text of an object, up to 2048 bytes. */
  readonly label?: string;
  /** Whether `listParties` leaves it out (default false). A hidden party has no label. */
  readonly hidden?: boolean;
}

/**
 * Parties over `socket`. Make one, add the listeners, then create or join: so that nothing is missed. A party comes
 * back by itself when the socket does, if somebody stayed in it.
 *
 * ```ts
 * const crew = parties(online.socket);
 * crew.on("data", ({ from, data }) => read(from, data));
 * const party = await crew.create({ maxSize: 4 });
 * ```
 */
export function parties(socket: OnlineSocket): Parties {
  return new Parties(socket);
}

/** All parties that one socket is in. Made by {@link parties}. */
export class Parties implements EventSource<PartyEvents> {
  readonly #socket: OnlineSocket;
  readonly #events = new Events<PartyEvents>(reportUncaught);
  readonly #parties: Subscriptions<Party>;
  /** Who waits to be let in, by party. */
  readonly #asked = new Map<string, Waiting<Fields>>();
  /** Parties that may still let us in although nobody waits for it any more. */
  readonly #abandoned = new Set<string>();

  /** @internal Use {@link parties}. */
  constructor(socket: OnlineSocket) {
    this.#socket = socket;
    socket.on("message", ({ type, body }) => {
      if (type === "party") this.#letIn(readText(body["party_id"]), body);
    });
    socket.on("disconnected", ({ error }) => {
      this.#abandoned.clear();
      const lost = error ?? new NakodoError("connection-lost", "the socket was lost before we were let in");
      for (const waiting of [...this.#asked.values()]) waiting.reject(lost);
    });
    this.#parties = new Subscriptions(socket, partyOfMessage);
  }

  on<Type extends keyof PartyEvents>(type: Type, listener: (event: PartyEvents[Type]) => void): () => void {
    return this.#events.on(type, listener);
  }

  once<Type extends keyof PartyEvents>(
    type: Type,
    options?: { where?: (event: PartyEvents[Type]) => boolean; signal?: AbortSignalLike },
  ): Promise<PartyEvents[Type]> {
    return this.#events.once(type, options);
  }

  /**
   * Makes a party that we lead.
   *
   * @throws {NakodoError} `invalid-argument`; what `OnlineSocket.request` throws
   */
  create(options: PartyOptions): Promise<Party> {
    const { open = true, maxSize, label, hidden } = options;
    const given = { ...(label === undefined ? {} : { label }), ...(hidden === undefined ? {} : { hidden }) };
    return this.#parties.add(async () => {
      const request = { open, max_size: maxSize, ...given };
      return this.#party((await this.#socket.request("party_create", request)).body);
    });
  }

  /**
   * Joins a party: at once when it is open, else when its leader accepts. The server does not tell of a refusal: give
   * a `signal` to stop waiting. A party that we are in already is given again.
   *
   * @throws {NakodoError} `not-found` (it has ended), `invalid-argument` (it is full, no party's id, …), `aborted`,
   * `connection-lost`; what `OnlineSocket.request` throws
   */
  join(partyId: string, options: { readonly signal?: AbortSignalLike } = {}): Promise<Party> {
    const party = this.#parties.get(partyId);
    if (party !== undefined) return Promise.resolve(party);
    return this.#parties.add(async () => this.#party(await this.#ask(partyId, options.signal)));
  }

  #party(fields: Fields): Party {
    return new Party(fields, {
      socket: this.#socket,
      events: this.#events,
      join: (partyId) => this.#ask(partyId, undefined),
      left: (party) => this.#parties.delete(party),
    });
  }

  /** Asks to be let in. The answer comes as a message of its own, at once or when the leader accepts. */
  async #ask(partyId: string, signal: AbortSignalLike | undefined): Promise<Fields> {
    const asked = this.#asked.get(partyId);
    if (asked !== undefined) return asked.promise;
    const waiting = new Waiting<Fields>({
      what: "being let into the party",
      signal,
      rejected: () => this.#abandoned.add(partyId),
    });
    this.#asked.set(partyId, waiting);
    this.#abandoned.delete(partyId);
    try {
      if (!waiting.over) {
        this.#socket
          .request("party_join", { party_id: partyId })
          .catch((error: unknown) => waiting.reject(joinError(error)));
      }
      return await waiting.promise;
    } finally {
      this.#asked.delete(partyId);
    }
  }

  #letIn(partyId: string, fields: Fields): void {
    this.#asked.get(partyId)?.resolve(fields);
    if (!this.#abandoned.delete(partyId)) return;
    // Whatever the server answers, nobody wants to be in this party any more.
    this.#socket.request("party_leave", { party_id: partyId }).catch(() => {});
  }
}

/** The id of the party that a message is meant for; `undefined` for what is no message of a party. */
function partyOfMessage({ type, body }: SocketMessage): string | undefined {
  return type.startsWith("party_") ? readText(body["party_id"]) : undefined;
}

function joinError(error: unknown): unknown {
  if (!(error instanceof NakodoError) || !error.serverMessage?.endsWith("party not found")) return error;
  return restated(error, "there is no such party: it has ended", "not-found");
}
