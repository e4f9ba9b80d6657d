/** The part of the standard WebSocket that the socket uses: a browser's, `ws`'s, or one of your own. */
export interface StandardWebSocket {
  binaryType: string;
  /** Bytes that were given to `send` and have not left yet. */
  readonly bufferedAmount: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  /** Ends the connection without the closing handshake, where there is such a thing. */
  terminate?(): void;
}

/** Opens a WebSocket. The URL holds the session's token: it must not be logged. */
export type OpenWebSocket = (url: string) => StandardWebSocket;
