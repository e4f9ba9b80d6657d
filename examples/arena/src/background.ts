import type { ArenaMatch } from "./arena-match.js";

/**
 * A page in the background draws nothing and its timers starve, so its host hands the match over while it still can:
 * when the page is hidden, or when somebody joins a host that is. Whoever is made host keeps it, hidden or not, or
 * hidden pages would hand it to and fro.
 */
export function handOverWhenHidden(match: ArenaMatch): void {
  const handOver = (): void => {
    if (!document.hidden || !match.isHost) return;
    const other = match.players.find(
      (player) => player.peerId !== match.peerId && player.status === "connected",
    );
    if (other !== undefined) match.setHost(other.peerId);
  };
  document.addEventListener("visibilitychange", handOver);
  match.on("playerStatusChanged", ({ status }) => {
    if (status === "connected") handOver();
  });
  // Gone at once for the others, who need not wait for a return.
  addEventListener("pagehide", () => match.leave());
}
