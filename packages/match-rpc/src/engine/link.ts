import type { Assembly } from "../wire/pieces.js";

/**
 * What this peer and one other know of the stream of reliable frames between them. It outlives connections: a peer
 * that comes back goes on from `lastIn`.
 */
export interface Link {
  readonly peerId: number;
  /** Number of our last frame when we first heard of the peer: what came before was never meant for it. */
  readonly baseSeq: number;
  /** Number of the last reliable frame that we have from it. */
  lastIn: number;
  /** On the present connections we have told it what we have. */
  greeted: boolean;
  /** When we first had something for it since then, in the engine's time; `undefined` when we had nothing yet. */
  settlingSinceMs: number | undefined;
  /** How often it has told us what it has, since we told it what we have. */
  greetsHeard: number;
  /** Number of our first greeting to it since its stream began again here: what answers an earlier one does not count. */
  firstGreetNo: number;
  /** Number of its last greeting that we have answered. */
  answeredNo: number;
  /** It told us what it has, and we sent the rest: what we send now arrives in order. */
  outLive: boolean;
  /** It told us where its stream goes on: what arrives now is in order. */
  inLive: boolean;
  /** Since when, in the engine's time. */
  inLiveSinceMs: number;
  /** We have been away since our stream to it was live: what it may lack of it is our doing (S6). */
  awayOut: boolean;
  /** We have been away since its stream to us was live, or it has not been live yet. */
  awayIn: boolean;
  /** Large messages of which parts are still missing, by lane. */
  readonly parts: Map<number, Assembly>;
  /** We gave the peer up, and with it a part of such a message: we cannot go on from `lastIn` (S6). */
  isTorn: boolean;
}

/** A greeting, as its receiver needs it. */
export interface HeardGreet {
  readonly last: number;
  readonly no: number;
  readonly isAnswer: boolean;
}

/** A link to a peer that we just heard of; `baseSeq` is the number of our last frame. */
export function newLink(peerId: number, baseSeq: number): Link {
  return {
    peerId,
    baseSeq,
    lastIn: 0,
    greeted: false,
    settlingSinceMs: undefined,
    greetsHeard: 0,
    firstGreetNo: Number.POSITIVE_INFINITY,
    answeredNo: 0,
    outLive: false,
    inLive: false,
    inLiveSinceMs: 0,
    awayOut: false,
    awayIn: true,
    parts: new Map(),
    isTorn: false,
  };
}
