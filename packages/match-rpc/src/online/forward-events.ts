import type { EventSource, Events } from "@nakodo/core";
import type { EngineEvents } from "../engine/engine-events.js";
import type { OnlineMatchEvents } from "./match-events.js";

/**
 * Hands on what the engine tells of the match to those who listen to the match. `onChange` is called after what may
 * change where the match stands.
 */
export function forwardEvents(
  from: EventSource<EngineEvents>,
  to: Events<OnlineMatchEvents>,
  onChange: () => void,
): void {
  from.on("playerJoined", (player) => to.emit("playerJoined", player));
  from.on("playerLeft", (player) => {
    to.emit("playerLeft", player);
    onChange();
  });
  from.on("playerStatusChanged", (event) => {
    to.emit("playerStatusChanged", event);
    onChange();
  });
  from.on("playerReadyChanged", (event) => {
    to.emit("playerReadyChanged", event);
    onChange();
  });
  from.on("settingsChanged", (settings) => {
    to.emit("settingsChanged", settings);
    onChange();
  });
  from.on("barrierReached", (event) => to.emit("barrierReached", event));
  from.on("barrierPassed", (event) => to.emit("barrierPassed", event));
  from.on("hostChanged", ({ hostId, isHost }) => to.emit("hostChanged", { hostId, isHost }));
  from.on("authorityChanged", (event) => to.emit("authorityChanged", event));
  from.on("down", () => to.emit("disconnected", {}));
  from.on("violation", (violation) => to.emit("violation", violation));
  from.on("data", ({ opCode, bytes, senderId }) => to.emit("data", { opCode, bytes, senderId }));
}
