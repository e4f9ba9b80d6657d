/** One comparison: both sides measured in the same run, but for a peer that says it was recorded. */
export interface Row {
  readonly id: string;
  readonly ours: number;
  readonly peer: number;
  /** What we are compared with. */
  readonly peerName: string;
  /** `ours / peer`. */
  readonly ratio: number;
  readonly unit: string;
  readonly better: "lower" | "higher";
}

/** A row without its ratio, which follows from it. */
export type Measurement = Omit<Row, "ratio">;

/** Adds the ratio. Throws when a side was not measured: a row must not look like a result when it is none. */
export function toRow(measurement: Measurement): Row {
  const { id, ours, peer, peerName, unit, better } = measurement;
  if (!(ours > 0 && peer > 0)) throw new Error(`${id}: measured ours ${ours}, peer ${peer}; no comparison`);
  return { id, ours: round(ours), peer: round(peer), peerName, ratio: round(ours / peer), unit, better };
}

/** Four significant digits, and whole numbers as they are. */
function round(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}
