import type { Row } from "./row.js";

/** The rows as text, one line each under a line of heads. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.id,
    String(row.ours),
    String(row.peer),
    row.ratio.toPrecision(3),
    row.unit,
    `${row.better} is better`,
    row.peerName,
  ]);
  const all = [["row", "ours", "peer", "ratio", "unit", "", "peer is"], ...cells];
  const widths = (all[0] ?? []).map((_, column) =>
    Math.max(...all.map((line) => (line[column] ?? "").length)),
  );
  return all
    .map((line) =>
      line
        .map((cell, column) =>
          column > 0 && column < 4 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
