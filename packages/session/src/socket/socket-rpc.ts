import type { AbortSignalLike } from "@nakodo/core";
import { readRpcPayload, writeRpcPayload } from "../rpc-payload.js";
import type { OnlineSocket } from "./online-socket.js";

/**
 * Calls a function of the server over the socket, as `online.api.rpc` does over HTTP. The function then knows our
 * session id, and can put us into streams. Requests of one socket run one after the other: a slow function holds up
 * what follows it.
 *
 * @returns the value of the JSON that the function gave, or its text when that is none; `undefined` for nothing
 * @throws {NakodoError} `not-found` (no such function), `server-error` (it failed), `message-too-large`; what
 * `OnlineSocket.request` throws
 */
export async function socketRpc(
  socket: OnlineSocket,
  id: string,
  input?: unknown,
  options: { readonly signal?: AbortSignalLike } = {},
): Promise<unknown> {
  const { body } = await socket.request("rpc", { id, payload: writeRpcPayload(input) }, options);
  return readRpcPayload(body["payload"]);
}
