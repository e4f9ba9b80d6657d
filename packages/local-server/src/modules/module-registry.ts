import type { MatchHandler } from "../authoritative/match-handler.js";
import type { BoardHooks } from "../leaderboards/board-schedule.js";
import { envelopeTable } from "../messages/envelope.js";
import { LocalServerError } from "../runtime/local-server-error.js";
import { isApiMethod } from "./hook-names.js";
import type { HookTable } from "./hooks.js";
import type { ModuleServices } from "./module-services.js";
import type {
  MatchmakerMatchedFunction,
  ModuleInitializer,
  RpcFunction,
  ServerModule,
} from "./server-module.js";

/** A handler with a state of which only it knows the kind. */
export type AnyMatchHandler = (run: <State>(handler: MatchHandler<State>) => void) => void;

/** What the modules of one server have registered. */
export class ModuleRegistry {
  readonly rpcs = new Map<string, RpcFunction>();
  readonly hooks: HookTable = {
    before: new Map(),
    after: new Map(),
    realtimeBefore: {},
    realtimeAfter: {},
  };
  readonly matches = new Map<string, AnyMatchHandler>();
  matchmakerMatched: MatchmakerMatchedFunction | undefined;
  readonly boards: BoardHooks = {
    leaderboardReset: undefined,
    tournamentEnd: undefined,
    tournamentReset: undefined,
  };

  /** Runs the modules one after the other. What a module throws is thrown. */
  async load(modules: readonly ServerModule[], server: ModuleServices): Promise<void> {
    const init: ModuleInitializer = {
      server,
      registerRpc: (id, run) => this.rpcs.set(id.toLowerCase(), run),
      registerBefore: (method, run) => this.hooks.before.set(known(method), run),
      registerAfter: (method, run) => this.hooks.after.set(known(method), run),
      registerRealtimeBefore: (message, run) => {
        checkMessage(message);
        Object.assign(this.hooks.realtimeBefore, { [message]: run });
      },
      registerRealtimeAfter: (message, run) => {
        checkMessage(message);
        Object.assign(this.hooks.realtimeAfter, { [message]: run });
      },
      registerMatch: (name, handler) => this.matches.set(name, (run) => run(handler)),
      registerMatchmakerMatched: (run) => {
        this.matchmakerMatched = run;
      },
      registerLeaderboardReset: (run) => {
        this.boards.leaderboardReset = run;
      },
      registerTournamentEnd: (run) => {
        this.boards.tournamentEnd = run;
      },
      registerTournamentReset: (run) => {
        this.boards.tournamentReset = run;
      },
    };
    for (const module of modules) await module(init);
  }
}

/** For modules that no compiler has seen. */
function known(method: string): string {
  if (isApiMethod(method)) return method;
  throw new LocalServerError(
    "invalid-option",
    `"${method}" is no method of Nakama's API: hooks go by names such as "AuthenticateDevice".`,
  );
}

function checkMessage(name: string): void {
  if (name !== "cid" && Object.hasOwn(envelopeTable.fields, name)) return;
  throw new LocalServerError(
    "invalid-option",
    `"${name}" is no socket message: hooks go by names such as "match_create".`,
  );
}
