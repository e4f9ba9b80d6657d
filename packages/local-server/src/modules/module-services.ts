import { createMatch } from "../authoritative/create-match.js";
import type { LeaderboardWish, TournamentWish } from "../leaderboards/leaderboard.js";
import { writeScore } from "../leaderboards/write-score.js";
import { sendNotification } from "../notifications/send-notification.js";
import { parseDottedId } from "../presence/dotted-id.js";
import { type Stream, stream } from "../presence/stream.js";
import type { ServerContext } from "../runtime/server-context.js";
import { NIL_UUID } from "../runtime/uuid.js";

/** A stream of a module's own, as clients are told of it. */
export interface StreamName {
  /** Above 7: the others are the server's own. */
  readonly mode: number;
  /** A UUID. */
  readonly subject?: string;
  /** Any text; empty unless given. */
  readonly label?: string;
}

/** What a module may do with the server. */
export interface ModuleServices {
  /** Sends a notification to a player, kept until it is deleted when `persistent`. */
  notify(
    userId: string,
    notification: {
      readonly subject: string;
      readonly content: Readonly<Record<string, unknown>>;
      /** Above 0: the others are the server's own. */
      readonly code: number;
      readonly persistent: boolean;
    },
  ): void;
  /** Puts a socket into a stream. */
  streamJoin(sessionId: string, name: StreamName): void;
  /** Takes a socket out of a stream. */
  streamLeave(sessionId: string, name: StreamName): void;
  /** Sends text to every socket in a stream. */
  streamSend(name: StreamName, data: string): void;
  /** Starts a match of a kind that a module has registered, and returns its id. Throws where there is none. */
  createMatch(name: string, params: Readonly<Record<string, unknown>>): string;
  /** Says something to a running match and returns its answer. Throws where there is none. */
  signalMatch(matchId: string, data: string): string;
  /** Creates a leaderboard; one that is there stays as it is. Throws for a schedule that is none. */
  createLeaderboard(wish: LeaderboardWish): void;
  /** Creates a tournament; one that is there stays as it is. Throws for a schedule that is none. */
  createTournament(wish: TournamentWish): void;
  /** Writes a score as the server itself, which may write into authoritative leaderboards. */
  writeScore(
    leaderboardId: string,
    entry: {
      readonly ownerId: string;
      readonly username: string;
      readonly score: number | bigint;
      readonly subscore?: number | bigint;
    },
  ): void;
}

function streamOf({ mode, subject = "", label = "" }: StreamName): Stream {
  return stream(mode, subject, label);
}

/** Makes what the modules of one server may do with it. */
export function moduleServices(server: ServerContext): ModuleServices {
  return {
    notify(userId, { persistent, ...notification }) {
      sendNotification(server, { userId, senderId: NIL_UUID, ...notification, persistent });
    },
    streamJoin(sessionId, name) {
      const session = server.sockets.get(sessionId);
      if (session !== undefined) server.tracker.track(session, streamOf(name));
    },
    createMatch: (name, params) => createMatch(server, name, params),
    signalMatch(matchId, data) {
      const id = parseDottedId(matchId);
      const match = id === undefined ? undefined : server.matches.find(id);
      if (match === undefined) throw new Error(`There is no match "${matchId}".`);
      return match.signal(data);
    },
    createLeaderboard: (wish) => server.leaderboards.create(wish),
    createTournament: (wish) => server.leaderboards.createTournament(wish),
    writeScore(id, { ownerId, username, score, subscore = 0 }) {
      const board = server.leaderboards.get(id);
      if (board === undefined) throw new Error(`There is no leaderboard "${id}".`);
      const written = writeScore(server, board, {
        ownerId,
        username,
        score: BigInt(score),
        subscore: BigInt(subscore),
        metadata: "",
        operator: undefined,
      });
      if (typeof written === "string") throw new Error("A score cannot be below 0.");
    },
    streamLeave: (sessionId, name) => server.tracker.untrack(sessionId, streamOf(name)),
    streamSend(name, data) {
      const { mode, subject, label } = streamOf(name);
      server.sockets.sendTo(server.tracker.sessionIds(streamOf(name)), {
        stream_data: { stream: { mode, subject, label }, data, reliable: true },
      });
    },
  };
}
