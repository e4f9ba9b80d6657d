import type { Transport } from "@nakodo/core";
import { type Random, seededRandom } from "@nakodo/core/testing";
import { MatchEngine } from "../../src/engine/engine.js";
import type { MakeEngine } from "../../src/online/match-plugin.js";
import * as KIND from "../../src/wire/kind.js";

/** Share of the frames that are lost, or come twice. */
const RATIO = 0.2;

/**
 * Engines on links that keep less than T2 asks, as far as a match can do without: calls without a number are lost (S8), and
 * what has one comes twice (S5). What stands outside the streams comes once.
 */
export function onUnsteadyLinks(seed: number): MakeEngine {
  const random = seededRandom(seed);
  return (options, onListenerError) =>
    new MatchEngine({ ...options, transport: unsteady(options.transport, random) }, onListenerError);
}

function unsteady(inner: Transport, random: Random): Transport {
  return {
    maxFrameBytes: inner.maxFrameBytes,
    get bufferedBytes() {
      return inner.bufferedBytes;
    },
    start: (listener) => inner.start(listener),
    close: () => inner.close(),
    probe: () => inner.probe?.(),
    send(opCode, bytes, to) {
      const isNumbered = ((bytes[1] ?? 0) & 1) === 1 || bytes[2] === KIND.kept;
      if (!isNumbered && bytes[2] === KIND.call && random() < RATIO) return true;
      const isSent = inner.send(opCode, bytes, to);
      if (isNumbered && random() < RATIO) inner.send(opCode, bytes, to);
      return isSent;
    },
  };
}
