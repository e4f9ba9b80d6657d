import type { EngineEvents } from "../engine/engine-events.js";

/** Every event: whoever hears one may call the engine in the middle of what it does. */
export const EVENT_NAMES: Readonly<Record<keyof EngineEvents, true>> = {
  admitted: true,
  playerJoined: true,
  playerLeft: true,
  playerStatusChanged: true,
  playerReadyChanged: true,
  barrierReached: true,
  barrierPassed: true,
  hostChanged: true,
  authorityChanged: true,
  settingsChanged: true,
  down: true,
  ended: true,
  violation: true,
  methodError: true,
  data: true,
};

/** Methods of the engine that a log holds by their name and arguments. */
export const PLAIN_INPUTS = [
  "setAuthority",
  "setReady",
  "reachBarrier",
  "setSettings",
  "kick",
  "handHostOver",
  "setPatient",
  "leave",
] as const;

/** Whether an engine has such an event. */
export function isEventName(name: string): name is keyof EngineEvents {
  return name in EVENT_NAMES;
}
