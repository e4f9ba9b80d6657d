import type { MatchPlugin, MatchPluginHost } from "../online/match-plugin.js";
import { RecordedEngine } from "./recorded-engine.js";

/** How much is recorded. */
export interface RecorderOptions {
  /** Where a recording ends, in bytes (default 8 MiB: hours of most games). */
  readonly maxBytes?: number;
}

/** Records each match that is entered: see {@link recorder}. */
export class MatchRecorder implements MatchPlugin {
  readonly name = "recorder";
  readonly #maxBytes: number;
  #engine: RecordedEngine | undefined;

  constructor(options: RecorderOptions = {}) {
    this.#maxBytes = options.maxBytes ?? 8 * 1024 * 1024;
  }

  /** A copy of the recording of the present match, or of the last one; empty before the first. */
  get recording(): Uint8Array {
    return this.#engine?.log.bytes ?? new Uint8Array(0);
  }

  /** Whether the recording has reached its size: it ends there, and the match goes on. */
  get isFull(): boolean {
    return this.#engine?.log.isFull ?? false;
  }

  install(host: MatchPluginHost): undefined {
    host.makeEngine((options, onListenerError) => {
      this.#engine = new RecordedEngine(options, onListenerError, this.#maxBytes);
      return this.#engine;
    });
  }
}

/**
 * Records a match: messages in and out, who comes and goes, time, chance, and what the game asks of the match. `playBack`
 * runs it through the engine again, bit for bit: attach a recording to a bug report.
 *
 * A recording holds all that was said in the match, the names and account ids of its players, and what this player could
 * resume the match with while it lasts: give it only to those who may have all that.
 */
export function recorder(options: RecorderOptions = {}): MatchRecorder {
  return new MatchRecorder(options);
}
