import type { ValueCodec } from "@nakodo/core";
import type { MatchClock } from "../driver.js";
import type { MatchWire } from "../json-wire/match-wire.js";
import type { RemoteType } from "../remotes/remotes.js";
import type { MatchPlugin } from "./match-plugin.js";

/** How a match is played. Everything but `remotes` has a default. */
export interface OnlineMatchOptions<Types extends readonly RemoteType[] = readonly RemoteType[]> {
  /** All types whose methods are called from other machines: the same list in every copy of the game. Default none. */
  readonly remotes?: Types;
  /** Fewest players that the match is ready with (default 2). A search for players may narrow it, never go below. */
  readonly minPlayers?: number;
  /** Most players, up to 128 (default 4). A search for players may narrow it, never exceed it. */
  readonly maxPlayers?: number;
  /** Only copies with the same version play together (default `"dev"`). Replaces the tutorial's `client_version`. */
  readonly clientVersion?: string;
  /** How arguments travel that were not declared with field types (default `jsonValues` of core). */
  readonly values?: ValueCodec;
  /** Another form of what travels: `jsonWire` of `@nakodo/match-rpc/json-wire`, to read along. The same on every peer. */
  readonly wire?: MatchWire;
  /** Whether one may join after `start()` (default false, as in the tutorial). */
  readonly joinWhilePlaying?: boolean;
  /** What becomes of the match when its host leaves: another one is elected (default), or it ends. */
  readonly onHostLeave?: "elect" | "end";
  /**
   * How calls travel while this peer is host: straight from each to all (`"mesh"`), through the host, which sends what came
   * from all as one message (`"star"`), or by the number of players (`"auto"`, the default). The same in every copy of the game.
   */
  readonly route?: "mesh" | "star" | "auto";
  /** Players from which on `"auto"` is a star (default 16); below three quarters of them it is a mesh again. */
  readonly starFrom?: number;
  /** How long the host of a star collects before it passes on, in ms (default 25). */
  readonly starTickMs?: number;
  /** How long a dropped player's place is kept, in ms (default 20,000). */
  readonly resumeGraceMs?: number;
  /**
   * After how long without a sign of life a player is shown as `silent`, in ms (default 1,000). From 200 to 60,000, or
   * `Infinity`: never. A quarter of it, or of `hostSilenceMs` where that is shorter, is the time in which each player says
   * something. The same in every copy of the game.
   */
  readonly silenceMs?: number;
  /** After how long without a sign of life the host is replaced by another player, in ms (default 1,200). Bounds as `silenceMs`. */
  readonly hostSilenceMs?: number;
  /**
   * What this peer does as host when its page is hidden: it hands the match over to another player who is connected
   * (`handOver`, the default), because a browser starves the timers of a hidden page; or it stays host (`keep`), which is
   * for a `clock` that does not starve (`workerClock` of `@nakodo/match-rpc/worker-clock`). Outside of pages nothing is hidden.
   */
  readonly whenHidden?: "handOver" | "keep";
  /** How long a joiner waits for the host's answer, in ms (default 5,000). */
  readonly joinTimeoutMs?: number;
  /** First of the 15 op codes that the match takes for itself (default 9011). */
  readonly opCodeBase?: number;
  /** The host's own word on a newcomer: a sentence for whoever is refused, nothing for whoever may come in. */
  readonly refuse?: (who: { readonly userId: string; readonly username: string }) => string | undefined;
  /** What else sees and changes what is sent and received; the first is nearest to the game (default none). */
  readonly plugins?: readonly MatchPlugin[];
  /** Where the time comes from (default: the platform's). */
  readonly clock?: MatchClock;
  /** `count` bytes that nobody can guess (default: the platform's `crypto`). */
  readonly randomBytes?: (count: number) => Uint8Array;
}

/** What a search for players asks for. The match's own bounds and version always hold besides. */
export interface FindMatchOptions {
  /** Nakama's query over the others' properties, such as `+properties.mode:ranked`. */
  readonly query?: string;
  /** Not below the match's `minPlayers`, and at least 2. */
  readonly minCount?: number;
  /** Not above the match's `maxPlayers`. */
  readonly maxCount?: number;
  /** What others' queries may ask of this player, as text. */
  readonly stringProperties?: Readonly<Record<string, string>>;
  /** What others' queries may ask of this player, as numbers. */
  readonly numericProperties?: Readonly<Record<string, number>>;
  /** Ends the search, or the joining. */
  readonly signal?: AbortSignal;
}
