import type { MatchEngine } from "../engine/engine.js";

/**
 * A hidden page's timers fire once a second, and after five minutes once a minute: its peer takes nobody for silent, and
 * its host hands the match over while it still can, when the page is hidden or when somebody comes to a host whose page
 * is. Whoever is made host keeps it, hidden or not, or hidden pages would hand it to and fro. Gives back the function that
 * ends it; does nothing where there is no page.
 */
export function yieldWhenHidden(engine: MatchEngine, handOver: (peerId: number) => void): () => void {
  if (typeof document === "undefined") return () => {};
  const page = document;
  let hasNamed = false;
  const look = (): void => {
    if (engine.hasEnded) return;
    engine.setPatient(page.hidden);
    if (!page.hidden || !engine.isHost || hasNamed) return;
    const { selfId } = engine;
    const other = engine.players.find(({ peerId, status }) => peerId !== selfId && status === "connected");
    if (other === undefined) return;
    hasNamed = true;
    handOver(other.peerId);
  };
  engine.events.on("hostChanged", () => {
    hasNamed = false;
  });
  engine.events.on("playerStatusChanged", ({ player, status }) => {
    // Whom the match was to be handed to may be gone.
    hasNamed &&= status === "connected" || player.peerId === engine.selfId;
    if (status === "connected") look();
  });
  page.addEventListener("visibilitychange", look);
  look();
  return () => page.removeEventListener("visibilitychange", look);
}
