import { NakodoError } from "@nakodo/core";
import type { StandardWebSocket } from "./standard-websocket.js";

/** Opens a WebSocket of the page or worker. Node has a file of its own in this one's place. */
export function openWebSocket(url: string): StandardWebSocket {
  if (typeof WebSocket === "undefined") {
    throw new NakodoError("invalid-state", "there is no WebSocket here: give one by the option `webSocket`");
  }
  return new WebSocket(url);
}
