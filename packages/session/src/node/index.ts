/**
 * What only Node has: a file for the tokens.
 *
 * @packageDocumentation
 */
export { fileTokens } from "./file-tokens.js";
