import { setTimeout as wait } from "node:timers/promises";
import { LOOPBACK } from "./versions.js";

const ASK_AGAIN_MS = 25;

/**
 * Asks /healthcheck until it answers 200. False when `limitMs` passed or `worthwhile` turned false first; rejects
 * with the reason of an aborted `signal`.
 */
export async function untilHealthy(
  port: number,
  worthwhile: () => boolean,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const deadline = AbortSignal.timeout(limitMs);
  const either = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  while (worthwhile() && !deadline.aborted) {
    signal?.throwIfAborted();
    const status = await fetch(`http://${LOOPBACK}:${port}/healthcheck`, { signal: either }).then(
      async (reply) => {
        await reply.arrayBuffer();
        return reply.status;
      },
      () => undefined,
    );
    if (status === 200) return true;
    await wait(ASK_AGAIN_MS);
  }
  return false;
}
