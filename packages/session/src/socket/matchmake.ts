import { type AbortSignalLike, Events, NakodoError } from "@nakodo/core";
import { readText } from "../fields.js";
import { reportUncaught } from "../report-uncaught.js";
import { Waiting } from "../waiting.js";
import type { Envelope } from "./envelope.js";
import {
  type MatchmakerMatched,
  type MatchmakerRequest,
  matchmakerAddBody,
  readMatchmakerMatched,
} from "./matchmaking.js";
import type { OnlineSocket, SocketAccess, SocketPart } from "./online-socket.js";
import type { SocketLink } from "./socket-link.js";

/** Options of {@link matchmake}. */
export interface MatchmakeOptions {
  /** Gives up the search: the ticket is removed. */
  readonly signal?: AbortSignalLike;
  /** Told the ticket as soon as there is one. */
  readonly onTicket?: (ticket: string) => void;
}

/**
 * Searches for other players, and gives what was found. Replaces the tutorial's `start_matchmaking`. With a real
 * server's settings this takes up to 15 s, with `minCount` below `maxCount` up to 30 s; without others, for ever.
 *
 * @throws {NakodoError} what `OnlineSocket.request` throws; `aborted`; `connection-lost`: the server forgets a search
 * whose socket is lost, so start another
 */
export async function matchmake(
  socket: OnlineSocket,
  request: MatchmakerRequest,
  options: MatchmakeOptions = {},
): Promise<MatchmakerMatched> {
  const link = await socket.link(options.signal);
  return socket.part(Searches).search(link, request, options);
}

/**
 * Ends a search of `matchmake`, which then rejects with `aborted`, by the ticket that `onTicket` told.
 *
 * @throws {NakodoError} `invalid-argument` when the ticket is unknown or was matched; what `OnlineSocket.request`
 * throws
 */
export async function removeMatchmaker(socket: OnlineSocket, ticket: string): Promise<void> {
  await socket.request("matchmaker_remove", { ticket });
  socket.part(Searches).removed(ticket);
}

/**
 * Calls `listener` whenever the matchmaker found others for a ticket of ours: of `matchmake`, or of a party. Gives
 * back the function that ends it.
 */
export function onMatched(socket: OnlineSocket, listener: (matched: MatchmakerMatched) => void): () => void {
  return socket.part(Searches).matched.on("matched", listener);
}

/** All searches of one socket. */
class Searches implements SocketPart {
  readonly matched = new Events<{ matched: MatchmakerMatched }>(reportUncaught);
  readonly #access: SocketAccess;
  /** By ticket. */
  readonly #open = new Map<string, Waiting<MatchmakerMatched>>();

  constructor(access: SocketAccess) {
    this.#access = access;
  }

  search(
    link: SocketLink,
    request: MatchmakerRequest,
    { signal, onTicket }: MatchmakeOptions,
  ): Promise<MatchmakerMatched> {
    const { clock, timeoutMs } = this.#access;
    let ticket = "";
    const waiting = new Waiting<MatchmakerMatched>({
      what: "the matchmaker",
      signal,
      rejected: () => {
        if (this.#open.has(ticket)) this.#cancel(link, ticket);
      },
    });
    if (waiting.over) return waiting.promise;
    const what = "the matchmaker's ticket";
    const answered = new Waiting<void>({ what, clock, limitMs: timeoutMs });
    answered.promise.catch((error: unknown) => waiting.reject(error));
    // No time limit of its own: a ticket that comes late must still be removed.
    link.request("matchmaker_add", matchmakerAddBody(request), undefined, (answer) => {
      if (answer instanceof NakodoError) {
        answered.reject(answer);
        return;
      }
      answered.resolve();
      ticket = readText(answer.body["ticket"]);
      if (waiting.over) {
        this.#cancel(link, ticket);
        return;
      }
      this.#open.set(ticket, waiting);
      onTicket?.(ticket);
    });
    return waiting.promise;
  }

  removed(ticket: string): void {
    const search = this.#open.get(ticket);
    this.#open.delete(ticket);
    search?.reject(new NakodoError("aborted", "the search was removed"));
  }

  connected(): void {}

  lost(): void {
    const lost = [...this.#open.values()];
    this.#open.clear();
    for (const search of lost) {
      search.reject(new NakodoError("connection-lost", "the search ended with the socket: start another"));
    }
  }

  received({ type, body }: Envelope): boolean {
    if (type !== "matchmaker_matched") return false;
    const matched = readMatchmakerMatched(body);
    if (matched === undefined) return true;
    const search = this.#open.get(matched.ticket);
    this.#open.delete(matched.ticket);
    search?.resolve(matched);
    this.matched.emit("matched", matched);
    return true;
  }

  /** Whatever the server answers, nobody waits for this ticket any more. */
  #cancel(link: SocketLink, ticket: string): void {
    this.#open.delete(ticket);
    link.request("matchmaker_remove", { ticket }, this.#access.timeoutMs, () => {});
  }
}
