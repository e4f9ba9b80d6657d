import type { Transport, ValueCodec } from "@nakodo/core";
import type { Schema } from "../remotes/schema.js";

/** What a wire knows of the match. */
export interface MatchWireContext {
  /** @internal All that may be called. */
  readonly schema: Schema;
  /** How values travel that are not declared. */
  readonly values: ValueCodec;
  /** First of the op codes that are the match's own. */
  readonly opCodeBase: number;
  /** The path with this number, where an object is there. */
  pathOf(pathId: number): string | undefined;
}

/** Another form of the frames of a match: `jsonWire`. The same on every peer; admission compares its name. */
export interface MatchWire {
  /** What admission compares. */
  readonly name: string;
  /** Puts the other form around a transport. */
  wrap(inner: Transport, context: MatchWireContext): Transport;
}
