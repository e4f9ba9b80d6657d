import { jsonValues, NakodoError } from "@nakodo/core";
import { systemMatchClock } from "../driver.js";
import { DEFAULT_OP_CODE_BASE } from "../wire/frame.js";
import type { OnlineMatchOptions } from "./match-options.js";

/** The options that have a value when nobody gave any. */
const DEFAULTS = {
  remotes: [],
  plugins: [],
  minPlayers: 2,
  maxPlayers: 4,
  clientVersion: "dev",
  values: jsonValues,
  joinWhilePlaying: false,
  onHostLeave: "elect",
  route: "auto",
  resumeGraceMs: 20_000,
  silenceMs: 1_000,
  hostSilenceMs: 1_200,
  joinTimeoutMs: 5_000,
  opCodeBase: DEFAULT_OP_CODE_BASE,
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
} satisfies OnlineMatchOptions;

/** A match's options, with a value for each that has a default. */
export type MatchSettings = OnlineMatchOptions &
  Required<Pick<OnlineMatchOptions, keyof typeof DEFAULTS | "clock">>;

/**
 * The options as they were given, and what was left out.
 *
 * @throws {NakodoError} `invalid-argument` for bounds that no match can have
 */
export function settingsOf(options: OnlineMatchOptions): MatchSettings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const settings: MatchSettings = { ...DEFAULTS, clock: systemMatchClock(), ...Object.fromEntries(given) };
  const { minPlayers, maxPlayers } = settings;
  for (const name of ["silenceMs", "hostSilenceMs"] as const) {
    const ms = settings[name];
    if (!(ms >= 200 && ms <= 60_000) && ms !== Number.POSITIVE_INFINITY)
      throw new NakodoError("invalid-argument", `${name} ${ms}: 200 to 60000 ms, or Infinity`);
  }
  if (minPlayers >= 1 && minPlayers <= maxPlayers && maxPlayers <= 128) return settings;
  throw new NakodoError(
    "invalid-argument",
    `minPlayers ${minPlayers}, maxPlayers ${maxPlayers}: 1 ≤ min ≤ max ≤ 128`,
  );
}
