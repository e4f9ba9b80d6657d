/** How a simulated link treats what is sent over it. Ratios are 0 to 1. */
export interface Link {
  /** One way, in milliseconds. */
  readonly latencyMs: number;
  /** Added to the latency, evenly between 0 and this. Messages keep their order all the same. */
  readonly jitterMs: number;
  /** Share of messages that never arrive. Only for what does not rest on rule T2. */
  readonly lossRatio: number;
  /** Share of messages that arrive twice. Only for what does not rest on rule T2. */
  readonly duplicateRatio: number;
  /**
   * Share of messages that keep no order: jitter lets them overtake and be overtaken. Only for what does not
   * rest on rule T2.
   */
  readonly reorderRatio: number;
  /** What passes in a second from one peer to one other; `Infinity` for no limit. */
  readonly bandwidthBytesPerSec: number;
}

const PERFECT: Link = {
  latencyMs: 0,
  jitterMs: 0,
  lossRatio: 0,
  duplicateRatio: 0,
  reorderRatio: 0,
  bandwidthBytesPerSec: Number.POSITIVE_INFINITY,
};

/** Links with names: three that keep rule T2, as a WebSocket does, and one that does not. */
export const LINKS: {
  readonly perfect: Link;
  readonly good: Link;
  readonly poor: Link;
  readonly lossy: Link;
} = {
  perfect: PERFECT,
  good: { ...PERFECT, latencyMs: 20, jitterMs: 5 },
  poor: { ...PERFECT, latencyMs: 120, jitterMs: 180, bandwidthBytesPerSec: 64_000 },
  lossy: { ...PERFECT, latencyMs: 60, jitterMs: 60, lossRatio: 0.1, duplicateRatio: 0.05, reorderRatio: 0.1 },
};
