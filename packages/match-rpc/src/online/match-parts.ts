import { Events, NakodoError, type Transport } from "@nakodo/core";
import { MatchEngine } from "../engine/engine.js";
import type { EngineOptions } from "../engine/engine-options.js";
import { Objects } from "../engine/objects.js";
import { Schema } from "../remotes/schema.js";
import { MatchState, type OnlineMatchEvents } from "./match-events.js";
import type { OnlineMatchOptions } from "./match-options.js";
import type { MakeEngine } from "./match-plugin.js";
import type { MatchRun } from "./match-run.js";
import { type MatchSettings, settingsOf } from "./match-settings.js";

/** What the pieces of an `OnlineMatch` share: all that outlives a match, and the match that is played. */
export class MatchParts {
  readonly settings: MatchSettings;
  readonly schema: Schema;
  readonly objects = new Objects();
  readonly events = new Events<OnlineMatchEvents>(reportUncaught);
  /** The match that is searched for, entered or played; `undefined` in the lobby. */
  run: MatchRun | undefined;
  state: MatchState = MatchState.LOBBY;
  /** What plugins put around each match's transport. */
  wrap: (transport: Transport) => Transport = (transport) => transport;
  onCall: EngineOptions["onCall"];
  makeEngine: MakeEngine = (options, onListenerError) => new MatchEngine(options, onListenerError);

  constructor(options: OnlineMatchOptions) {
    this.settings = settingsOf(options);
    this.schema = new Schema(this.settings.remotes);
  }

  get engine(): MatchEngine | undefined {
    return this.run?.engine;
  }

  setState(state: MatchState): void {
    if (state === this.state) return;
    this.state = state;
    this.events.emit("stateChanged", { state });
  }

  /** Does something in the match and sees to it that it is sent. @throws {NakodoError} `invalid-state` in no match */
  act<T>(action: (engine: MatchEngine) => T): T {
    const { run } = this;
    if (run?.engine === undefined)
      throw new NakodoError("invalid-state", "this needs a match: create, join or find one (or playOffline)");
    const result = action(run.engine);
    run.driver?.touch();
    return result;
  }
}

/** An exception of the game's own code is the game's to see, and must not break the match. */
export function reportUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
