import type { ArenaMatch } from "./arena-match.js";
import type { Game } from "./game.js";
import type { Hud } from "./hud.js";

const INTERVAL_MS = 1000;

/** Measures the connection once a second and shows it. */
export function showFacts(match: ArenaMatch, game: Game, hud: Hud): void {
  let lastBytes = 0;
  let lastMs = performance.now();
  setInterval(() => {
    const nowMs = performance.now();
    const { sentBytes } = match.counters;
    // A new match counts from zero.
    const bytesPerSecond = (Math.max(0, sentBytes - lastBytes) * 1000) / (nowMs - lastMs);
    lastBytes = sentBytes;
    lastMs = nowMs;
    if (match.peerId === 0) return;
    game.ping.measure();
    const host = match.isHost ? "you" : match.hostId === undefined ? "–" : game.players.nameOf(match.hostId);
    hud.setFacts({ pingMs: game.ping.rttMs, host, peers: match.players.length, bytesPerSecond });
  }, INTERVAL_MS);
}
