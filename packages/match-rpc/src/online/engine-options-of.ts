import type { Presence, Transport, ValueCodec } from "@nakodo/core";
import type { EngineOptions } from "../engine/engine-options.js";
import type { MatchParts } from "./match-parts.js";

/** How one match is entered. */
export interface MatchEntry {
  readonly entry: EngineOptions["entry"];
  /** Who will come, where the matchmaker said so. */
  readonly expected?: readonly Presence[];
}

/** What a match's engine is made of, on `link` in the form of what travels over it and with the plugins around it. */
export function engineOptionsOf(
  { settings, schema, objects, wrap, onCall }: MatchParts,
  link: Transport,
  { entry, expected }: MatchEntry,
): EngineOptions {
  const { wire, values, opCodeBase } = settings;
  const engineOptions = { ...settings, schema, objects, onCall, entry, expected };
  if (wire === undefined) return { ...engineOptions, transport: wrap(link) };
  const pathOf = (pathId: number): string | undefined => objects.byId(pathId)?.path;
  const transport = wrap(wire.wrap(link, { schema, values, opCodeBase, pathOf }));
  return { ...engineOptions, transport, values: named(values, wire.name) };
}

/** A codec with the wire's name after its own: what admission compares. */
function named(codec: ValueCodec, wire: string): ValueCodec {
  return {
    name: `${codec.name} on ${wire}`,
    encode: (value) => codec.encode(value),
    decode: (bytes) => codec.decode(bytes),
  };
}
