import { type AbortSignalLike, type EventSource, Events } from "@nakodo/core";
import { type Fields, isFields, readText } from "../fields.js";
import { reportUncaught } from "../report-uncaught.js";
import { type Presence, readPresence } from "./messages.js";
import type { OnlineSocket } from "./online-socket.js";

/** One connection of a player who is online, and what the player says about it. */
export interface StatusPresence extends Presence {
  /** What the player last gave to `update`; empty when nothing yet. */
  readonly status: string;
}

/** The events of {@link Status}. */
export interface StatusEvents {
  /** Somebody whom we follow came, changed, or went offline; or one of our own connections did. */
  changed: {
    /** Who came. */
    readonly joins: readonly StatusPresence[];
    /** Who went. */
    readonly leaves: readonly StatusPresence[];
  };
  /** The socket is back, and we follow again: these are online now. Nobody else whom we follow is. */
  restored: {
    /** Who is online now. */
    readonly presences: readonly StatusPresence[];
  };
}

/** Whom to follow: by id, by name, or both. */
export interface FollowTargets {
  /** By their user ids. */
  /** By id. */
  readonly userIds?: readonly string[];
  /** By their names. */
  /** By name. */
  readonly usernames?: readonly string[];
}

/**
 * Who is online, over `socket`. What is followed, and our own status, come back by themselves when the socket does;
 * they end with `disconnect` and `logout`.
 */
export function status(socket: OnlineSocket): Status {
  return new Status(socket);
}

/** Our own status and those of the players whom we follow. Made by {@link status}. */
export class Status implements EventSource<StatusEvents> {
  readonly #socket: OnlineSocket;
  readonly #events = new Events<StatusEvents>(reportUncaught);
  readonly #userIds = new Set<string>();
  readonly #usernames = new Set<string>();
  /** What we said last; `undefined` when nothing, so that the server's default stands. */
  #own: Fields | undefined;

  /** @internal Use {@link status}. */
  constructor(socket: OnlineSocket) {
    this.#socket = socket;
    socket.on("message", ({ type, body }) => {
      if (type !== "status_presence_event") return;
      const [joins, leaves] = [readStatuses(body["joins"]), readStatuses(body["leaves"])];
      if (joins.length + leaves.length > 0) this.#events.emit("changed", { joins, leaves });
    });
    socket.on("reconnected", () => {
      // Lost again before the answer: the next connection tries again.
      this.#restore().catch(() => {});
    });
    socket.on("disconnected", ({ willReconnect }) => {
      if (!willReconnect) this.#forget();
    });
    socket.on("reconnectFailed", () => this.#forget());
  }

  on<Type extends keyof StatusEvents>(type: Type, listener: (event: StatusEvents[Type]) => void): () => void {
    return this.#events.on(type, listener);
  }

  once<Type extends keyof StatusEvents>(
    type: Type,
    options?: { where?: (event: StatusEvents[Type]) => boolean; signal?: AbortSignalLike },
  ): Promise<StatusEvents[Type]> {
    return this.#events.once(type, options);
  }

  /**
   * Follows these players, and gives those who are online. Who is not known to the server is passed over.
   *
   * @throws {NakodoError} `invalid-argument` for what is no user id or name; what `OnlineSocket.request` throws
   */
  async follow(targets: FollowTargets): Promise<readonly StatusPresence[]> {
    const { userIds = [], usernames = [] } = targets;
    const presences = await this.#follow(userIds, usernames);
    for (const id of userIds) this.#userIds.add(id);
    for (const name of usernames) this.#usernames.add(name);
    return presences;
  }

  /**
   * Follows these players no more, whether they were followed by id or by name. Names must be given beside the ids
   * of those who were followed by name, or they are followed again after a reconnect.
   *
   * @throws {NakodoError} `invalid-argument`; what `OnlineSocket.request` throws
   */
  async unfollow(userIds: readonly string[], usernames: readonly string[] = []): Promise<void> {
    for (const id of userIds) this.#userIds.delete(id);
    for (const name of usernames) this.#usernames.delete(name);
    await this.#socket.request("status_unfollow", { user_ids: userIds });
  }

  /**
   * Says something to those who follow us, up to 2048 bytes. `undefined` makes us appear offline.
   *
   * @throws {NakodoError} `invalid-argument` (too long); what `OnlineSocket.request` throws
   */
  async update(text: string | undefined): Promise<void> {
    const body = text === undefined ? {} : { status: text };
    await this.#socket.request("status_update", body);
    this.#own = body;
  }

  async #follow(
    userIds: readonly string[],
    usernames: readonly string[],
  ): Promise<readonly StatusPresence[]> {
    const request = { user_ids: userIds, usernames };
    return readStatuses((await this.#socket.request("status_follow", request)).body["presences"]);
  }

  async #restore(): Promise<void> {
    if (this.#own !== undefined) await this.#socket.request("status_update", this.#own);
    if (this.#userIds.size + this.#usernames.size === 0) return;
    const presences = await this.#follow([...this.#userIds], [...this.#usernames]);
    this.#events.emit("restored", { presences });
  }

  #forget(): void {
    this.#own = undefined;
    this.#userIds.clear();
    this.#usernames.clear();
  }
}

function readStatuses(list: unknown): readonly StatusPresence[] {
  if (!Array.isArray(list)) return [];
  return list.map(readStatus).filter((one) => one !== undefined);
}

function readStatus(value: unknown): StatusPresence | undefined {
  const presence = readPresence(value);
  return presence && isFields(value) ? { ...presence, status: readText(value["status"]) } : undefined;
}
