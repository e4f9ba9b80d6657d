import { call } from "./api.js";
import { at, textAt } from "./json.js";
import type { Player } from "./player.js";
import type { RawSocket } from "./socket.js";

/** Calls a function of the module over HTTP and returns its payload. Throws when it is refused. */
export async function callRpc(player: Player, id: string, payload: unknown): Promise<string> {
  const { status, json, text } = await call("POST", `/v2/rpc/${id}`, {
    body: JSON.stringify(JSON.stringify(payload)),
    authorization: player.authorization,
  });
  if (status !== 200) throw new Error(`rpc ${id}: ${status} ${text}`);
  return textAt(json, "payload");
}

/** Calls a function of the module over the socket and returns its payload. Throws when it is refused. */
export async function callOnSocket(socket: RawSocket, id: string, payload: unknown): Promise<string> {
  const answer = await socket.request({ rpc: { id, payload: JSON.stringify(payload) } });
  if (at(answer, "rpc") === undefined) throw new Error(`rpc ${id}: ${JSON.stringify(answer)}`);
  return String(at(answer, "rpc", "payload") ?? "");
}
