import type { Plugin, Transport } from "@nakodo/core";
import type { MatchClock } from "../driver.js";
import type { MatchEngine } from "../engine/engine.js";
import type { EngineOptions } from "../engine/engine-options.js";
import type { ObservedCall } from "../engine/observed-call.js";
import type { OnlineMatch } from "./online-match.js";

/** What a plugin sees of the match that it is added to. */
export type PluginMatch = Pick<
  OnlineMatch,
  | "counters"
  | "hostId"
  | "isHost"
  | "matchId"
  | "mode"
  | "on"
  | "once"
  | "peerId"
  | "player"
  | "players"
  | "send"
  | "state"
>;

/** What a plugin of a match is given. */
export interface MatchPluginHost {
  /** The match that it is added to. Its constructor is still running: listen, and call nothing yet. */
  readonly match: PluginMatch;
  /** Where the match gets its time from. */
  readonly clock: MatchClock;
  /** First of the op codes that are the match's own: messages under it are frames of PROTOCOL.md, W. */
  readonly opCodeBase: number;
  /**
   * Puts a layer around the transport of each match that is entered: what is given back is used instead, so that every
   * message out and in goes through it. Rules T of PROTOCOL.md are the layer's to keep.
   */
  wrapTransport(layer: (inner: Transport) => Transport): void;
  /** Calls `listener` for each remote call that is made, and for each that is about to run here. */
  onCall(listener: (call: ObservedCall) => void): void;
  /** @internal Makes the engine of each match that is entered. */
  makeEngine(make: MakeEngine): void;
}

/** @internal Makes a match's engine. */
export type MakeEngine = (options: EngineOptions, onListenerError: (error: unknown) => void) => MatchEngine;

/** A plugin of a match: see `Plugin` of core. */
export type MatchPlugin = Plugin<MatchPluginHost>;
