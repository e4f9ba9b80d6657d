import { WebSocket } from "ws";
import type { StandardWebSocket } from "./standard-websocket.js";

/** Opens a WebSocket under Node, which has none before version 22. A browser bundle never reaches this file. */
export function openWebSocket(url: string): StandardWebSocket {
  // Nakama never agrees to compress: not asking saves the negotiation.
  return new WebSocket(url, { perMessageDeflate: false });
}
