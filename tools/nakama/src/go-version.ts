import { GO_MINIMUM, NAKAMA_VERSION } from "./versions.js";

const CURE = `install Go ${GO_MINIMUM} or newer from https://go.dev/dl/, or start Docker`;

/** What to tell a user without Go. */
export const GO_MISSING = `Nakama has to be compiled and Go was not found: ${CURE}.`;

/**
 * Reads what `go version` printed. Returns undefined when that Go compiles Nakama, else one sentence that says what
 * is wrong and what to install.
 */
export function goProblem(printed: string): string | undefined {
  const found = /\bgo(\d+)\.(\d+)(?:\.(\d+))?/.exec(printed);
  if (found === null) return `The go command did not tell its version: ${CURE}.`;
  const have = found.slice(1, 4).map((part) => Number(part ?? 0));
  const need = GO_MINIMUM.split(".").map(Number);
  const version = found[0].slice("go".length);
  for (let at = 0; at < need.length; at++) {
    const difference = (have[at] ?? 0) - (need[at] ?? 0);
    if (difference > 0) return undefined;
    if (difference < 0) return `Go ${version} is too old to compile Nakama ${NAKAMA_VERSION}: ${CURE}.`;
  }
  return undefined;
}
