/**
 * MessagePack for values that were not declared with field types: smaller than JSON, and paid for only by
 * games that import it.
 *
 * @packageDocumentation
 */
export { messagePackValues } from "./message-pack-values.js";
