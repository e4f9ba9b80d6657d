/**
 * An in-memory Nakama for development and tests.
 *
 * @packageDocumentation
 */

export type {
  JoinDecision,
  MatchDispatcher,
  MatchHandler,
  MatchInput,
  MatchPresence,
  MatchTurn,
} from "./authoritative/match-handler.js";
export type {
  EndedTournament,
  LeaderboardResetFunction,
  ResetLeaderboard,
  TournamentFunction,
} from "./leaderboards/board-events.js";
export type { LeaderboardWish, ScoreOperator, TournamentWish } from "./leaderboards/leaderboard.js";
export type { LocalServer } from "./local-server.js";
export type { BoardServices, Standing } from "./modules/board-services.js";
export type { CallContext } from "./modules/call-context.js";
export type {
  DataServices,
  JsonObject,
  StoredName,
  StoredObject,
  StoredWish,
} from "./modules/data-services.js";
export type { ApiMethod } from "./modules/hook-names.js";
export type {
  AfterHook,
  BeforeHook,
  HookRequest,
  RealtimeAfterHook,
  RealtimeBeforeHook,
} from "./modules/hooks.js";
export { ModuleError } from "./modules/module-error.js";
export type { ModuleServices, StreamName } from "./modules/module-services.js";
export type {
  MatchmakerMatchedFunction,
  ModuleInitializer,
  RpcFunction,
  ServerModule,
} from "./modules/server-module.js";
export type { Clock, Timer } from "./runtime/clock.js";
export { LocalServerError, type LocalServerErrorCode } from "./runtime/local-server-error.js";
export { type RandomSource, seededRandom } from "./runtime/random.js";
export { VirtualClock } from "./runtime/virtual-clock.js";
export { type LocalServerOptions, startLocalServer } from "./start-local-server.js";
