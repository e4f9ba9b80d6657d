/**
 * Hands on an exception of the application's own listener as what it is, an uncaught error, without letting it
 * break the message loop that it was thrown into.
 */
export function reportUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
