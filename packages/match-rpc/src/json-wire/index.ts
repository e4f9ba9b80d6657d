/**
 * The frames of a match as readable text, for debugging. A game pays for it only when it imports it.
 *
 * @packageDocumentation
 */
export { jsonWire } from "./json-wire.js";
