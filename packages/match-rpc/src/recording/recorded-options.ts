import type { AskOptions } from "../engine/asks.js";
import type { EngineOptions } from "../engine/engine-options.js";

/** The options that stand in the head of a log as they are. */
type PlainOptions = Omit<
  EngineOptions,
  "transport" | "schema" | "objects" | "values" | "randomBytes" | "refuse"
>;

/** The plain options of a recorded engine, those of later versions included. */
export function recordedOptions(plain: Readonly<Record<string, unknown>>): PlainOptions {
  const number = (name: string): number => Number(plain[name]);
  // An infinite time is no number in the head of a log.
  const silence = (name: string): number =>
    typeof plain[name] === "number" ? number(name) : Number.POSITIVE_INFINITY;
  const { entry, onHostLeave, expected } = plain;
  return {
    ...plain,
    clientVersion: String(plain["clientVersion"]),
    maxPlayers: number("maxPlayers"),
    entry: entry === "create" || entry === "meet" ? entry : "join",
    expected: Array.isArray(expected) ? expected : undefined,
    joinWhilePlaying: plain["joinWhilePlaying"] === true,
    onHostLeave: onHostLeave === "end" ? "end" : "elect",
    resumeGraceMs: number("resumeGraceMs"),
    joinTimeoutMs: number("joinTimeoutMs"),
    silenceMs: silence("silenceMs"),
    hostSilenceMs: silence("hostSilenceMs"),
    opCodeBase: number("opCodeBase"),
  };
}

/** The options of a recorded ask. */
export function toAskOptions(options: unknown): AskOptions {
  if (typeof options !== "object" || options === null) return {};
  const timeoutMs: unknown = Reflect.get(options, "timeoutMs");
  const onHostChange: unknown = Reflect.get(options, "onHostChange");
  return {
    ...(typeof timeoutMs === "number" ? { timeoutMs } : {}),
    ...(onHostChange === "reject" ? { onHostChange } : {}),
  };
}
