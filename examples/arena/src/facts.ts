import type { ArenaMatch } from "./arena-match.js";
import type { Game } from "./game.js";
import type { Hud } from "./hud.js";

const INTERVAL_MS = 1000;

/** Shows who is there and who is host as soon as it changes, and measures the connection once a second. */
export function showFacts(match: ArenaMatch, game: Game, hud: Hud): void {
  let bytesPerSecond = 0;
  let lastBytes = 0;
  let lastMs = performance.now();
  const show = (): void => {
    if (match.peerId === 0) return;
    const peers = match.players.filter((player) => player.status === "connected").length;
    const host = match.isHost ? "you" : match.hostId === undefined ? "–" : game.players.nameOf(match.hostId);
    hud.setFacts({ pingMs: game.ping.rttMs, host, peers, bytesPerSecond });
  };
  match.on("hostChanged", show);
  match.on("playerStatusChanged", show);
  match.on("playerLeft", show);
  setInterval(() => {
    const nowMs = performance.now();
    const { sentBytes } = match.counters;
    // A new match counts from zero.
    bytesPerSecond = (Math.max(0, sentBytes - lastBytes) * 1000) / (nowMs - lastMs);
    lastBytes = sentBytes;
    lastMs = nowMs;
    if (match.peerId !== 0) game.ping.measure();
    show();
  }, INTERVAL_MS);
}
