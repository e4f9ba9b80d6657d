import { NakodoError } from "@nakodo/core";
import { readText } from "../fields.js";
import { restated } from "../restated.js";
import { Waiting } from "../waiting.js";
import type { Envelope } from "./envelope.js";
import type { MatchChannel, MatchChannelEvent, MatchTarget, OpenMatchOptions } from "./match-channel.js";
import { readMatchReply } from "./messages.js";
import type { OnlineSocket, SocketAccess, SocketPart } from "./online-socket.js";
import type { SocketLink } from "./socket-link.js";
import { SocketMatch } from "./socket-match.js";

/** How often a match is looked for that is not there after a reconnect. */
const LOOK_AGAIN_MS = 250;

/** Most messages that are kept for matches whose join has not been answered yet. What follows is dropped. */
export const MAX_EARLY_MESSAGES = 1024;

/**
 * Enters a match over `socket`. `receive` is called with every event of it, "joined" first, from inside the messages
 * as they come and before the returned promise goes on: nothing is missed and nothing comes out of order. Messages
 * that precede the server's answer follow right after "joined". `channel` is what the promise gives later. An exception in `receive` is reported as uncaught
 * and harms nothing else.
 *
 * @throws {NakodoError} what `OnlineSocket.connect` throws; `match-not-found`, `match-refused`, `timeout`, `aborted`,
 * `connection-lost`; `invalid-state` when this socket is in that match already
 */
export async function openMatch(
  socket: OnlineSocket,
  target: MatchTarget,
  receive: (event: MatchChannelEvent, channel: MatchChannel) => void,
  options: OpenMatchOptions = {},
): Promise<MatchChannel> {
  const link = await socket.link(options.signal);
  return socket.part(SocketMatches).open(link, target, receive, options);
}

/**
 * All matches of one socket: enters them, gives each message to its match, enters them again after a reconnect.
 *
 * Everything happens inside the message that causes it. The server may send a match's first events before the
 * answer to the join: they wait here for it.
 */
export class SocketMatches implements SocketPart {
  readonly #access: SocketAccess;
  readonly #byId = new Map<string, SocketMatch>();
  readonly #joining = new Set<SocketMatch>();
  /** Matches that are looked for, each with what ends the wait. */
  readonly #looking = new Map<SocketMatch, () => void>();
  #early: Envelope[] = [];

  constructor(access: SocketAccess) {
    this.#access = access;
  }

  /** Enters a match over `link`. See {@link openMatch}. */
  open(
    link: SocketLink,
    target: MatchTarget,
    receive: (event: MatchChannelEvent, channel: MatchChannel) => void,
    { signal, returnMs = 0 }: OpenMatchOptions,
  ): Promise<MatchChannel> {
    const { codec, clock, timeoutMs, maxMessageBytes } = this.#access;
    if ("matchId" in target && this.#byId.has(target.matchId)) {
      return Promise.reject(alreadyOpen(target.matchId));
    }
    const left = (one: SocketMatch): Promise<void> => this.#leave(one);
    const match = new SocketMatch({ target, receive, codec, maxMessageBytes, returnMs, left });
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
    const nowMs = this.#access.clock.nowMs();
    for (const match of [...this.#byId.values()]) this.#enterAgain(match, link, nowMs + match.returnMs);
  }

  lost(error: NakodoError | undefined): void {
    this.#early = [];
    for (const match of [...this.#byId.values()]) {
      this.#endLooking(match);
      match.down();
      if (error !== undefined) this.#end(match, error);
    }
  }

  /** Takes what belongs to a match. Answers whether it did. */
  received(envelope: Envelope): boolean {
    if (envelope.type !== "match_data" && envelope.type !== "match_presence_event") return false;
    const match = this.#byId.get(readText(envelope.body["match_id"]));
    if (match?.link !== undefined) deliver(match, envelope);
    else if (this.#joining.size > 0 && this.#early.length < MAX_EARLY_MESSAGES) this.#early.push(envelope);
    return true;
  }

  #enterAgain(match: SocketMatch, link: SocketLink, untilMs: number): void {
    this.#join(match, link, (error) => {
      // Lost again before the answer: the next link tries again.
      if (error === undefined || error.code === "connection-lost") return;
      const { clock } = this.#access;
      if (match.closed || error.code !== "match-not-found" || clock.nowMs() >= untilMs)
        return this.#end(match, error);
      const again = (): void => {
        this.#looking.delete(match);
        this.#enterAgain(match, link, untilMs);
      };
      this.#looking.set(match, clock.setTimer(LOOK_AGAIN_MS, again));
    });
  }

  #endLooking(match: SocketMatch): void {
    this.#looking.get(match)?.();
    this.#looking.delete(match);
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
      void leaveMatch(link, reply.matchId, this.#access.timeoutMs);
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
    this.#endLooking(match);
    if (this.#byId.get(match.matchId) === match) this.#byId.delete(match.matchId);
    const { link } = match;
    return link === undefined ? Promise.resolve() : leaveMatch(link, match.matchId, this.#access.timeoutMs);
  }

  #end(match: SocketMatch, error: NakodoError): void {
    this.#endLooking(match);
    if (this.#byId.get(match.matchId) === match) this.#byId.delete(match.matchId);
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
  return restated(error, "there is no such match: it has ended, or its code is wrong", "match-not-found");
}

function alreadyOpen(matchId: string): NakodoError {
  return new NakodoError("invalid-state", `this socket is in match ${matchId} already: leave it first`);
}
