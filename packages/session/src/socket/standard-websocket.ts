/** The part of the standard WebSocket that the socket uses: a browser's, `ws`'s, or one of your own. */
export interface StandardWebSocket {
  /** Set to `arraybuffer`. */
  binaryType: string;
  /** Bytes that were given to `send` and have not left yet. */
  readonly bufferedAmount: number;
  /** Called without content. */
  onopen: ((event: never) => void) | null;
  /** Called with `data`: a string or an `ArrayBuffer`. */
  onmessage: ((event: never) => void) | null;
  /** Called before `onclose` when it failed; `message` is kept as the error's cause. */
  onerror: ((event: never) => void) | null;
  /** Called with `code` and `reason`, last of all. */
  onclose: ((event: never) => void) | null;
  /** Sends a text or a binary message. */
  send(data: string | Uint8Array<ArrayBuffer>): void;
  /** Starts the closing handshake. */
  close(code?: number, reason?: string): void;
  /** Ends the connection without the closing handshake, where there is such a thing. */
  terminate?(): void;
}

/** Opens a WebSocket. The URL holds the session's token: it must not be logged. */
export type OpenWebSocket = (url: string) => StandardWebSocket;
