import { jsonValues, NakodoError, type Presence, type Transport, type ValueCodec } from "@nakodo/core";
import type { EngineOptions } from "../engine/engine-options.js";
import type { Objects } from "../engine/objects.js";
import type { Schema } from "../remotes/schema.js";
import { DEFAULT_OP_CODE_BASE } from "../wire/frame.js";
import type { OnlineMatchOptions } from "./match-options.js";

/** What a match brings to each engine that it runs. */
export interface MatchParts {
  readonly schema: Schema;
  readonly objects: Objects;
  readonly onCall: EngineOptions["onCall"];
}

/** How one match is entered. */
export interface MatchEntry {
  readonly entry: EngineOptions["entry"];
  /** Who will come, where the matchmaker said so. */
  readonly expected?: readonly Presence[];
}

/** Bounds of `silenceMs` and `hostSilenceMs`. */
const SILENCE_MS = { min: 200, max: 60_000 };

/** Bounds of the number of players, with their defaults. */
export function playersOf({ minPlayers = 2, maxPlayers = 4 }: OnlineMatchOptions): {
  readonly minPlayers: number;
  readonly maxPlayers: number;
} {
  return { minPlayers, maxPlayers };
}

/** @throws {NakodoError} `invalid-argument` for bounds that no match can have */
export function assertOptions(options: OnlineMatchOptions): void {
  assertSilence("silenceMs", options.silenceMs);
  assertSilence("hostSilenceMs", options.hostSilenceMs);
  const { minPlayers, maxPlayers } = playersOf(options);
  if (minPlayers >= 1 && minPlayers <= maxPlayers && maxPlayers <= 128) return;
  throw new NakodoError(
    "invalid-argument",
    `minPlayers ${minPlayers}, maxPlayers ${maxPlayers}: 1 ≤ min ≤ max ≤ 128`,
  );
}

function assertSilence(name: string, ms: number | undefined): void {
  if (ms === undefined || ms === Number.POSITIVE_INFINITY) return;
  if (ms >= SILENCE_MS.min && ms <= SILENCE_MS.max) return;
  throw new NakodoError(
    "invalid-argument",
    `${name} ${ms}: ${SILENCE_MS.min} to ${SILENCE_MS.max} ms, or Infinity`,
  );
}

/** The transport in the form of what travels over it. */
export function onWire(
  options: OnlineMatchOptions,
  { schema, objects }: MatchParts,
  link: Transport,
): Transport {
  const { wire, opCodeBase = DEFAULT_OP_CODE_BASE, values = jsonValues } = options;
  if (wire === undefined) return link;
  const pathOf = (pathId: number): string | undefined => objects.byId(pathId)?.path;
  return wire.wrap(link, { schema, values, opCodeBase, pathOf });
}

/** A match's options, defaults filled in, as its engine takes them. */
export function engineOptionsOf(
  options: OnlineMatchOptions,
  { schema, objects, onCall }: MatchParts,
  transport: Transport,
  { entry, expected }: MatchEntry,
): EngineOptions {
  const { wire, values = jsonValues } = options;
  return {
    transport,
    entry,
    expected,
    schema,
    objects,
    values: wire === undefined ? values : named(values, wire.name),
    randomBytes: options.randomBytes ?? ((count) => crypto.getRandomValues(new Uint8Array(count))),
    clientVersion: options.clientVersion ?? "dev",
    maxPlayers: playersOf(options).maxPlayers,
    joinWhilePlaying: options.joinWhilePlaying ?? false,
    onHostLeave: options.onHostLeave ?? "elect",
    route: options.route ?? "auto",
    starFrom: options.starFrom,
    relayMs: options.starTickMs,
    resumeGraceMs: resumeGraceMsOf(options),
    silenceMs: options.silenceMs ?? 1_000,
    hostSilenceMs: options.hostSilenceMs ?? 1_200,
    joinTimeoutMs: options.joinTimeoutMs ?? 5_000,
    opCodeBase: options.opCodeBase ?? DEFAULT_OP_CODE_BASE,
    refuse: options.refuse,
    onCall,
  };
}

/** How long a place is kept, and a match looked for that all have lost. */
export function resumeGraceMsOf(options: OnlineMatchOptions): number {
  return options.resumeGraceMs ?? 20_000;
}

/** A codec with the wire's name after its own: what admission compares. */
function named(codec: ValueCodec, wire: string): ValueCodec {
  return {
    name: `${codec.name} on ${wire}`,
    encode: (value) => codec.encode(value),
    decode: (bytes) => codec.decode(bytes),
  };
}
