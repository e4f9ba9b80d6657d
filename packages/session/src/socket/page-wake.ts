/** The part of a page that tells when it is back. */
interface WakeTarget {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/**
 * Calls `woken` when the browser is online again or the page is visible again. Does nothing where there is no
 * page (Node, a worker without such events). Gives back the function that ends it.
 */
export function onPageWake(woken: () => void): () => void {
  const scope: Partial<WakeTarget> = globalThis;
  const page = typeof document === "undefined" ? undefined : document;
  const shown = (): void => {
    if (page?.visibilityState === "visible") woken();
  };
  scope.addEventListener?.("online", woken);
  page?.addEventListener("visibilitychange", shown);
  return () => {
    scope.removeEventListener?.("online", woken);
    page?.removeEventListener("visibilitychange", shown);
  };
}
