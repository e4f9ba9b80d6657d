/**
 * What every part of the framework rests on: events, errors, field types, frames and the transport contract.
 * No Nakama, no engine, no I/O and no clock of its own.
 *
 * @packageDocumentation
 */
export { NakodoError, type NakodoErrorCode, type NakodoErrorDetails } from "./errors.js";
export { type AbortSignalLike, type EventSource, Events } from "./events.js";
