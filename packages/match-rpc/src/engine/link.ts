import type { Assembly } from "../wire/pieces.js";

/**
 * What this peer and one other know of the stream of reliable frames between them. It outlives connections: a peer
 * that comes back goes on from `lastIn`.
 */
export class Link {
  /** Number of the last reliable frame that we have from it. */
  lastIn = 0;
  /** On the present connections we have told it what we have. */
  greeted = false;
  /** When we first had something for it since then, in the engine's time; `undefined` when we had nothing yet. */
  settlingSinceMs: number | undefined;
  /** A greeting to it is due: whether it answers one. */
  greetDue: boolean | undefined;
  /** It is to hear that our stream goes on for it after this number. */
  liveDue: number | undefined;
  /** How often it has told us what it has, since we told it what we have. */
  greetsHeard = 0;
  /** Number of our first greeting to it since its stream began again here: what answers an earlier one does not count. */
  firstGreetNo: number | undefined;
  /** Number of its last greeting that we have answered. */
  answeredNo = 0;
  /** It told us what it has, and we sent the rest: what we send now arrives in order. */
  outLive = false;
  /** It told us where its stream goes on: what arrives now is in order. */
  inLive = false;
  /** Since when, in the engine's time. */
  inLiveSinceMs = 0;
  /** We have been away since our stream to it was live: what it may lack of it is our doing (S6). */
  awayOut = false;
  /** We have been away since its stream to us was live, or it has not been live yet. */
  awayIn = true;
  /** Large messages of which parts are still missing, by lane. */
  readonly parts = new Map<number, Assembly>();
  /** We gave the peer up, and with it a part of such a message: we cannot go on from `lastIn` (S6). */
  isTorn = false;

  constructor(
    readonly peerId: number,
    /** Whose account it is: after two matches became one, an id may be another player's. */
    readonly userId: string,
    /** Number of our last frame when we first heard of the peer: what came before was never meant for it. */
    readonly baseSeq: number,
  ) {}

  /** The stream to the peer, and with `isDeaf` the one from it, begins again. */
  begin(isDeaf: boolean): void {
    this.greetsHeard = 0;
    this.firstGreetNo = undefined;
    this.greetDue = undefined;
    this.liveDue = undefined;
    this.outLive = false;
    if (isDeaf) this.inLive = false;
  }

  /** We are away: what either lacks of the other's stream may be our doing. */
  away(): void {
    this.awayOut = true;
    this.awayIn = true;
  }
}
