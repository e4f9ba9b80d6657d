/**
 * Plugins for `Online`: give them to it in its option `plugins`. A game pays only for those that it imports.
 *
 * @packageDocumentation
 */

export { SocketConditions, type SocketConditionsOptions, socketConditions } from "./socket-conditions.js";
export { type SocketLoggerOptions, socketLogger } from "./socket-logger.js";
