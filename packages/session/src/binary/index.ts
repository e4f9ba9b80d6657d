/**
 * Nakama's realtime protocol in protobuf instead of JSON, for the option `codec`.
 *
 * @packageDocumentation
 */
export { binarySocket } from "./binary-socket.js";
