import type { EventSource, Events } from "@nakodo/core";
import type { EngineEvents } from "../engine/engine-events.js";

/** What the match tells as the engine does. */
const TOLD = [
  "playerJoined",
  "barrierReached",
  "barrierPassed",
  "hostChanged",
  "authorityChanged",
  "violation",
  "data",
] as const;

/** The same, and it may change where the match stands. */
const CHANGING = ["playerLeft", "playerStatusChanged", "playerReadyChanged", "settingsChanged"] as const;

type Told = Pick<EngineEvents, (typeof TOLD | typeof CHANGING)[number]>;

/**
 * Hands on what the engine tells of the match to those who listen to the match. `onChange` is called after what may
 * change where the match stands.
 */
export function forwardEvents(
  from: EventSource<Told>,
  to: Pick<Events<Told>, "emit">,
  onChange: () => void,
): void {
  for (const type of [...TOLD, ...CHANGING]) from.on(type, (event) => to.emit(type, event));
  for (const type of CHANGING) from.on(type, onChange);
}
