import { appendFileSync } from "node:fs";
import type { TestModule } from "vitest/node";

/**
 * Closes a run with the line `N passed, N failed`, and adds the same numbers to the file named by
 * NAKODO_TOTALS, so that several runs can be added up.
 */
export default class TotalReporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let failed = errors.length;
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") passed++;
        else if (state === "failed") failed++;
        // A test that did not run has shown nothing: it counts as failed.
        else failed++;
      }
    }
    const file = process.env["NAKODO_TOTALS"];
    if (file !== undefined) appendFileSync(file, `${JSON.stringify({ passed, failed })}\n`);
    process.on("exit", () => process.stdout.write(`${passed} passed, ${failed} failed\n`));
  }
}
