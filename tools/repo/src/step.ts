/** One check of the repository. */
export interface Step {
  readonly name: string;
  /** What to do when it fails. */
  readonly cure: string;
  /** Resolves with the faults found, none when all is well, and with one line for the report. */
  run(): Promise<StepResult>;
}

/** What a check found. */
export interface StepResult {
  readonly faults: readonly string[];
  /** What was looked at, in a few words. */
  readonly summary: string;
}

/** Runs the steps one after the other, prints a line for each, and resolves with how many failed. */
export async function runSteps(steps: readonly Step[]): Promise<number> {
  let failed = 0;
  for (const step of steps) {
    const startMs = performance.now();
    const { faults, summary } = await step
      .run()
      .catch((error: unknown) => ({ faults: [String(error)], summary: "could not run" }));
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1).padStart(5);
    const verdict = faults.length === 0 ? "ok    " : "FAILED";
    process.stdout.write(`${verdict} ${seconds} s  ${step.name}: ${summary}\n`);
    if (faults.length === 0) continue;
    failed++;
    process.stdout.write(
      `${faults.map((fault) => indent(fault)).join("\n")}\n    What to do: ${step.cure}\n`,
    );
  }
  return failed;
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
