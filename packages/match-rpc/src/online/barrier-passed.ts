import { type AbortSignalLike, NakodoError, type NakodoErrorCode } from "@nakodo/core";
import type { MatchClock } from "../driver.js";
import type { OnlineMatch } from "./online-match.js";

/**
 * Waits until the barrier is passed.
 *
 * @throws {NakodoError} `timeout`, `aborted`, `closed`
 */
export async function barrierPassed(
  match: Pick<OnlineMatch, "missingAt" | "on">,
  name: string,
  clock: MatchClock,
  { signal, timeoutMs }: { readonly signal?: AbortSignalLike; readonly timeoutMs?: number },
): Promise<void> {
  const ends: (() => void)[] = [];
  await new Promise<void>((resolve, reject) => {
    const fail = (code: NakodoErrorCode, what: string, cause?: unknown): void =>
      reject(new NakodoError(code, `barrier ${name}: ${what}`, { cause }));
    const abort = (): void => fail("aborted", "waiting was aborted", signal?.reason);
    ends.push(
      match.on("barrierPassed", (event) => event.name === name && resolve()),
      match.on("left", ({ error }) => fail("closed", "the match was left", error)),
      () => signal?.removeEventListener("abort", abort),
    );
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
    if (timeoutMs === undefined) return;
    const timedOut = (): void => {
      const missing = match.missingAt(name).map(({ peerId, username }) => `${peerId} (${username})`);
      fail(
        "timeout",
        `after ${timeoutMs} ms it still waits for ${missing.join(", ") || "what others have said"}`,
      );
    };
    ends.push(clock.setTimer(timeoutMs, timedOut));
  }).finally(() => {
    for (const end of ends) end();
  });
}
