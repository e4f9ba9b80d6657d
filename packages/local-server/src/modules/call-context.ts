/** What a module's function knows of the call that it serves. */
export interface CallContext {
  /** Who calls; empty when the server's own key was given. */
  readonly userId: string;
  /** The caller's name; empty when the server's own key was given. */
  readonly username: string;
  /** The session's variables. */
  readonly vars: Readonly<Record<string, string>>;
  /** The caller's socket; empty for a call over HTTP. */
  readonly sessionId: string;
  /** The query of an HTTP call, without the server's key. */
  readonly queryParams: Readonly<Record<string, readonly string[]>>;
}
