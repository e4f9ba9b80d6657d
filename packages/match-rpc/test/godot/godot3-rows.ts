import { GODOT3_CALLS, GODOT3_CELLS } from "./godot3-cells.js";
import { GODOT3_DIFFERENCES, type Godot3Difference, type TargetKind } from "./godot3-differences.js";

/** One measured call. */
export interface Godot3Cell {
  /** `rpc`, `rpc_id`, `rpc_unreliable` or `rpc_unreliable_id`. */
  readonly name: string;
  /** `0`, a peer's letter, or that with a minus. */
  readonly to: string;
  /** What Godot did, as in `GODOT3_CELLS`. */
  readonly godot: string;
  /** Where this project does something else on purpose. */
  readonly difference: Godot3Difference | undefined;
}

/** All calls of one mode, master and caller. */
export interface Godot3Row {
  readonly mode: string;
  readonly master: string;
  readonly caller: string;
  readonly cells: readonly Godot3Cell[];
}

/** The measured matrix. */
export function godot3Rows(): readonly Godot3Row[] {
  return GODOT3_CELLS.trim()
    .split("\n")
    .map((line) => {
      const [mode = "", master = "", caller = "", ...tokens] = line.split(/ +/);
      const cells = tokens.flatMap((godot, i): Godot3Cell[] => {
        const [name, to] = GODOT3_CALLS[i] ?? ["", ""];
        if (godot === "_") return [];
        return [
          { name, to, godot, difference: differenceOf(mode, kindOf(to, caller, master), caller === master) },
        ];
      });
      return { mode, master, caller, cells };
    });
}

/** Which peer `to` means for `caller`. */
export function kindOf(to: string, caller: string, master: string): TargetKind {
  const sign = to.startsWith("-") ? "-" : "";
  const peer = to.replace("-", "");
  if (peer === "0") return "all";
  if (peer === "X") return `${sign}none`;
  if (peer === caller) return `${sign}own`;
  return peer === master ? `${sign}master` : `${sign}other`;
}

/** What a differing cell does here, told from what Godot did in the same row. */
export function expectedHere(cell: Godot3Cell, row: Godot3Row): string {
  switch (cell.difference?.code) {
    case undefined:
      return cell.godot;
    case "refused-at-caller":
      return "not-declared";
    case "no-local-run":
      return "not-authority";
    case "guard":
      return ranIn(cell.godot);
    case "minus-own":
      return ranIn(toAll(row).replace(row.caller.toLowerCase(), ""));
    case "minus-unknown":
      return ranIn(toAll(row));
  }
}

/** Who ran it, without who complained. */
export function ranIn(token: string): string {
  return token.startsWith("not-") ? "-" : token.replace(/[!=?].*$/, "") || "-";
}

function toAll(row: Godot3Row): string {
  return row.cells.find((cell) => cell.to === "0")?.godot ?? "";
}

function differenceOf(mode: string, kind: TargetKind, isMaster: boolean): Godot3Difference | undefined {
  const found = GODOT3_DIFFERENCES.filter(
    ({ modes, caller, targets }) =>
      modes.includes(mode) &&
      targets.includes(kind) &&
      (caller === "anyone" || (caller === "master") === isMaster),
  );
  if (found.length > 1) throw new Error(`two differences for ${mode} ${kind}`);
  return found[0];
}
