import type { ArenaMatch } from "./arena-match.js";
import type { Players } from "./players.js";
import type { Toasts } from "./toasts.js";

/** Tells the player who is host, who has gone, and how the connection is. */
export function announceMatch(match: ArenaMatch, players: Players, toasts: Toasts): void {
  let isIn = false;
  match.on("matchCreated", () => {
    isIn = true;
  });
  match.on("matchJoined", () => {
    isIn = true;
  });
  match.on("hostChanged", ({ hostId, isHost }) => {
    if (!isIn || hostId === undefined) return;
    toasts.show(isHost ? "You are host now" : `${players.nameOf(hostId)} is host now`);
  });
  match.on("playerStatusChanged", ({ player, status }) => {
    if (player.peerId === match.peerId) return;
    if (status === "dropped") toasts.show(`${players.nameOf(player.peerId)} lost the connection`);
  });
  match.on("playerLeft", ({ peerId }) => {
    if (peerId !== match.peerId) toasts.show(`${players.nameOf(peerId)} has left`);
  });
  match.on("disconnected", () => toasts.showLasting("Reconnecting …"));
  match.on("reconnected", ({ resumed }) => {
    toasts.showLasting(undefined);
    toasts.show(resumed ? "Back again" : "Back again, in a new place");
  });
  match.on("left", () => {
    isIn = false;
    toasts.showLasting(undefined);
  });
}
