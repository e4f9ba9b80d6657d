import type { Socket } from "node:net";
import type { OpenWebSocket } from "@nakodo/session";
import { WebSocket } from "ws";

/** A WebSocket whose bytes are counted on the connection itself: headers of frames, masks, everything. */
export class CountedSocket {
  #connection: Socket | undefined;

  /** Opens it: for the option `webSocket` of `Online`. */
  readonly open: OpenWebSocket = (url) => {
    const webSocket = new WebSocket(url, { perMessageDeflate: false });
    webSocket.once("upgrade", (response) => {
      this.#connection = response.socket;
    });
    return webSocket;
  };

  /** Bytes that have been sent so far. */
  get sentBytes(): number {
    return this.#connection?.bytesWritten ?? 0;
  }

  /** Bytes that have been received so far. */
  get receivedBytes(): number {
    return this.#connection?.bytesRead ?? 0;
  }
}
