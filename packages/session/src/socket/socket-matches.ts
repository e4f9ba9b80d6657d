import { type AbortSignalLike, NakodoError } from "@nakodo/core";
import type { Clock } from "../clock.js";
import { restated } from "../restated.js";
import { Waiting } from "../waiting.js";
import type { Envelope } from "./envelope.js";
import type { MatchChannel, MatchChannelEvent, MatchTarget } from "./match-channel.js";
import { readMatchReply, readText } from "./messages.js";
import type { SocketCodec } from "./socket-codec.js";
import type { SocketLink } from "./socket-link.js";
import { SocketMatch } from "./socket-match.js";

/** Most messages that are kept for matches whose join has not been answered yet. What follows is dropped. */
export const MAX_EARLY_MESSAGES = 1024;

/** What {@link SocketMatches} works with. */
export interface SocketMatchesParts {
  readonly codec: SocketCodec;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly maxMessageBytes: number;
}

/**
 * All matches of one socket: enters them, gives each message to its match, enters them again after a reconnect.
 *
 * Everything happens inside the message that causes it. The server may send a match's first events before the
 * answer to the join: they wait here for it.
 */
export class SocketMatches {
  readonly #parts: SocketMatchesParts;
  readonly #byId = new Map<string, SocketMatch>();
  readonly #joining = new Set<SocketMatch>();
  #early: Envelope[] = [];

  constructor(parts: SocketMatchesParts) {
    this.#parts = parts;
  }

  /** Enters a match over `link`. See `OnlineSocket.openMatch`. */
  open(
    link: SocketLink,
    target: MatchTarget,
    receive: (event: MatchChannelEvent) => void,
    signal: AbortSignalLike | undefined,
  ): Promise<MatchChannel> {
    const { codec, clock, timeoutMs, maxMessageBytes } = this.#parts;
    if ("matchId" in target && this.#byId.has(target.matchId)) {
      return Promise.reject(alreadyOpen(target.matchId));
    }
    const left = (one: SocketMatch): Promise<void> => this.#leave(one);
    const match = new SocketMatch({ target, receive, codec, maxMessageBytes, left });
    const waiting = new Waiting<MatchChannel>({
      what: "the answer to the join",
      signal,
      clock,
      limitMs: timeoutMs,
      // The answer may still come: it finds the match closed, and leaves it.
      rejected: () => match.close(undefined),
    });
    if (!waiting.over) {
      this.#join(match, link, (error) => {
        if (error === undefined) waiting.resolve(match);
        else waiting.reject(error);
      });
    }
    return waiting.promise;
  }

  /** A link is there: enters again whatever was lost with the one before. */
  connected(link: SocketLink): void {
    for (const match of [...this.#byId.values()]) {
      this.#join(match, link, (error) => {
        // Lost again before the answer: the next link tries again.
        if (error === undefined || error.code === "connection-lost") return;
        this.#end(match, error);
      });
    }
  }

  /** The link is gone; another one follows. */
  down(): void {
    this.#early = [];
    for (const match of [...this.#byId.values()]) match.down();
  }

  /** No other link follows. */
  closeAll(error: NakodoError): void {
    this.#early = [];
    for (const match of [...this.#byId.values()]) this.#end(match, error);
  }

  /** Takes what belongs to a match. Answers whether it did. */
  received(envelope: Envelope): boolean {
    if (envelope.type !== "match_data" && envelope.type !== "match_presence_event") return false;
    const match = this.#byId.get(readText(envelope.body["match_id"]));
    if (match?.link !== undefined) deliver(match, envelope);
    else if (this.#joining.size > 0 && this.#early.length < MAX_EARLY_MESSAGES) this.#early.push(envelope);
    return true;
  }

  #join(match: SocketMatch, link: SocketLink, done: (error: NakodoError | undefined) => void): void {
    const { type, body } = match.joinRequest();
    this.#joining.add(match);
    // No time limit of its own: only the answer says whether there is something to leave.
    link.request(type, body, undefined, (answer) => {
      this.#joining.delete(match);
      try {
        done(answer instanceof NakodoError ? joinError(answer) : this.#entered(match, link, answer));
      } catch (error) {
        if (!(error instanceof NakodoError)) throw error;
        done(error);
      } finally {
        if (this.#joining.size === 0) this.#early = [];
      }
    });
  }

  #entered(match: SocketMatch, link: SocketLink, answer: Envelope): NakodoError | undefined {
    const reply = readMatchReply(answer.body);
    const holder = this.#byId.get(reply.matchId);
    if (holder !== undefined && holder !== match) return alreadyOpen(reply.matchId);
    if (match.closed) {
      this.#byId.delete(reply.matchId);
      void leaveMatch(link, reply.matchId, this.#parts.timeoutMs);
      return new NakodoError("aborted", "the match was left while it was being joined");
    }
    this.#byId.set(reply.matchId, match);
    match.joined(reply, link);
    const early = this.#early.filter((envelope) => envelope.body["match_id"] === reply.matchId);
    if (early.length > 0) {
      this.#early = this.#early.filter((envelope) => !early.includes(envelope));
      for (const envelope of early) deliver(match, envelope);
    }
    return undefined;
  }

  #leave(match: SocketMatch): Promise<void> {
    if (this.#byId.get(match.matchId) === match) this.#byId.delete(match.matchId);
    const { link } = match;
    return link === undefined ? Promise.resolve() : leaveMatch(link, match.matchId, this.#parts.timeoutMs);
  }

  #end(match: SocketMatch, error: NakodoError): void {
    if (this.#byId.get(match.matchId) === match) this.#byId.delete(match.matchId);
    match.down();
    match.close(error);
  }
}

function deliver(match: SocketMatch, envelope: Envelope): void {
  if (envelope.type === "match_data") match.dataArrived(envelope.body);
  else match.presenceChanged(envelope.body);
}

/** Tells the server. Whatever it answers, we are out: so does a link that ends first. */
function leaveMatch(link: SocketLink, matchId: string, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    link.request("match_leave", { match_id: matchId }, timeoutMs, () => resolve());
  });
}

/** An id that is none, and a token that has expired, are to a player what an ended match is. */
function joinError(error: NakodoError): NakodoError {
  const gone = /^(Match not found|Invalid match|No match)/.test(error.serverMessage ?? "");
  if (!gone) return error;
  return restated(error, "match-not-found", "there is no such match: it has ended, or its code is wrong");
}

function alreadyOpen(matchId: string): NakodoError {
  return new NakodoError("invalid-state", `this socket is in match ${matchId} already: leave it first`);
}
