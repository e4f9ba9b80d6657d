import {
  DIFFERENCE_CODES,
  DIFFERENCE_REASONS,
  GODOT3_DIFFERENCES,
  GODOT3_MODES,
} from "./godot3-differences.js";
import { expectedHere, godot3Rows, ranIn } from "./godot3-rows.js";
import { GODOT3_STORIES } from "./godot3-stories.js";

/** Where the section begins and ends in docs/from-godot.md. */
export const PAGE_MARKS = {
  begin: "<!-- made from packages/match-rpc/test/godot: npm run godot-page -->",
  end: "<!-- end of what is made -->",
} as const;

/** The part of docs/from-godot.md that says how Godot 3's modes are declared here, and what then differs. */
export function godot3Section(): string {
  const rows = godot3Rows();
  const cells = rows.flatMap((row) => row.cells);
  const same = cells.filter(({ difference }) => difference === undefined).length;
  const sameRuns = rows.flatMap((row) =>
    row.cells.filter((cell) => ranIn(cell.godot) === ranIn(expectedHere(cell, row))),
  ).length;
  const lines = [
    "| Godot 3's keyword | declared here | at the head of the method |",
    "|---|---|---|",
    ...GODOT3_MODES.map(({ mode, here, guard }) => `| ${mode} | ${here} | ${guard} |`),
    "",
    `${cells.length} calls (each mode, master, caller and target) were measured in Godot 3.2.3, and are made here in every test run. In ${sameRuns} the same`,
    `peers run the method, with the same sender and at the same moment; ${same} of these agree in every error, too, and in ${sameRuns - same} another peer is told`,
    `of the mistake, the one that made it. In ${cells.length - sameRuns} somebody runs the method in one of the two and not in the other:`,
    "",
    "| calls | which | in Godot 3 | here | because |",
    "|---|---|---|---|---|",
  ];
  for (const code of DIFFERENCE_CODES) {
    const { godot, here, why } = DIFFERENCE_REASONS[code];
    const count = cells.filter(({ difference }) => difference?.code === code).length;
    const which = GODOT3_DIFFERENCES.filter((one) => one.code === code).map(
      ({ modes, caller, targets }) =>
        `${modes.join(", ").replace("disabled", "no keyword")}, called by ${CALLERS[caller]}, to ${targets.length === 9 ? "any target" : targets.map(shown).join(", ")}`,
    );
    lines.push(`| ${count} | ${which.join("; ")} | ${godot} | ${here} | ${why} |`);
  }
  const told = GODOT3_STORIES.filter((one) => one.verdict === "differs");
  const sameStories = GODOT3_STORIES.filter((one) => one.verdict === "same").length;
  lines.push(
    "",
    `Of ${GODOT3_STORIES.length} longer stories that were measured, ${sameStories} go the same way here, ${GODOT3_STORIES.length - sameStories - told.length} are about what there is not here, and ${told.length} differ:`,
    "",
    "| story | in Godot 3 | here |",
    "|---|---|---|",
    ...told.map(({ id, godot, here }) => `| ${id} | ${godot} | ${here} |`),
  );
  return lines.join("\n");
}

const CALLERS = { anyone: "anyone", master: "the master", "no master": "one who is not master" } as const;

function shown(target: string): string {
  return target.replace("-", "−").replace("all", "0").replace("none", "nobody");
}
