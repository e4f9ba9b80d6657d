import { type AbortSignalLike, NakodoError } from "@nakodo/core";
import type { MatchClock } from "../driver.js";
import type { OnlineMatch } from "./online-match.js";

/**
 * Waits until the barrier is passed.
 *
 * @throws {NakodoError} `timeout`, `aborted`, `closed`
 */
export function barrierPassed(
  match: Pick<OnlineMatch, "missingAt" | "on">,
  name: string,
  clock: MatchClock,
  options: { readonly signal?: AbortSignalLike; readonly timeoutMs?: number },
): Promise<void> {
  const { signal, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    const ends: (() => void)[] = [];
    const end = (error?: NakodoError): void => {
      for (const one of ends.splice(0)) one();
      if (error === undefined) resolve();
      else reject(error);
    };
    const abort = (): void =>
      end(
        new NakodoError("aborted", `waiting at the barrier ${name} was aborted`, { cause: signal?.reason }),
      );
    if (signal?.aborted) {
      abort();
      return;
    }
    ends.push(
      match.on("barrierPassed", (event) => event.name === name && end()),
      match.on("left", ({ error }) =>
        end(new NakodoError("closed", `the match was left at the barrier ${name}`, { cause: error })),
      ),
    );
    if (signal !== undefined) {
      signal.addEventListener("abort", abort);
      ends.push(() => signal.removeEventListener("abort", abort));
    }
    if (timeoutMs === undefined) return;
    ends.push(
      clock.setTimer(timeoutMs, () => {
        const missing = match.missingAt(name).map(({ peerId, username }) => `${peerId} (${username})`);
        end(
          new NakodoError(
            "timeout",
            `after ${timeoutMs} ms the barrier ${name} still waits for ${missing.join(", ") || "what others have said"}`,
          ),
        );
      }),
    );
  });
}
