import type { ValueCodec } from "@nakodo/core";
import type { Violation } from "../engine/engine-events.js";
import type { Player } from "../engine/peer-table.js";
import type { RemoteType } from "../remotes/remotes.js";
import { Playing } from "./playing.js";

/** What a recording is played back with. */
export interface PlayBackOptions {
  /** The match's remote types: the same declarations as in the recorded game; the objects themselves are not needed. */
  readonly remotes?: readonly RemoteType[];
  /** The match's value codec (default `jsonValues`). */
  readonly values?: ValueCodec;
  /** Hears of each step, for those who look for the one at which things go wrong. */
  readonly onStep?: (step: PlayBackStep) => void;
}

/** Something that happens while a recording is played back. */
export interface PlayBackStep {
  /** The match's time, in ms. */
  readonly atMs: number;
  /** What went in or came out: `message in 3f2a… 52 bytes`, `call /fish moveTo`, `playerJoined`. */
  readonly what: string;
}

/** What came of playing a recording back. */
export interface PlayBack {
  /** Whether the engine sent the same bytes to the same receivers at the same points, to the end of the recording. */
  readonly isSame: boolean;
  /** Where it first did something else. */
  readonly difference: string | undefined;
  /** Inputs that were fed to the engine. */
  readonly inputs: number;
  /** Messages that it sent, and that were compared. */
  readonly sentMessages: number;
  /** How long the recorded part of the match was, in ms. */
  readonly durationMs: number;
  /** What the match had against its peers. */
  readonly violations: readonly Violation[];
  /** Who was in the match at the end of the recording. */
  readonly players: readonly Player[];
}

/**
 * Plays a recording through the match engine, in no time, and compares every message that it sends, bit for bit.
 *
 * @throws {NakodoError} `bad-frame` for bytes that are no recording; `schema-mismatch` for other remote types;
 *   `protocol-mismatch` for another value codec
 */
export function playBack(recording: Uint8Array, options: PlayBackOptions = {}): PlayBack {
  return new Playing(recording, options).run();
}
