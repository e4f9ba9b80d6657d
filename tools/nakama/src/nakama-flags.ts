import type { NakamaOptions } from "./nakama-options.js";

/** The flags of Nakama that say the same on this machine and in a container. */
export function nakamaFlags(options: NakamaOptions): string[] {
  const flags: string[] = [];
  const add = (flag: string, value: number | undefined): void => {
    if (value !== undefined) flags.push(`--${flag}=${value}`);
  };
  add("session.token_expiry_sec", options.tokenExpirySec);
  add("session.refresh_token_expiry_sec", options.refreshTokenExpirySec);
  add("matchmaker.interval_sec", options.matchmakerIntervalSec);
  return [...flags, ...(options.extraArgs ?? [])];
}
