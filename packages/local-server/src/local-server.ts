/** A running server. Everything that it knows is in memory and gone when it stops. */
export interface LocalServer {
  /** The address that the server listens on. */
  readonly host: string;
  /** The port that the server listens on. */
  readonly port: number;
  /** Where the server is: `http://127.0.0.1:7350`. */
  readonly url: string;
  /** The key that clients sign in with. */
  readonly serverKey: string;
  /** How many sockets are connected. */
  readonly socketCount: number;
  /** Cuts every connection and frees the port. Clients see what they see when a real server crashes. */
  stop(): Promise<void>;
  /** Cuts sockets without a close frame, as a broken line does: all of them, or one user's. Returns how many. */
  dropSockets(userId?: string): number;
  /**
   * Makes the lines of all sockets, or of one user's, go silent in both directions without closing them. The function
   * that is returned lets them speak again; nothing has been lost then.
   */
  pauseSockets(userId?: string): () => void;
}
