import type { Presence, Transport, ValueCodec } from "@nakodo/core";
import type { Schema } from "../remotes/schema.js";
import type { Objects } from "./objects.js";
import type { ObservedCall } from "./observed-call.js";
import type { Reply } from "./reply.js";

/** What a match engine is made of. Times are in milliseconds. */
export interface EngineOptions {
  readonly transport: Transport;
  readonly schema: Schema;
  /** The objects that take part; they may outlive the match. Default: none yet. */
  readonly objects?: Objects;
  /** How values travel that are not declared with field types. */
  readonly values: ValueCodec;
  /** `count` bytes that nobody can guess: for resume secrets. */
  readonly randomBytes: (count: number) => Uint8Array;
  readonly clientVersion: string;
  readonly maxPlayers: number;
  /**
   * What this peer does when nobody answers: `create` founds the match at once, `join` gives up with `no-host`, `meet`
   * founds it when it is first, or when it is the one to do so after a while (named and matchmade matches).
   */
  readonly entry: "create" | "join" | "meet";
  /** Who will come, where the matchmaker said so: in any order; it is sorted by session id. */
  readonly expected: readonly Presence[] | undefined;
  /** Whether one may join while the match is being played. */
  readonly joinWhilePlaying: boolean;
  /** `elect` another host when the host goes, or `end` the match. */
  readonly onHostLeave: "elect" | "end";
  /**
   * How frames go while this peer is host: straight from each to all (`mesh`, the default), through the host (`star`), or
   * through the host from `starFrom` peers up (`auto`).
   */
  readonly route?: "mesh" | "star" | "auto" | undefined;
  /** Peers from which on `auto` is a star (default 16); it is a mesh again below three quarters of them. */
  readonly starFrom?: number | undefined;
  /** How long the host of a star collects before it passes on (default 25). */
  readonly starTickMs?: number | undefined;
  /** How long a dropped peer's place is kept. */
  readonly resumeGraceMs: number;
  /** How long a joiner waits for a host's answer, and a host for one whom the matchmaker announced. */
  readonly joinTimeoutMs: number;
  /** Who is not heard for so long is shown as silent by the host; infinite: never. */
  readonly silenceMs: number;
  /** A host that is not heard for so long is replaced; infinite: never. */
  readonly hostSilenceMs: number;
  /** First of the op codes that the match takes. */
  readonly opCodeBase: number;
  /** The game's own word on a newcomer: a sentence for who is refused. */
  readonly refuse?:
    | ((who: { readonly userId: string; readonly username: string }) => string | undefined)
    | undefined;
  /** Stands between the methods that others ask and their answers (default: nothing). */
  readonly onReply?: ((reply: Reply) => Reply) | undefined;
  /** Hears of each call that is made, and of each that is about to run. Default: nobody, at no cost. */
  readonly onCall?: ((call: ObservedCall) => void) | undefined;
}
