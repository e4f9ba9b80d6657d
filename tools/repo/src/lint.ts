import { ROOT, tool } from "./repository.js";
import { runProgram } from "./run-program.js";
import type { Step } from "./step.js";

/** Format and lint, and with it the direction of imports (the overrides in biome.json). */
export const lint: Step = {
  name: "format, lint, direction of imports",
  cure: "npx biome check --write .   then mend by hand what is left",
  async run() {
    const { code, output } = await runProgram(
      tool("biome"),
      ["check", "--error-on-warnings", "--max-diagnostics=50", "."],
      ROOT,
    );
    const summary = /Checked \d+ files/.exec(output)?.[0] ?? "biome";
    return { faults: code === 0 ? [] : [output], summary };
  },
};
