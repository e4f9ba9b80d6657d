import { ROOT, tool } from "./repository.js";
import { runProgram } from "./run-program.js";
import type { Step } from "./step.js";

/** Every package builds, and what it publishes can be imported as its package.json says. */
export const packageExports: Step = {
  name: "builds and package exports",
  cure: "npx turbo run build lint:pkg   and mend what tsc, publint or attw say",
  async run() {
    const args = ["run", "build", "lint:pkg", "--output-logs=errors-only", "--concurrency=2"];
    const { code, output } = await runProgram(tool("turbo"), args, ROOT);
    const summary = /Tasks:\s+(.*)/.exec(output)?.[1] ?? "turbo";
    return { faults: code === 0 ? [] : [output], summary };
  },
};
