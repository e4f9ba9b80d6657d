import type { MatchHandler } from "../authoritative/match-handler.js";
import type { LeaderboardResetFunction, TournamentFunction } from "../leaderboards/board-events.js";
import type { MatchedEntry } from "../matchmaking/ticket.js";
import type { MessageName } from "../messages/envelope.js";
import type { CallContext } from "./call-context.js";
import type { ApiMethod } from "./hook-names.js";
import type { AfterHook, BeforeHook, RealtimeAfterHook, RealtimeBeforeHook } from "./hooks.js";
import type { ModuleServices } from "./module-services.js";

/**
 * A function that clients call by name. What it returns is the payload of the answer; nothing is an empty one.
 *
 * @throws ModuleError to refuse with a text and a code.
 */
export type RpcFunction = (
  context: CallContext,
  payload: string,
) => string | undefined | Promise<string | undefined>;

/**
 * Told of a match that the matchmaker made; the id that it returns, if any, is the match that its players are sent to.
 * When it throws, they are sent to a match of their own.
 */
export type MatchmakerMatchedFunction = (entries: readonly MatchedEntry[]) => string | undefined;

/** What a module registers with as the server starts. */
export interface ModuleInitializer {
  /** What the module may do with the server, now and later. */
  readonly server: ModuleServices;
  /** Lets clients call a function. Names are compared in lower case. */
  registerRpc(id: string, run: RpcFunction): void;
  /**
   * Has calls of one HTTP method of Nakama's API (`AuthenticateCustom`) changed or refused before they are served.
   *
   * @throws LocalServerError `invalid-option` for a name that is no method's.
   */
  registerBefore(method: ApiMethod, run: BeforeHook): void;
  /**
   * Is told of calls of one HTTP method that were served.
   *
   * @throws LocalServerError `invalid-option` for a name that is no method's.
   */
  registerAfter(method: ApiMethod, run: AfterHook): void;
  /**
   * Has socket messages of one kind changed or refused before they are handled.
   *
   * @throws LocalServerError `invalid-option` for a name that is no message's.
   */
  registerRealtimeBefore<Name extends MessageName>(message: Name, run: RealtimeBeforeHook<Name>): void;
  /**
   * Is told of socket messages of one kind that were handled without an error.
   *
   * @throws LocalServerError `invalid-option` for a name that is no message's.
   */
  registerRealtimeAfter<Name extends MessageName>(message: Name, run: RealtimeAfterHook<Name>): void;
  /** Names a kind of match that the server runs, for `server.createMatch`. */
  registerMatch<State>(name: string, handler: MatchHandler<State>): void;
  /** Decides where the matchmaker sends its players. */
  registerMatchmakerMatched(run: MatchmakerMatchedFunction): void;
  /** Is told when a leaderboard with a schedule starts anew. */
  registerLeaderboardReset(run: LeaderboardResetFunction): void;
  /** Is told when a tournament takes no more scores. */
  registerTournamentEnd(run: TournamentFunction): void;
  /** Is told when a tournament starts anew, or ends for good. */
  registerTournamentReset(run: TournamentFunction): void;
}

/** Code that runs in the server: it registers what it adds. Called once, before the server listens. */
export type ServerModule = (init: ModuleInitializer) => void | Promise<void>;
