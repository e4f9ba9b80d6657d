/**
 * A match with players, a host and remote calls, over Nakama or offline. Start at {@link OnlineMatch}.
 *
 * @packageDocumentation
 */
export type { MatchClock } from "./driver.js";
export type { AskOptions, AskTarget } from "./engine/asks.js";
export type { Violation, ViolationReason } from "./engine/engine-events.js";
export type { ObservedCall } from "./engine/observed-call.js";
export type { Player, PlayerStatus } from "./engine/peer-table.js";
export { ALL, HOST } from "./ids.js";
export type { MatchWire, MatchWireContext } from "./json-wire/match-wire.js";
export { MatchMode, MatchState, type OnlineMatchEvents } from "./online/match-events.js";
export type { FindMatchOptions, OnlineMatchOptions } from "./online/match-options.js";
export type { MatchPlugin, MatchPluginHost, PluginMatch } from "./online/match-plugin.js";
export { OnlineMatch } from "./online/online-match.js";
export type { RemoteCall, RemoteCallResult, RemoteName } from "./online/remote-call.js";
export type { AddOptions, RemoteObjects } from "./online/remote-objects.js";
export { type AuthoritySource, type ObjectAuthority, watchAuthority } from "./online/watch-authority.js";
export { CallContext } from "./remotes/call-context.js";
export {
  type ExactTable,
  type MethodArgs,
  type MethodName,
  type MethodParameters,
  type MethodResult,
  type RemoteDeclaration,
  type RemoteMethod,
  type RemoteMode,
  type RemoteOptions,
  type RemoteTable,
  type RemoteType,
  remotes,
  remotesOf,
  type TakesContext,
  type Transfer,
} from "./remotes/remotes.js";
export type { StandardResult, StandardSchema } from "./remotes/standard-schema.js";
